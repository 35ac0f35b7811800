#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::rules_parse, ucpki_fuzz::mutate::lines);

#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::key_parse, ucpki_fuzz::mutate::der);

#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::program, ucpki_fuzz::mutate::lines);

#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::show_any, ucpki_fuzz::mutate::der);

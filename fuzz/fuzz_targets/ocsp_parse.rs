#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::ocsp_parse, ucpki_fuzz::mutate::der);

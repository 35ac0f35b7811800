#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::crl_container, ucpki_fuzz::mutate::der);

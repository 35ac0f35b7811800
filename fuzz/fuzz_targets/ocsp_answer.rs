#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::ocsp_answer, ucpki_fuzz::mutate::ocsp_answer);

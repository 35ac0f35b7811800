#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::identity_match, ucpki_fuzz::mutate::lines);

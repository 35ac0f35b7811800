#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::chain_check, ucpki_fuzz::mutate::chain);

#![cfg_attr(fuzzing, no_main)]

ucpki_fuzz::target!(ucpki_fuzz::lint_target, ucpki_fuzz::mutate::der);

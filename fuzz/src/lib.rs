//! What the fuzz targets do: a plain function for each, which panics where something is wrong.
//!
//! They run without the fuzzer too: `cargo test` replays the seeds and the files below `cases/`, and each program in
//! `fuzz_targets` runs the files that it is given when it is built without cargo-fuzz.
//!
//! A bug is planted under `cfg(ucpki_planted_bug = "<target>")` in the glue of each target, never in the library:
//! README.md says how long it took to find each.
#![forbid(unsafe_code)]

mod certificate;
mod chain;
mod constraints;
mod container;
mod crl;
mod crl_check;
mod csr;
mod facts;
mod hierarchy;
mod key;
mod matcher;
pub mod mutate;
mod name;
mod ocsp;
mod ocsp_answer;
mod ocsp_check;
mod peers;
mod pem;
mod policy;
mod program;
mod request;
pub mod seeds;
mod show;

pub use certificate::certificate_parse;
pub use chain::chain_check;
pub use constraints::name_constraints;
pub use container::crl_container;
pub use crl::crl_parse;
pub use crl_check::crl_check;
pub use csr::{csr_parse, lint_target};
pub use key::key_parse;
pub use matcher::{diff, identity_match, named_certificate, rules_parse};
pub use name::name_parse;
pub use ocsp::ocsp_parse;
pub use ocsp_answer::ocsp_answer;
pub use ocsp_check::ocsp_check;
pub use pem::pem_parse;
pub use policy::policy_graph;
pub use program::program;
pub use show::show_any;

/// A name, and what runs an input.
pub type Target = (&'static str, fn(&[u8]));

/// The fuzz targets.
pub const TARGETS: &[Target] = &[
    ("certificate_parse", certificate_parse),
    ("chain_check", chain_check),
    ("crl_check", crl_check),
    ("crl_container", crl_container),
    ("crl_parse", crl_parse),
    ("csr_parse", csr_parse),
    ("diff", diff),
    ("identity_match", identity_match),
    ("key_parse", key_parse),
    ("lint", lint_target),
    ("name_constraints", name_constraints),
    ("name_parse", name_parse),
    ("ocsp_answer", ocsp_answer),
    ("ocsp_check", ocsp_check),
    ("ocsp_parse", ocsp_parse),
    ("pem_parse", pem_parse),
    ("policy_graph", policy_graph),
    ("program", program),
    ("rules_parse", rules_parse),
    ("show_any", show_any),
];

/// A program for a target: for libFuzzer when cargo-fuzz builds it, else for running files again.
///
/// The second argument changes an input in its own way, beside libFuzzer's own.
#[macro_export]
macro_rules! target {
    ($run:path $(, $mutate:path)?) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $run(data));

        $(
            #[cfg(fuzzing)]
            libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
                match $mutate(data.get(..size).unwrap_or(&[]), seed) {
                    Some(other) if other.len() <= max_size => {
                        data[..other.len()].copy_from_slice(&other);
                        other.len()
                    }
                    _ => libfuzzer_sys::fuzzer_mutate(data, size, max_size),
                }
            });
        )?

        #[cfg(not(fuzzing))]
        fn main() -> std::io::Result<()> {
            $crate::replay($run)
        }
    };
}

/// Runs the files that are named on the command line.
///
/// # Errors
///
/// What the file system says.
pub fn replay(run: fn(&[u8])) -> std::io::Result<()> {
    for path in std::env::args_os().skip(1) {
        run(&std::fs::read(&path)?);
        println!("{}: clean", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    type Mutate = fn(&[u8], u32) -> Option<Vec<u8>>;

    /// What changes the inputs of a target, beside the fuzzer's own ways; text has none.
    fn mutator(target: &str) -> Option<Mutate> {
        match target {
            "chain_check" => Some(mutate::chain),
            "ocsp_answer" => Some(mutate::ocsp_answer),
            "ocsp_check" => Some(mutate::ocsp_check),
            "diff" | "identity_match" | "program" | "rules_parse" => Some(mutate::lines),
            "name_constraints" | "policy_graph" => Some(mutate::bytes),
            "crl_check" | "crl_container" | "pem_parse" => None,
            _ => Some(mutate::der),
        }
    }

    #[test]
    fn cases_are_clean() {
        for (target, run) in TARGETS {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(target);
            let Ok(files) = std::fs::read_dir(folder) else { continue };
            for file in files {
                let path = file.unwrap().path();
                println!("{}", path.display());
                run(&std::fs::read(path).unwrap());
            }
        }
    }

    #[test]
    fn seeds_are_clean() {
        for (target, run) in TARGETS {
            let seeds = seeds::of(target);
            assert!(!seeds.is_empty(), "{target}");
            for (name, seed) in seeds {
                println!("{target}: {name}");
                run(&seed);
            }
        }
    }

    /// Every input is a description, so that numbers at random are as good as any; more with `UCPKI_CRL_PLANS`.
    #[test]
    fn lists_at_random_are_judged_by_the_book() {
        let count = std::env::var("UCPKI_CRL_PLANS").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000);
        let mut rng = ucpki_tests::Rng::new(20);
        for _ in 0..count {
            let input: Vec<u8> = (0..6).flat_map(|_| rng.next().to_be_bytes()).collect();
            crl_check(&input);
        }
    }

    /// Without the fuzzer's search, a thousand changes of each seed: what the mutators make has to be taken as well.
    #[test]
    fn changed_seeds_are_clean() {
        for (target, run) in TARGETS {
            let Some(mutate) = mutator(target) else { continue };
            let seeds = seeds::of(target);
            for round in 0..1000_u32 {
                let (_, seed) = &seeds[round as usize % seeds.len()];
                let mut input = seed.clone();
                for step in 0..1 + round % 4 {
                    input = mutate(&input, round * 16 + step).unwrap_or(input);
                }
                run(&input);
            }
        }
    }
}

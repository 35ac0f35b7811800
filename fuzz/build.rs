//! `UCPKI_PLANTED_BUG=<target>` is `--cfg ucpki_planted_bug="<target>"` for this package alone, which spares the
//! dependencies from being built again.

fn main() {
    println!("cargo::rerun-if-env-changed=UCPKI_PLANTED_BUG");
    if let Ok(target) = std::env::var("UCPKI_PLANTED_BUG") {
        println!("cargo::rustc-cfg=ucpki_planted_bug=\"{target}\"");
    }
}

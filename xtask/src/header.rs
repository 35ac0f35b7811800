//! `include/ucpki.h`, generated from `crates/ffi`.

use crate::Options;
use crate::codes;
use crate::command::Failure;
use crate::generated;
use crate::workspace::Workspace;
use cbindgen::{Builder, Config};

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let text = generate(workspace)?;
    generated::settle(&workspace.root, "include/ucpki.h", &text, options.has("--check"), "cargo xtask header")
}

fn generate(workspace: &Workspace) -> Result<String, Failure> {
    let package = workspace.package("ucpki-ffi")?;
    let mut config = Config::from_file(workspace.root.join("xtask/cbindgen.toml"))
        .map_err(Failure::while_doing("xtask/cbindgen.toml"))?;
    config.after_includes =
        Some(format!("\n{}\n{}", version(&package.version)?, codes::macros(&codes::all(workspace)?)));
    let mut text = vec![];
    Builder::new()
        .with_crate(workspace.root.join(&package.folder))
        .with_config(config)
        .generate()
        .map_err(Failure::while_doing("cbindgen"))?
        .write(&mut text);
    String::from_utf8(text).map_err(Failure::while_doing("the header"))
}

/// The version as macros; `ucpki_version_number()` gives the same number from the library that is loaded.
fn version(version: &str) -> Result<String, Failure> {
    let numbers: Vec<u32> = version.split(['.', '-']).take(3).filter_map(|part| part.parse().ok()).collect();
    let [major, minor, patch] = numbers[..] else {
        return Err(Failure::new(format!("{version} is not a version of three numbers")));
    };
    Ok(format!(
        "/** The version of this header. */\n\
         #define UCPKI_VERSION \"{version}\"\n\
         #define UCPKI_VERSION_MAJOR {major}\n\
         #define UCPKI_VERSION_MINOR {minor}\n\
         #define UCPKI_VERSION_PATCH {patch}\n\n\
         /** The version of this header as one number, for comparison with ucpki_version_number(). */\n\
         #define UCPKI_VERSION_NUMBER (UCPKI_VERSION_MAJOR * 1000000 + UCPKI_VERSION_MINOR * 1000 + UCPKI_VERSION_PATCH)\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_has_three_numbers() {
        let text = version("1.20.3-rc.1").unwrap();
        assert!(
            text.contains("VERSION \"1.20.3-rc.1\"") && text.contains("MINOR 20\n") && text.contains("PATCH 3\n"),
            "{text}"
        );
        assert!(version("1.2").is_err());
    }
}

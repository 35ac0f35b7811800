//! What `cargo metadata` says about this workspace.

use crate::command::{self, Failure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The packages of this repository's main workspace.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) packages: Vec<Package>,
}

/// One package of the workspace.
#[derive(Debug, Default)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) rust_version: String,
    /// Relative to the root of the repository, such as `crates/x509`.
    pub(crate) folder: PathBuf,
    /// What each feature turns on.
    pub(crate) features: BTreeMap<String, Vec<String>>,
    /// The packages that it needs to be built or run; what only its tests need is left out.
    pub(crate) dependencies: BTreeSet<String>,
    pub(crate) has_library: bool,
}

impl Workspace {
    /// The workspace that `cargo xtask` was called in.
    pub(crate) fn find() -> Result<Self, Failure> {
        // Cargo sets it for `cargo run` and `cargo test`. What it was when this was compiled may be another clone that shares
        // the target folder.
        let here = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let here = here.ok_or_else(|| Failure::new("call this as `cargo xtask`"))?;
        let root = here.parent().ok_or_else(|| Failure::new("xtask has no parent folder"))?;
        let json = command::output(command::cargo(root).args(["metadata", "--format-version=1", "--no-deps"]))?;
        Self::read(&json)
    }

    fn read(json: &str) -> Result<Self, Failure> {
        let metadata: Value = serde_json::from_str(json).map_err(Failure::while_doing("cargo metadata"))?;
        let root = PathBuf::from(text(&metadata, "workspace_root")?);
        let target = PathBuf::from(text(&metadata, "target_directory")?);
        let packages =
            list(&metadata, "packages").map(|package| Package::read(&root, package)).collect::<Result<_, _>>()?;
        Ok(Self { root, target, packages })
    }

    pub(crate) fn package(&self, name: &str) -> Result<&Package, Failure> {
        let found = self.packages.iter().find(|package| package.name == name);
        found.ok_or_else(|| Failure::new(format!("there is no package {name} in the workspace")))
    }

    /// The packages in `crates/`: the library, its C ABI and its program.
    pub(crate) fn crates(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.noun().is_some())
    }
}

impl Package {
    fn read(root: &Path, package: &Value) -> Result<Self, Failure> {
        let manifest = PathBuf::from(text(package, "manifest_path")?);
        let folder = manifest.parent().and_then(|folder| folder.strip_prefix(root).ok());
        let features = package.get("features").and_then(Value::as_object).into_iter().flatten();
        let kinds = list(package, "targets").flat_map(|target| list(target, "kind")).filter_map(Value::as_str);
        Ok(Self {
            name: text(package, "name")?.to_owned(),
            version: text(package, "version")?.to_owned(),
            rust_version: text(package, "rust_version").unwrap_or_default().to_owned(),
            folder: folder.ok_or_else(|| Failure::new("a package outside the repository"))?.to_owned(),
            features: features.map(|(name, parts)| (name.clone(), strings(parts))).collect(),
            dependencies: list(package, "dependencies")
                .filter(|dependency| dependency.get("kind").and_then(Value::as_str) != Some("dev"))
                .filter_map(|dependency| text(dependency, "name").ok().map(str::to_owned))
                .collect(),
            has_library: kinds.into_iter().any(|kind| matches!(kind, "lib" | "rlib" | "staticlib" | "cdylib")),
        })
    }

    /// The folder in `crates/`: the one noun that names the crate, its codes, its C functions and its data.
    pub(crate) fn noun(&self) -> Option<&str> {
        self.folder.strip_prefix("crates").ok()?.to_str()
    }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|part| part.as_str().map(str::to_owned)).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str, Failure> {
    let found = value.get(key).and_then(Value::as_str);
    found.ok_or_else(|| Failure::new(format!("cargo metadata gives no {key}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_read() {
        let json = r#"{"workspace_root": "/r", "target_directory": "/r/target", "packages": [{
            "name": "ucpki-crl", "version": "0.1.0", "rust_version": "1.88", "manifest_path": "/r/crates/crl/Cargo.toml",
            "features": {"default": ["std"], "std": []},
            "targets": [{"kind": ["test"]}, {"kind": ["lib"]}],
            "dependencies": [{"name": "ucpki-x509", "kind": null}, {"name": "cc", "kind": "build"}, {"name": "rsa", "kind": "dev"}]
        }]}"#;
        let workspace = Workspace::read(json).unwrap();
        let package = workspace.package("ucpki-crl").unwrap();
        assert_eq!(package.noun(), Some("crl"));
        assert!(package.has_library);
        assert_eq!(package.features["default"], ["std"]);
        assert_eq!(package.dependencies.iter().collect::<Vec<_>>(), ["cc", "ucpki-x509"]);
        assert!(workspace.package("ucpki-ca").is_err());
    }

    #[test]
    fn this_workspace_has_this_program_outside_the_crates() {
        let workspace = Workspace::find().unwrap();
        assert_eq!(workspace.package("ucpki-xtask").unwrap().noun(), None);
        assert!(workspace.crates().any(|package| package.name == "ucpki-x509"));
    }
}

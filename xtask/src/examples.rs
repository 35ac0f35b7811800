//! How many public types of the facade have an example, and which have none; whole programs, pasted into a new project.

use crate::Options;
use crate::command::{self, Failure};
use crate::workspace::Workspace;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta, Visibility};

/// A type of a crate.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Type {
    crate_name: String,
    name: String,
    has_example: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    if options.has("--paste") { paste(workspace) } else { count(workspace, options) }
}

/// Makes a project whose only dependency is `ucpki`, puts the programs of the README and the examples into it as they are, and runs
/// each.
fn paste(workspace: &Workspace) -> Result<(), Failure> {
    let project = workspace.root.join("target/pasted");
    let programs = project.join("src/bin");
    fs::create_dir_all(&programs).map_err(Failure::while_doing(programs.display()))?;
    let facade = workspace.root.join("crates/ucpki");
    let manifest = format!(
        "[package]\nname = \"pasted\"\nedition = \"2024\"\n\n[dependencies]\nucpki = {{ path = {:?}, features = [\"csr\", \
         \"std\"] }}\n\n[workspace]\n",
        facade.display().to_string()
    );
    write(&project.join("Cargo.toml"), &manifest)?;
    let mut names = vec![];
    let mut examples = vec![];
    sources(&facade.join("examples"), &mut examples)?;
    for example in examples {
        let text = fs::read_to_string(&example).map_err(Failure::while_doing(example.display()))?;
        // It asks a server, which is not there.
        if let Some(name) = example.file_stem().and_then(|name| name.to_str()).filter(|name| *name != "sip_client") {
            write(&programs.join(format!("{name}.rs")), &text)?;
            names.push(name.to_owned());
        }
    }
    let readme = fs::read_to_string(workspace.root.join("README.md")).map_err(Failure::while_doing("README.md"))?;
    for (number, block) in (1..).zip(readme.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next())) {
        write(&programs.join(format!("readme_{number}.rs")), block)?;
        names.push(format!("readme_{number}"));
    }
    for name in names {
        let target = workspace.root.join("target/pasted/target");
        let mut cargo = command::cargo(&project);
        command::run(cargo.args(["run", "--quiet", "--bin", &name]).env("CARGO_TARGET_DIR", target))?;
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    fs::write(file, text).map_err(Failure::while_doing(file.display()))
}

fn count(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let exported = exported(&workspace.root.join("crates/ucpki/src"))?;
    let mut types: Vec<Type> = vec![];
    for package in workspace.crates() {
        let noun = package.noun().unwrap_or(&package.name).to_owned();
        let mut files = vec![];
        sources(&workspace.root.join(&package.folder).join("src"), &mut files)?;
        for file in files {
            let text = fs::read_to_string(&file).map_err(Failure::while_doing(file.display()))?;
            let parsed = syn::parse_file(&text).map_err(Failure::while_doing(file.display()))?;
            let found = parsed.items.iter().filter_map(public_type);
            types.extend(
                found
                    .filter(|(name, _)| exported.contains(&(noun.clone(), name.clone())))
                    .map(|(name, has_example)| Type { crate_name: noun.clone(), name, has_example }),
            );
        }
    }
    types.sort();
    types.dedup_by(|next, kept| next.name == kept.name && next.crate_name == kept.crate_name);
    let with = types.iter().filter(|found| found.has_example).count();
    println!("{with} of {} public types have an example", types.len());
    if options.has("--missing") {
        let missing = types.iter().filter(|found| !found.has_example);
        missing.for_each(|found| println!("  {}::{}", found.crate_name, found.name));
    }
    Ok(())
}

/// The crate and the name of everything that the facade lists.
fn exported(folder: &Path) -> Result<BTreeSet<(String, String)>, Failure> {
    let mut names = BTreeSet::new();
    let mut files = vec![];
    sources(folder, &mut files)?;
    for file in files {
        let text = fs::read_to_string(&file).map_err(Failure::while_doing(file.display()))?;
        for list in text.split("pub use ucpki_").skip(1) {
            let list = list.split(';').next().unwrap_or_default();
            let Some((crate_name, list)) = list.split_once("::") else { continue };
            let words = list.split(|character: char| !(character.is_alphanumeric() || character == '_'));
            names.extend(
                words
                    .filter(|word| word.starts_with(char::is_uppercase))
                    .map(|word| (crate_name.replace('_', "-"), word.to_owned())),
            );
        }
    }
    Ok(names)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::while_doing(folder.display()))? {
        let path = entry.map_err(Failure::while_doing(folder.display()))?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// The name of a public type, and whether its documentation has an example.
fn public_type(item: &Item) -> Option<(String, bool)> {
    let (name, visibility, attributes) = match item {
        Item::Struct(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Enum(item) => (&item.ident, &item.vis, &item.attrs),
        Item::Trait(item) => (&item.ident, &item.vis, &item.attrs),
        _ => return None,
    };
    matches!(visibility, Visibility::Public(_)).then(|| (name.to_string(), has_example(attributes)))
}

fn has_example(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::NameValue(value) = &attribute.meta else { return false };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &value.value else { return false };
        let text = text.value();
        let fence = text.trim();
        // A diagram or a grammar is not an example.
        value.path.is_ident("doc") && (fence == "```" || fence.starts_with("```no_run"))
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn found(source: &str) -> Vec<(String, bool)> {
        syn::parse_file(source).unwrap().items.iter().filter_map(public_type).collect()
    }

    #[test]
    fn examples_are_told_from_grammars() {
        assert_eq!(found("/// ```\n/// f();\n/// ```\npub struct A;"), [("A".to_owned(), true)]);
        assert_eq!(found("/// ```text\n/// A ::= B\npub enum A {}"), [("A".to_owned(), false)]);
        assert_eq!(found("pub(crate) struct A;"), []);
    }
}

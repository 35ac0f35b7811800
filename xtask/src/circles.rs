//! Files of a crate form layers: none of them imports another that, by way of others, imports it.
//!
//! Read are `use` declarations and paths that begin with `crate`, outside of tests. A name that a file re-exports counts for
//! the file that has it.

use crate::command::Failure;
use crate::workspace::{Package, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::Visit;
use syn::{Item, ItemMod, UseTree, Visibility};

/// Circles that are there still: `crate: file file ...` in each line. It only gets shorter.
const KNOWN: &str = "xtask/circles.txt";

/// What a file imports: paths from its crate's root, each with the name at its end.
type Paths = Vec<Vec<String>>;

#[derive(Debug, Default)]
struct File {
    imports: Paths,
    /// Under which name something else is offered here, and its path.
    offers: BTreeMap<String, Vec<String>>,
}

/// The files of a crate by their modules; the root is the empty name.
type Files = BTreeMap<String, File>;

/// Everything that is wrong.
pub(crate) fn complaints(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let known = fs::read_to_string(workspace.root.join(KNOWN)).map_err(Failure::while_doing(KNOWN))?;
    let mut known: BTreeSet<String> =
        known.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect();
    let mut complaints = vec![];
    for package in workspace.crates() {
        for circle in circles(&files(&workspace.root, package)?) {
            let line = format!("{}: {}", package.noun().unwrap_or(&package.name), circle.join(" "));
            if !known.remove(&line) {
                complaints.push(format!("files that import each other in a circle: {line}"));
            }
        }
    }
    complaints.extend(known.into_iter().map(|line| format!("this circle is gone, so take it out of {KNOWN}: {line}")));
    Ok(complaints)
}

fn files(workspace: &Path, package: &Package) -> Result<Files, Failure> {
    let root = workspace.join(&package.folder).join("src");
    let mut paths = vec![];
    walk(&root, &mut paths)?;
    let mut files = Files::new();
    for path in paths {
        let module = module(path.strip_prefix(&root).unwrap_or(&path));
        let text = fs::read_to_string(&path).map_err(Failure::while_doing(path.display()))?;
        let parsed = syn::parse_file(&text).map_err(Failure::while_doing(path.display()))?;
        files.insert(module.clone(), File::of(&parsed.items, &module));
    }
    Ok(files)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::while_doing(folder.display()))? {
        let path = entry.map_err(Failure::while_doing(folder.display()))?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// `a/b.rs` and `a/b/mod.rs` are `a::b`; `lib.rs` and `main.rs` are the root.
fn module(path: &Path) -> String {
    let path = path.with_extension("");
    let mut parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| ["lib", "main", "mod"].contains(&last.as_str())) {
        parts.pop();
    }
    parts.join("::")
}

impl File {
    fn of(items: &[Item], module: &str) -> Self {
        let mut file = Self::default();
        for item in items.iter().filter(|item| !is_test(item)) {
            if let Item::Use(item) = item {
                let mut paths = vec![];
                flatten(&item.tree, &mut vec![], &mut paths);
                let is_offered = !matches!(item.vis, Visibility::Inherited);
                for (path, name) in paths {
                    let Some(path) = absolute(&path, module) else { continue };
                    if is_offered {
                        file.offers.insert(name, path.clone());
                    }
                    file.imports.push(path);
                }
            } else {
                Inline { imports: &mut file.imports, module }.visit_item(item);
            }
        }
        file
    }
}

/// Finds paths that begin with `crate` in the middle of code.
struct Inline<'a> {
    imports: &'a mut Paths,
    module: &'a str,
}

impl<'ast> Visit<'ast> for Inline<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if parts.first().is_some_and(|first| first == "crate") {
            self.imports.extend(absolute(&parts, self.module));
        }
        syn::visit::visit_path(self, path);
    }
}

fn is_test(item: &Item) -> bool {
    matches!(item, Item::Mod(ItemMod { ident, content: Some(_), .. }) if ident == "tests")
}

/// The paths of a `use`, each with the name that it gets.
fn flatten(tree: &UseTree, before: &mut Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    let mut end = |last: String, name: String| found.push(([before.as_slice(), &[last]].concat(), name));
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) => end(name.ident.to_string(), name.ident.to_string()),
        UseTree::Rename(rename) => end(rename.ident.to_string(), rename.rename.to_string()),
        UseTree::Glob(_) => end("*".to_owned(), "*".to_owned()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, found)),
    }
}

/// A path from the crate's root; none for a path into another crate, unless it is a module beside.
fn absolute(path: &[String], module: &str) -> Option<Vec<String>> {
    let mut base: Vec<String> = module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let mut rest = path;
    match path.first().map(String::as_str) {
        Some("crate") => {
            base.clear();
            rest = rest.get(1..)?;
        }
        Some("self") => rest = rest.get(1..)?,
        Some("super") => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop();
                rest = rest.get(1..)?;
            }
        }
        // `pub use anchor::Anchor` in the file that has the module.
        _ => {}
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// The file that has what a path leads to; none for what is in another crate or in the root.
fn owner(files: &Files, path: &[String], depth: u32) -> Option<String> {
    let mut module = String::new();
    for (at, part) in path.iter().enumerate() {
        let inner = if module.is_empty() { part.clone() } else { format!("{module}::{part}") };
        if files.contains_key(&inner) {
            module = inner;
            continue;
        }
        let offered = files.get(&module)?.offers.get(part).filter(|offered| depth < 8 && offered.as_slice() != path);
        if let Some(offered) = offered {
            let further = [offered.as_slice(), path.get(at + 1..).unwrap_or_default()].concat();
            return owner(files, &further, depth + 1).or(Some(module));
        }
        break;
    }
    Some(module).filter(|module| !module.is_empty())
}

/// The circles, each with its files in order.
fn circles(files: &Files) -> Vec<Vec<String>> {
    let mut edges: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (module, file) in files.iter().filter(|(module, _)| !module.is_empty()) {
        let owners = file.imports.iter().filter_map(|path| owner(files, path, 0)).filter(|owner| owner != module);
        // What a folder's `mod.rs` collects from its own files is not an import of theirs.
        let is_below = |owner: &String| owner.strip_prefix(module.as_str()).is_some_and(|rest| rest.starts_with("::"));
        edges.insert(module, owners.filter(|owner| !is_below(owner)).collect());
    }
    // Small enough for the plain way: who reaches whom, and back.
    let reach: BTreeMap<&str, BTreeSet<&str>> = edges.keys().map(|from| (*from, reached(&edges, from))).collect();
    let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
    for (from, reached) in &reach {
        let back = |to: &&&str| reach.get(**to).is_some_and(|back| back.contains(from));
        let mut circle: Vec<String> = reached.iter().filter(back).map(|to| (*to).to_owned()).collect();
        if circle.iter().any(|to| to == from) {
            circle.sort();
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

fn reached<'a>(edges: &'a BTreeMap<&str, BTreeSet<String>>, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = edges.get(from).into_iter().flatten().map(String::as_str).collect();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(edges.get(next).into_iter().flatten().map(String::as_str));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn of(sources: &[(&str, &str)]) -> Vec<Vec<String>> {
        let file = |(module, text): &(&str, &str)| {
            ((*module).to_owned(), File::of(&syn::parse_file(text).unwrap().items, module))
        };
        circles(&sources.iter().map(file).collect())
    }

    #[test]
    fn circles_are_found_however_they_are_written() {
        let lib = ("", "mod a; mod b; pub use a::A; pub use b::{B, C as D};");
        let plain = ("b", "pub struct B; pub struct C;");
        assert!(of(&[lib, ("a", "use crate::B; pub struct A;"), plain]).is_empty());
        for uses in ["use crate::A;", "use crate::a::A;", "use super::{a::A, Other};", "use crate::{D, a};"] {
            let b = format!("{uses} pub struct B; pub struct C;");
            assert_eq!(of(&[lib, ("a", "use crate::D; pub struct A;"), ("b", &b)]), [["a", "b"]], "{uses}");
        }
        for inner in ["fn f() { crate::a::g(); }", "struct S(crate::A);", "fn f() -> Option<crate::a::A> { None }"] {
            let b = format!("{inner} pub struct B; pub struct C;");
            assert_eq!(of(&[lib, ("a", "use crate::D; pub struct A;"), ("b", &b)]), [["a", "b"]], "{inner}");
        }
        let long = [("a", "use crate::b::B;"), ("b", "use crate::c::C;"), ("c", "use crate::a::A;")];
        assert_eq!(of(&long), [["a", "b", "c"]]);
        let in_tests = ("b", "pub struct B; #[cfg(test)] mod tests { use crate::A; }");
        assert!(of(&[lib, ("a", "use crate::B; pub struct A;"), in_tests]).is_empty());
        let outer = ("b", "use other::crate_name::A; use core::fmt;");
        assert!(of(&[lib, ("a", "use crate::B; pub struct A;"), outer]).is_empty());
    }

    #[test]
    fn a_folder_may_collect_what_is_in_it() {
        let folder = [("f", "mod g; pub use g::G;"), ("f::g", "pub struct G;"), ("a", "use crate::f::G;")];
        assert!(of(&folder).is_empty());
        let back = [("f", "mod g; pub use g::G;"), ("f::g", "use crate::a::A;"), ("a", "use crate::f::G;")];
        assert_eq!(of(&back), [["a", "f::g"]]);
    }

    #[test]
    fn files_have_their_modules() {
        for (path, name) in [("lib.rs", ""), ("a.rs", "a"), ("a/mod.rs", "a"), ("a/b.rs", "a::b")] {
            assert_eq!(module(Path::new(path)), name);
        }
    }
}

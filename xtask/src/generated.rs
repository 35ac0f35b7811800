//! Files that are made from the sources and committed.

use crate::command::Failure;
use std::fs;
use std::path::Path;

/// Writes `text` to `path`; with `check` it only says whether the file differs.
pub(crate) fn settle(root: &Path, path: &str, text: &str, check: bool, again: &str) -> Result<(), Failure> {
    let file = root.join(path);
    let present = fs::read_to_string(&file).unwrap_or_default();
    if present == text {
        return Ok(());
    }
    if check {
        let line = present.lines().zip(text.lines()).take_while(|(old, new)| old == new).count() + 1;
        return Err(Failure::new(format!("{path} is not what the sources give, from line {line} on; run: {again}")));
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(Failure::while_doing(path))?;
    }
    fs::write(&file, text).map_err(Failure::while_doing(path))?;
    eprintln!("wrote {path}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_is_named_with_its_line_and_mended_by_writing() {
        let root = std::env::temp_dir().join(format!("ucpki-xtask-generated-{}", std::process::id()));
        let settle = |text, check| settle(&root, "docs/x.md", text, check, "cargo xtask x");
        assert!(settle("a\nb\n", true).is_err());
        settle("a\nb\n", false).unwrap();
        settle("a\nb\n", true).unwrap();
        let drift = settle("a\nc\n", true).unwrap_err().to_string();
        assert!(drift.contains("docs/x.md") && drift.contains("line 2") && drift.contains("cargo xtask x"), "{drift}");
        fs::remove_dir_all(&root).unwrap();
    }
}

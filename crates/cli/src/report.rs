//! What is wrong with a file, for people.

use crate::files::{Trouble, Unreadable};
use ucpki::show::{Document, DocumentLine as Line, Style};

/// A file that cannot be used.
pub(crate) fn unreadable(file: &Unreadable) -> Document {
    let mut document = Document::default();
    let head = file.error().map_or_else(|| "error".to_owned(), |error| format!("error[{}]", error.code()));
    document.push(Line::new(Style::Error, head).and(Style::Strong, format!(": {}", file.text())));
    document.arrow(file.place());
    if let Trouble::Content(error) = &file.trouble {
        document.note("rule", error.code().clause());
    }
    file.help.iter().for_each(|help| document.note("help", help.as_str()));
    document
}

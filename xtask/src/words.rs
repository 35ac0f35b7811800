//! Words and phrases that must not come back: `xtask/words.txt` has them, and what to write instead.

use crate::Options;
use crate::command::{self, Failure};
use crate::workspace::Workspace;
use std::fs;
use std::path::Path;
use std::process::Command;

const LIST: &str = "xtask/words.txt";
/// What people read: sources, pages, headers, manifests. The list itself and the pages that quote old names are left out.
const KINDS: [&str; 8] = ["c", "cpp", "h", "hpp", "md", "rs", "sh", "toml"];
const LEFT_OUT: [&str; 4] = ["CHANGELOG.md", "docs/renames.md", "docs/codes.md", "crates/show/src/objects.rs"];
/// At the end of a line that needs a phrase.
const ALLOWED: &str = "words: ok";

/// A line of the list.
#[derive(Debug, PartialEq, Eq)]
struct Phrase {
    text: String,
    instead: String,
    except: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, _: &Options) -> Result<(), Failure> {
    let list = fs::read_to_string(workspace.root.join(LIST)).map_err(Failure::while_doing(LIST))?;
    let phrases = parse(&list)?;
    let files = command::output(Command::new("git").args(["ls-files"]).current_dir(&workspace.root))?;
    let mut complaints = vec![];
    for file in files.lines().filter(|file| is_read(file)) {
        let Ok(text) = fs::read_to_string(workspace.root.join(file)) else { continue };
        complaints.extend(look(&phrases, &text).map(|(line, complaint)| format!("{file}:{line}: {complaint}")));
    }
    if complaints.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("{} phrases of {LIST}:\n  {}", complaints.len(), complaints.join("\n  "))))
}

fn is_read(file: &str) -> bool {
    let kind = Path::new(file).extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    KINDS.contains(&kind) && !LEFT_OUT.contains(&file)
}

fn parse(list: &str) -> Result<Vec<Phrase>, Failure> {
    let lines = list.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| phrase(line).ok_or_else(|| Failure::new(format!("{LIST}: not PHRASE -> INSTEAD: {line}"))))
        .collect()
}

fn phrase(line: &str) -> Option<Phrase> {
    let (text, rest) = line.split_once(" -> ")?;
    let (instead, except) = rest.split_once(" (except: ").unwrap_or((rest, ""));
    let except = except.trim_end_matches(')').split(", ").filter(|text| !text.is_empty());
    Some(Phrase {
        text: text.to_lowercase(),
        instead: instead.to_owned(),
        except: except.map(str::to_lowercase).collect(),
    })
}

/// Every phrase in a text, with its line.
fn look<'a>(phrases: &'a [Phrase], text: &'a str) -> impl Iterator<Item = (usize, String)> + 'a {
    (1..).zip(text.lines()).filter(|(_, line)| !line.ends_with(ALLOWED)).flat_map(move |(number, line)| {
        let line = line.to_lowercase();
        let found = phrases.iter().filter(move |phrase| phrase.is_in(&line));
        found.map(move |phrase| (number, format!("\"{}\"; write: {}", phrase.text, phrase.instead)))
    })
}

impl Phrase {
    fn is_in(&self, line: &str) -> bool {
        let is_excepted = |at: usize| {
            let end = at + self.text.len();
            self.except.iter().any(|text| places(line, text).any(|start| start <= at && end <= start + text.len()))
        };
        places(line, &self.text).any(|at| !is_excepted(at))
    }
}

/// Where a phrase is in a line, as whole words.
fn places<'a>(line: &'a str, phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_word =
        |character: Option<char>| character.is_some_and(|character| character.is_alphanumeric() || character == '_');
    line.match_indices(phrase).map(|(at, _)| at).filter(move |at| {
        let before = line.get(..*at).and_then(|text| text.chars().next_back());
        let after = line.get(at + phrase.len()..).and_then(|text| text.chars().next());
        // A phrase that ends in a colon may be followed by anything.
        let goes_on = is_word(phrase.chars().next_back()) && is_word(after);
        !(is_word(before) || goes_on)
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn found(list: &str, text: &str) -> Vec<usize> {
        look(&parse(list).unwrap(), text).map(|(line, _)| line).collect()
    }

    #[test]
    fn planted_phrases_are_found_as_whole_words() {
        let list = "# old words\nplum -> pear (except: plum jam)\n";
        assert_eq!(found(list, "a\na Plum.\nplums, a_plum\nplum jam\nplum jam, then plum\n"), [2, 5]);
        assert_eq!(found(list, "// plum words: ok\n"), [0_usize; 0]);
        assert!(parse("no arrow").is_err());
    }

    #[test]
    fn the_list_of_this_repository_can_be_read_and_is_kept() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert!(parse(&fs::read_to_string(root.join(LIST)).unwrap()).unwrap().len() > 10);
    }
}

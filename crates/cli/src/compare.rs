//! `ucpki compare`: two certificates, requests or CRLs side by side.

use crate::arguments::Color;
use crate::diff::Outcome;
use crate::document::{Document, Line, Style};
use crate::files::{self, Unreadable};
use crate::json::string;
use crate::show::{What, everything};
use clap::Args;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use ucpki::show::{Comparison, Object};

/// The first object of each file is compared. Lines that differ are marked with `*`. With --issuers or --neighbours it is
/// also told what `ucpki diff` tells: what the change of certificate asks of others.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 nothing differs, 1 something differs, 2 usage or unreadable input.")]
pub(crate) struct Compare {
    /// What stands on the left
    #[arg(value_name = "A")]
    left: PathBuf,
    /// What stands on the right
    #[arg(value_name = "B")]
    right: PathBuf,
    /// Only what differs
    #[arg(long)]
    differences: bool,
    #[command(flatten)]
    renewal: crate::diff::Settings,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(question: &Compare, color: Color) -> Result<(u8, io::Result<()>), Unreadable> {
    let [left, right] = [first(&question.left)?, first(&question.right)?];
    let comparison = Comparison::of(&left.summary(), &right.summary());
    let status = u8::from(!comparison.is_same());
    let renewal = question.renewal.asks_for_neighbours();
    let renewal = renewal.then(|| crate::diff::of(&question.left, &question.right, &question.renewal)).transpose()?;
    let written = if question.json {
        json(&comparison, renewal.as_ref())
    } else {
        text(&comparison, renewal.as_ref(), question.differences, color)
    };
    Ok((status, written))
}

fn first(file: &PathBuf) -> Result<Object, Unreadable> {
    for found in everything(std::slice::from_ref(file)) {
        if let What::Object(object) = found.what? {
            return Ok(*object);
        }
    }
    Err(files::nothing(file))
}

fn text(comparison: &Comparison, renewal: Option<&Outcome>, differences: bool, color: Color) -> io::Result<()> {
    let mut document = Document::default();
    for (line, text) in comparison.lines().iter().zip(comparison.to_string().lines()) {
        match line.is_same() {
            true if differences => {}
            true => document.push(Line::default().plain(text)),
            false => document.push(Line::of(Style::Warning, text)),
        }
    }
    let mut out = io::stdout().lock();
    let color = color.resolve(io::stdout().is_terminal());
    document.write(&mut out, color)?;
    renewal.map_or(Ok(()), |renewal| crate::diff::report(renewal).write(&mut out, color))
}

fn json(comparison: &Comparison, renewal: Option<&Outcome>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let same = comparison.is_same();
    write!(out, "{{\"format\":\"ucpki-comparison\",\"version\":1,\"same\":{same},\"lines\":[")?;
    for (index, line) in comparison.lines().iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let side = |value: Option<&str>| value.map_or_else(|| "null".to_owned(), string);
        let [left, right] = [side(line.left()), side(line.right())];
        let (label, same) = (string(line.label()), line.is_same());
        write!(out, "{comma}\n{{\"label\":{label},\"same\":{same},\"left\":{left},\"right\":{right}}}")?;
    }
    match renewal {
        None => writeln!(out, "\n]}}"),
        Some(renewal) => {
            let renewal = serde_json::to_string(&crate::diff::json(renewal)).map_err(io::Error::from)?;
            writeln!(out, "\n],\"renewal\":{renewal}}}")
        }
    }
}

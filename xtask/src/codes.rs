//! The numbers and names of everything that can go wrong: their documentation, their C macros, and that they stay.
//!
//! The tables are read from the `declare_codes!` blocks in `crates/*/src/codes.rs`, the same text that the compiler makes each
//! crate's `ALL` from. So this check needs no crate to compile, and finds a new crate by itself.

use crate::Options;
use crate::command::Failure;
use crate::generated;
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Ident, Item, Lit, LitInt, LitStr, Meta, Token};

/// One declared code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) number: u16,
    pub(crate) name: String,
    pub(crate) clause: String,
    pub(crate) family: String,
    pub(crate) text: String,
}

/// Numbers and names that a release has promised.
const RELEASED: &str = "abi/codes.txt";

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let codes = all(workspace)?;
    let released = fs::read_to_string(workspace.root.join(RELEASED)).map_err(Failure::while_doing(RELEASED))?;
    broken_promises(&codes, &released)?;
    if options.has("--release") {
        return generated::settle(&workspace.root, RELEASED, &promises(&codes, &released), false, "");
    }
    generated::settle(&workspace.root, "docs/codes.md", &page(&codes), options.has("--check"), "cargo xtask codes")
}

/// The codes of every crate, in the order of their numbers.
pub(crate) fn all(workspace: &Workspace) -> Result<Vec<Code>, Failure> {
    let mut codes = vec![];
    for package in workspace.crates() {
        let path = package.folder.join("src/codes.rs");
        let (Some(noun), Ok(source)) = (package.noun(), fs::read_to_string(workspace.root.join(&path))) else {
            continue;
        };
        let declared = declared(&source).map_err(|error| {
            Failure::new(format!("{}, line {}: {error}", path.display(), error.span().start().line))
        })?;
        own_thousand(noun, &declared)?;
        codes.extend(declared);
    }
    codes.sort_by_key(|code| code.number);
    match codes.windows(2).find_map(|pair| match pair {
        [a, b] if a.number == b.number => Some(format!("{} and {} have the same number {}", a.name, b.name, a.number)),
        _ => None,
    }) {
        Some(clash) => Err(Failure::new(clash)),
        None => Ok(codes),
    }
}

/// The C macros, as they are in the header.
pub(crate) fn macros(codes: &[Code]) -> String {
    let mut text = String::new();
    for code in codes {
        let clause = if code.clause.is_empty() { String::new() } else { format!(" ({})", code.clause) };
        let _ = writeln!(
            text,
            "/** {}: {}{clause}. */\n#define {} {}\n",
            code.family,
            code.text,
            macro_name(code),
            code.number
        );
    }
    text
}

/// `chain.expired` is `UCPKI_ERR_CHAIN_EXPIRED`; the C ABI's own codes leave the noun out.
fn macro_name(code: &Code) -> String {
    let name = code.name.strip_prefix("ffi.").unwrap_or(&code.name);
    format!("UCPKI_ERR_{}", name.replace('.', "_").to_uppercase())
}

/// The codes in one source file.
fn declared(source: &str) -> syn::Result<Vec<Code>> {
    let mut codes = vec![];
    for item in syn::parse_file(source)?.items {
        let Item::Macro(item) = item else { continue };
        if item.mac.path.segments.last().is_some_and(|segment| segment.ident == "declare_codes") {
            codes.extend(item.mac.parse_body::<Table>()?.0);
        }
    }
    Ok(codes)
}

/// `/// text NAME = number, "name", "clause", Family;` as often as there are codes.
struct Table(Vec<Code>);

impl Parse for Table {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut codes = vec![];
        while !input.is_empty() {
            let attributes = input.call(Attribute::parse_outer)?;
            let ident: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let number = input.parse::<LitInt>()?.base10_parse()?;
            input.parse::<Token![,]>()?;
            let name = input.parse::<LitStr>()?;
            input.parse::<Token![,]>()?;
            let clause = input.parse::<LitStr>()?.value();
            input.parse::<Token![,]>()?;
            let family = input.parse::<Ident>()?.to_string().to_lowercase();
            input.parse::<Token![;]>()?;
            let text: String = attributes.iter().filter_map(documentation).collect();
            if !well_formed(&name.value()) {
                return Err(syn::Error::new(name.span(), "a name is a noun, a dot and words in lower case"));
            }
            if text.trim().is_empty() || text.contains("*/") {
                return Err(syn::Error::new(ident.span(), "a code needs a text that can be in a C comment"));
            }
            codes.push(Code { number, name: name.value(), clause, family, text: text.trim().to_owned() });
        }
        Ok(Self(codes))
    }
}

fn documentation(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(literal) = &pair.value else { return None };
    let Lit::Str(text) = &literal.lit else { return None };
    pair.path.is_ident("doc").then(|| text.value())
}

fn well_formed(name: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'));
    name.split_once('.').is_some_and(|(noun, what)| word(noun) && word(what))
}

/// A crate's codes bear its noun, ascend, and stay in one thousand.
fn own_thousand(noun: &str, codes: &[Code]) -> Result<(), Failure> {
    let thousand = codes.first().map(|code| code.number / 1000);
    let mut names = BTreeMap::new();
    let mut last = 0;
    for code in codes {
        let wrong = |what: &str| {
            Err(Failure::new(format!("crates/{noun}/src/codes.rs: {} ({}) {what}", code.name, code.number)))
        };
        if code.name.split('.').next() != Some(noun) {
            return wrong("does not begin with the crate's noun");
        }
        if Some(code.number / 1000) != thousand || (thousand == Some(0)) != (noun == "ffi") {
            return wrong("is outside the thousand of its noun");
        }
        if code.number <= last {
            return wrong("does not follow the number before it");
        }
        if names.insert(&code.name, code.number).is_some() {
            return wrong("is declared twice");
        }
        last = code.number;
    }
    Ok(())
}

/// Fails when a released number or name changed or is gone.
fn broken_promises(codes: &[Code], released: &str) -> Result<(), Failure> {
    for (number, name) in pairs(released) {
        let now = codes.iter().find(|code| code.number.to_string() == number || code.name == name);
        match now {
            None => return Err(Failure::new(format!("{name} ({number}) was released and is gone; keep it, unused"))),
            Some(code) if code.number.to_string() != number || code.name != name => {
                let message = format!("{name} ({number}) was released and is now {} ({})", code.name, code.number);
                return Err(Failure::new(message));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The released file with what is new appended in its place.
fn promises(codes: &[Code], released: &str) -> String {
    let head = released.lines().take_while(|line| line.starts_with('#') || line.is_empty());
    let mut text: String = head.flat_map(|line| [line, "\n"]).collect();
    for code in codes {
        let _ = writeln!(text, "{} {}", code.number, code.name);
    }
    text
}

fn pairs(released: &str) -> impl Iterator<Item = (&str, &str)> {
    released.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}

/// The page for people.
fn page(codes: &[Code]) -> String {
    let mut text = String::from(HEAD);
    let mut noun = "";
    for code in codes {
        let (this, _) = code.name.split_once('.').unwrap_or_default();
        if this != noun {
            noun = this;
            let _ = write!(
                text,
                "\n## {noun}\n\n| number | name | C | family | clause | what it says |\n|---|---|---|---|---|---|\n"
            );
        }
        let Code { number, name, clause, family, text: says } = code;
        let c = macro_name(code);
        let _ = writeln!(text, "| {number} | `{name}` | `{c}` | {family} | {clause} | {} |", says.replace('|', "\\|"));
    }
    text
}

const HEAD: &str = "# Codes

Generated by `cargo xtask codes` from the tables in `crates/*/src/codes.rs`. Do not edit.

Every answer other than \"yes\" has a code: a number for programs, a dotted name for people and logs, and the clause of the
standard that decides. The same number stands in Rust, in C and in the JSON output. A released number or name is never
changed and never used again. Each noun owns a thousand; numbers below 1000 are the C ABI's own, and their macros leave the
noun out.

The family says who has to act:

| family | meaning |
|---|---|
| argument | the caller asked for something that makes no sense; the program is to be fixed |
| crypto | a signature or key does not hold, or cannot be processed |
| internal | our own fault; please report it |
| limit | a bound on work or size was reached before there was an answer |
| malformed | the bytes are not what they should be |
| refused | the bytes were understood, and judged: refused |
";

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
        //! The codes of this crate.
        ucpki_x509::declare_codes! {
            /// the time is after
            /// `notAfter`
            EXPIRED = 3001, "chain.expired", "RFC 5280, 4.1.2.5", Refused;
            /// no path
            NO_PATH = 3002, "chain.no_path", "", Refused;
        }
    "#;

    fn codes() -> Vec<Code> {
        declared(SOURCE).unwrap()
    }

    #[test]
    fn the_table_is_read_as_the_macro_reads_it() {
        let [expired, no_path] = codes().try_into().unwrap();
        assert_eq!(
            (expired.number, expired.name.as_str(), expired.family.as_str()),
            (3001, "chain.expired", "refused")
        );
        assert_eq!(expired.text, "the time is after `notAfter`");
        assert_eq!(no_path.clause, "");
    }

    #[test]
    fn what_could_not_stand_in_c_is_refused() {
        for (from, to) in [
            ("chain.expired", "chain.Expired"),
            ("chain.expired", "expired"),
            ("no path", "no */ path"),
            ("3001", "70000"),
        ] {
            assert!(declared(&SOURCE.replace(from, to)).is_err(), "{to}");
        }
    }

    #[test]
    fn a_noun_keeps_to_its_thousand() {
        own_thousand("chain", &codes()).unwrap();
        assert!(own_thousand("crl", &codes()).is_err());
        for (from, to) in [("3002", "4002"), ("3002", "3001"), ("chain.no_path", "chain.expired")] {
            assert!(own_thousand("chain", &declared(&SOURCE.replace(from, to)).unwrap()).is_err(), "{to}");
        }
        let low = declared(&SOURCE.replace("300", "30").replace("chain.", "ffi.")).unwrap();
        own_thousand("ffi", &low).unwrap();
        assert!(own_thousand("ffi", &declared(&SOURCE.replace("chain.", "ffi.")).unwrap()).is_err());
    }

    #[test]
    fn what_was_released_stays() {
        broken_promises(&codes(), "# head\n3001 chain.expired\n").unwrap();
        for released in ["3001 chain.stale\n", "3007 chain.expired\n", "3009 chain.gone\n"] {
            assert!(broken_promises(&codes(), released).is_err(), "{released}");
        }
        let next = promises(&codes(), "# head\n3001 chain.expired\n");
        assert_eq!(next, "# head\n3001 chain.expired\n3002 chain.no_path\n");
    }

    #[test]
    fn macros_bear_the_dotted_name() {
        let text = macros(&codes());
        assert!(text.contains("#define UCPKI_ERR_CHAIN_EXPIRED 3001\n"), "{text}");
        assert!(text.contains("/** refused: the time is after `notAfter` (RFC 5280, 4.1.2.5). */"), "{text}");
        let own = Code { name: "ffi.buffer".into(), number: 7, ..codes()[0].clone() };
        assert_eq!(macro_name(&own), "UCPKI_ERR_BUFFER");
        assert!(
            page(&codes()).contains("| 3002 | `chain.no_path` | `UCPKI_ERR_CHAIN_NO_PATH` | refused |  | no path |")
        );
    }

    #[test]
    fn the_codes_of_this_repository_keep_the_rules() {
        let codes = all(&Workspace::find().unwrap()).unwrap();
        assert!(codes.iter().any(|code| code.name == "x509.truncated" && code.number == 1001));
    }
}

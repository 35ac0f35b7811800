//! Pages of documentation that are made of the library's data.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};
use ucpki_chain::{AnchorChecks, NameMode, Profile, Rule, Severity};

/// Where `docs/profiles.md` is.
#[must_use]
pub fn profiles_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/profiles.md")
}

/// Writes the pages.
///
/// # Errors
///
/// What the file system says.
pub fn write() -> io::Result<()> {
    fs::write(profiles_path(), profiles())
}

/// Every rule in every profile.
#[must_use]
pub fn profiles() -> String {
    let mut page = String::from(HEAD);
    switches(&mut page);
    page.push_str(RULES);
    let names: Vec<&str> = Profile::ALL.iter().map(Profile::name).collect();
    let _ = writeln!(page, "| rule | text | clause | {} |", names.join(" | "));
    let _ = writeln!(page, "|---|---|---|{}", "---|".repeat(names.len()));
    for rule in Profile::rules() {
        let severities: Vec<&str> = if rule.is_floor() {
            names.iter().map(|_| "**refuse**").collect()
        } else {
            rule.severities().iter().map(|severity| short(*severity)).collect()
        };
        row(&mut page, rule, &severities);
    }
    page.push_str(CRLS);
    let _ = writeln!(page, "| rule | text | clause | {} |", names.join(" | "));
    let _ = writeln!(page, "|---|---|---|{}", "---|".repeat(names.len()));
    for rule in ucpki_crl::rules() {
        let severities: Vec<&str> = rule.severities().iter().map(|severity| short(*severity)).collect();
        row(&mut page, rule, &severities);
    }
    page
}

fn row(page: &mut String, rule: &Rule, severities: &[&str]) {
    let code = rule.code();
    let _ = writeln!(page, "| `{}` | {} | {} | {} |", code.name(), code.text(), code.clause(), severities.join(" | "));
}

const CRLS: &str = "
## Rules of form for CRLs

What RFC 5280, section 5 asks of who issues a CRL. A CRL that breaks one which the profile refuses for shows no certificate as not
revoked; what it revokes stays revoked.

";

const HEAD: &str = "\
# Profiles

<!-- Made by `cargo run -p ucpki-tests --bin make-data` of the table in crates/chain/src/config/rules.rs: do not edit. -->

There is one judge and one set of rules. A profile says what follows from each rule that is broken, and what a request gets
that does not say otherwise. `Profile::with` and `ucpki_validator_builder_set_rule()` change one rule; everything else here has
a switch of its own.

## What a request gets that does not say otherwise

";

const RULES: &str = "
*Of an anchor's certificate*: RFC 5280, 6.1.1 (d) takes a name and a key from an anchor and nothing else. *Everything* holds its
certificate to the rules for CAs, but for its signature. *Validity, own limits* is what OpenSSL does on the appliances: an
anchor that has expired or is not valid yet is refused, and its name constraints, path length and extended key usage count.
The key is held to the algorithm policy in every profile. *Hashes from* is that policy: a signature is accepted where the provider
can verify it as well, and the usual ones have SHA-224 for ECDSA alone; `LEGACY` has it for RSA too, and SHA-1 and MD5. In every profile an anchor can be given limits as data
(`AnchorConstraints`), or be told to take those of its certificate (RFC 5937); limits from several places intersect, and hold
wherever the anchor's name and key appear on a path.

## Rules

**refuse**: no profile lowers it, and nobody can. *warn*: accepted, and told. A dot: not reported.

";

fn switches(page: &mut String) {
    let names: Vec<&str> = Profile::ALL.iter().map(Profile::name).collect();
    let _ = writeln!(page, "| | {} |", names.join(" | "));
    let _ = writeln!(page, "|---|{}", "---|".repeat(names.len()));
    let mut row = |what: &str, value: fn(&Profile) -> String| {
        let values: Vec<String> = Profile::ALL.iter().map(value).collect();
        let _ = writeln!(page, "| {what} | {} |", values.join(" | "));
    };
    row("of an anchor's certificate", |profile| match profile.anchor_checks() {
        AnchorChecks::Certificate => "everything".to_owned(),
        AnchorChecks::ValidityAndLimits => "validity, own limits".to_owned(),
        _ => "name and key".to_owned(),
    });
    row("a path may end at an anchor that is not a self-signed root", |profile| yes_or_no(profile.partial_chain()));
    row("names", |profile| match profile.name_mode() {
        NameMode::Appliance => "appliance".to_owned(),
        NameMode::Off => "off".to_owned(),
        _ => "RFC 9525".to_owned(),
    });
    row("RSA from, bits", |profile| profile.algorithms().least_rsa_bits().to_string());
    row("curves from, bits", |profile| profile.algorithms().least_ec_bits().to_string());
    row("DSA from, bits", |profile| {
        profile.algorithms().least_dsa_bits().map_or("no".to_owned(), |bits| bits.to_string())
    });
    row("hashes from", |profile| profile.algorithms().weakest_hash().to_string());
    row("RSA reported as large from, bits", |profile| profile.algorithms().reports_rsa_bits().to_string());
}

fn yes_or_no(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

const fn short(severity: Severity) -> &'static str {
    match severity {
        Severity::Ignore => "\u{b7}",
        Severity::Warn => "*warn*",
        _ => "refuse",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Every code that the page for people who come from elsewhere names is one, and no number of OpenSSL is left out.
    #[test]
    fn codes_of_the_migration_page_exist() {
        let page = fs::read_to_string(profiles_path().with_file_name("migrating.md")).unwrap();
        let list = fs::read_to_string(profiles_path().with_file_name("codes.md")).unwrap();
        let mut named = 0;
        for text in page.split('`').skip(1).step_by(2) {
            let is_code =
                ["x509.", "crypto.", "chain.", "matcher.", "crl.", "ffi."].iter().any(|noun| text.starts_with(noun));
            if is_code && !text.ends_with('*') {
                assert!(list.contains(&format!("`{text}`")), "{text} is not a code");
                named += 1;
            }
        }
        assert!(named > 90, "{named}");
        for number in 1..=94 {
            assert!(page.contains(&format!("\n| {number} | `X509_V_ERR_")), "{number}");
        }
    }

    /// What the facade exports is a list, and no name is in two modules of it, so that a program may import all of them.
    #[test]
    fn no_name_is_exported_twice() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ucpki/src");
        let mut met: BTreeMap<String, String> = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let module = path.file_stem().unwrap().to_string_lossy().into_owned();
            if module == "lib" {
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            for list in source.split("pub use ucpki_").skip(1) {
                let list = list.split(';').next().unwrap();
                assert!(!list.contains('*'), "{module} exports everything");
                let names = list.split_once("::").unwrap().1.trim_matches(['{', '}']);
                for name in
                    names.split([',', '{', '}']).map(str::trim).filter(|name| name.starts_with(char::is_uppercase))
                {
                    let before = met.insert(name.to_owned(), module.clone());
                    assert!(before.is_none() || name == "SIGNERS", "{name} is in {before:?} and {module}");
                }
            }
        }
        assert!(met.len() > 250, "{}", met.len());
    }

    /// The walks of ARCHITECTURE.md lead through functions that exist, each called further up, and meet no file twice.
    #[test]
    fn the_walks_can_be_followed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let page = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
        let section = page.split("\n## ").find(|section| section.starts_with("Three walks")).unwrap();
        let walks: Vec<&str> = section.split("|---|---|---|\n").skip(1).collect();
        assert_eq!(walks.len(), 3);
        for walk in walks {
            let mut met: Vec<(String, String)> = vec![];
            for row in walk.lines().take_while(|line| line.starts_with('|')) {
                let quoted: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
                let (function, file) = (quoted[0].rsplit("::").next().unwrap(), quoted[quoted.len() - 1]);
                let file = quoted.iter().copied().find(|text| text.ends_with(".rs")).unwrap_or(file);
                let source = fs::read_to_string(root.join(file)).unwrap();
                assert!(source.contains(&format!("fn {function}")), "{file} has no {function}");
                assert!(met.iter().all(|(before, _)| before != file), "{file} is met twice");
                let is_called = met.iter().any(|(_, above)| above.contains(&format!("{function}(")));
                let is_exempt = quoted.iter().any(|mark| ["caller", "dyn"].contains(mark));
                assert!(is_called || is_exempt, "no row above calls {function}");
                met.push((file.to_owned(), source));
            }
            assert!(met.len() >= 6);
        }
    }

    /// The pages for operators name codes that exist, and options that the program has.
    #[test]
    fn the_pages_for_operators_are_true() {
        let list = fs::read_to_string(profiles_path().with_file_name("codes.md")).unwrap();
        let program = fs::read_to_string(profiles_path().with_file_name("../crates/cli/README.md")).unwrap();
        for name in ["which-certificate.md", "why-refused.md", "renew.md", "expressway-crls.md"] {
            let page = fs::read_to_string(profiles_path().with_file_name(name)).unwrap();
            for text in page.split('`').skip(1).step_by(2).filter(|text| !text.contains('\n')) {
                if ["chain.", "crl.", "matcher."].iter().any(|noun| text.starts_with(noun)) {
                    assert!(list.contains(&format!("`{text}`")), "{name}: {text} is not a code");
                }
            }
            for option in page.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2) {
                let option = option.trim_end_matches(|end: char| !end.is_ascii_alphanumeric());
                assert!(program.contains(option), "{name}: the program has no {option}");
            }
        }
    }

    /// The tables of the standards name codes that exist, and leave no rule out that has a clause there.
    #[test]
    fn the_tables_of_standards_have_every_rule() {
        let read = |name: &str| fs::read_to_string(profiles_path().with_file_name(name)).unwrap();
        let (list, page) = (read("codes.md"), read("rfc5280-rules.md") + &read("webpki-rules.md"));
        let named: Vec<&str> = page.split('`').skip(1).step_by(2).collect();
        let is_code = |text: &&&str| ["x509.", "chain.", "crl."].iter().any(|noun| text.starts_with(noun));
        for text in named.iter().filter(is_code).filter(|text| !text.ends_with('*')) {
            assert!(list.contains(&format!("`{text}`")), "{text} is not a code");
        }
        for code in Profile::rules().iter().chain(ucpki_crl::rules()).map(Rule::code) {
            let is_of_them = ["RFC 5280, 4", "RFC 5280, 5", "CA/Browser Forum BR, 7.1.2", "CA/Browser Forum BR, 7.1.4"]
                .iter()
                .any(|clause| code.clause().contains(clause));
            assert!(!is_of_them || named.contains(&code.name()), "{} has no row", code.name());
        }
    }

    #[test]
    fn pages_are_what_make_data_writes() {
        let found = fs::read_to_string(profiles_path()).unwrap_or_default();
        assert!(found == profiles(), "run `cargo run -p ucpki-tests --bin make-data`");
    }
}

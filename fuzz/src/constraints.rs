//! `name_constraints`: names of every kind against subtrees of every kind, and the oracle's answer.

use std::sync::LazyLock;
use ucpki_chain::{Pool, Refused, Valid, Validator, codes};
use ucpki_tests::ask::{self, read};
use ucpki_tests::fake::FAKE;
use ucpki_tests::make::{Attribute, Cert, GeneralName, Key, KeyUsage, Name, NameConstraints, Subtree};
use ucpki_tests::oracle::{self, Hierarchy, Limits};

/// The bytes describe names and subtrees: see [`Description`].
///
/// # Panics
///
/// If the verdict is not the oracle's, or costs more comparisons than there are names times subtrees.
pub fn name_constraints(data: &[u8]) {
    let description = Description::read(data);
    let hierarchy = description.hierarchy();
    let answer = check(&hierarchy);
    let expected = oracle::accepts(&hierarchy);
    assert_eq!(answer.is_ok(), expected, "{:?}\n{hierarchy:#?}", answer.map(|_| ()).map_err(|refused| refused.code()));
    let work = match &answer {
        Ok(valid) => valid.work(),
        Err(refused) => {
            let rules = [
                &codes::NAME_EXCLUDED,
                &codes::NAME_NOT_PERMITTED,
                &codes::NAME_CONSTRAINT_UNSUPPORTED,
                &codes::CONSTRAINT_MALFORMED,
                &codes::CONSTRAINED_NAME_MALFORMED,
            ];
            assert!(rules.contains(&refused.code()), "{refused}\n{hierarchy:#?}");
            refused.work()
        }
    };
    let (names, subtrees) = description.counts();
    assert!(work.comparisons <= names * subtrees, "{work:?}, {names} names, {subtrees} subtrees");
}

/// Root with limits, a CA with names and constraints, a leaf with names.
#[derive(Default)]
struct Description {
    leaf_subject: Option<Name>,
    leaf_names: Vec<GeneralName>,
    middle_subject: Option<Name>,
    middle_names: Vec<GeneralName>,
    middle: NameConstraints,
    anchor: NameConstraints,
}

/// How many names and subtrees are read.
const MOST: usize = 16;
/// How long each is.
const LONGEST: usize = 48;

impl Description {
    /// Each line is a name or a subtree: a byte that says where it stands, one that says of which kind it is, and its
    /// text, which for an address is hexadecimal. What is not ASCII is left out.
    ///
    /// | byte | it stands |
    /// |---|---|
    /// | `l`, `m` | in the leaf, in the CA |
    /// | `p`, `x` | in the CA's constraints: permitted, excluded |
    /// | `P`, `X` | in the limits of the anchor |
    ///
    /// | byte | it is |
    /// |---|---|
    /// | `d`, `e`, `u`, `i`, `n` | dNSName, rfc822Name, URI, iPAddress, directoryName |
    /// | `s` | a subject; as a subtree, a directoryName |
    /// | any other | a kind that cannot be compared |
    fn read(data: &[u8]) -> Self {
        let mut description = Self::default();
        for line in data.split(|byte| *byte == b'\n').take(MOST) {
            let [place, kind, text @ ..] = line else { continue };
            let text: String =
                text.iter().filter(|byte| byte.is_ascii()).take(LONGEST).copied().map(char::from).collect();
            match place {
                b'l' | b'm' => description.name(*place == b'l', *kind, &text),
                b'p' => description.middle.permitted.push(subtree(*kind, &text)),
                b'x' => description.middle.excluded.push(subtree(*kind, &text)),
                b'P' => description.anchor.permitted.push(subtree(*kind, &text)),
                b'X' => description.anchor.excluded.push(subtree(*kind, &text)),
                _ => {}
            }
        }
        description
    }

    fn name(&mut self, is_leaf: bool, kind: u8, text: &str) {
        let (subject, names) = if is_leaf {
            (&mut self.leaf_subject, &mut self.leaf_names)
        } else {
            (&mut self.middle_subject, &mut self.middle_names)
        };
        match kind {
            b's' => *subject = Some(directory(text)),
            kind => names.push(general_name(kind, text)),
        }
    }

    /// How many names are constrained, by how many subtrees: at most, all of both.
    fn counts(&self) -> (u64, u64) {
        let subjects = [&self.leaf_subject, &self.middle_subject].into_iter().flatten();
        let in_subjects: usize = subjects.map(|name| 1 + name.relative().iter().flatten().count()).sum();
        let names = self.leaf_names.len() + self.middle_names.len() + in_subjects + 2;
        let lists = [&self.middle, &self.anchor];
        let subtrees: usize = lists.iter().map(|list| list.permitted.len() + list.excluded.len()).sum();
        (names as u64, subtrees as u64)
    }

    fn hierarchy(&self) -> Hierarchy {
        static KEYS: LazyLock<[Key; 3]> = LazyLock::new(|| ["root", "middle", "leaf"].map(Key::fake));
        let [root_key, middle_key, leaf_key] = &*KEYS;
        let ca = |name: Name, key| Cert::new(name).key(key).ca(None).key_usage(KeyUsage::CERT_SIGN);
        let given = |constraints: &NameConstraints| {
            let empty = constraints.permitted.is_empty() && constraints.excluded.is_empty();
            (!empty).then(|| constraints.clone())
        };
        let root = ca("Root".into(), root_key);
        // An empty name would be another path: an issuer without a name.
        let name = self.middle_subject.clone().filter(|name| !name.is_empty());
        let mut middle = ca(name.unwrap_or_else(|| "Middle".into()), middle_key).issued_by(&root);
        middle.alternative_names.clone_from(&self.middle_names);
        middle.name_constraints = given(&self.middle).map(|constraints| (constraints, true));
        let subject = self.leaf_subject.clone().unwrap_or_else(Name::empty);
        let mut leaf = Cert::new(subject).key(leaf_key).issued_by(&middle);
        leaf.alternative_names.clone_from(&self.leaf_names);
        let limits = Limits { name_constraints: given(&self.anchor), ..Limits::default() };
        Hierarchy { limits: vec![limits], ..Hierarchy::new(root, vec![middle], leaf) }
    }
}

fn general_name(kind: u8, text: &str) -> GeneralName {
    match kind {
        b'd' => GeneralName::Dns(text.to_owned()),
        b'e' => GeneralName::Email(text.to_owned()),
        b'u' => GeneralName::Uri(text.to_owned()),
        b'i' => GeneralName::Ip(bytes(text)),
        b'n' | b's' => GeneralName::Directory(directory(text)),
        // registeredID 1.2.3, otherName 1.2.3 with a NULL, ediPartyName.
        0..0x60 => GeneralName::Raw(vec![0x88, 0x02, 0x2A, 0x03]),
        0x60..0x70 => GeneralName::Raw(vec![0xA0, 0x08, 0x06, 0x02, 0x2A, 0x03, 0xA0, 0x02, 0x05, 0x00]),
        _ => GeneralName::Raw(vec![0xA5, 0x05, 0xA1, 0x03, 0x0C, 0x01, 0x61]),
    }
}

fn subtree(kind: u8, text: &str) -> Subtree {
    match general_name(kind, text) {
        GeneralName::Dns(text) => Subtree::Dns(text),
        GeneralName::Directory(name) => Subtree::Directory(name),
        GeneralName::Ip(bytes) if bytes.len() % 2 == 0 => {
            let (net, mask) = bytes.split_at(bytes.len() / 2);
            Subtree::Ip(net.to_vec(), mask.to_vec())
        }
        other => Subtree::Other(other),
    }
}

/// The bytes that hexadecimal digits say; other letters count as zero.
fn bytes(text: &str) -> Vec<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16).unwrap_or(0) as u8;
    text.as_bytes().chunks(2).map(|pair| pair.iter().fold(0, |byte, one| byte << 4 | digit(*one))).collect()
}

/// Relative names between slashes, attributes between plus signs; `@` in a value makes it an e-mail address, a colon an
/// organisation, and anything else a common name.
fn directory(text: &str) -> Name {
    let mut name = Name::empty();
    for relative in text.split('/').filter(|relative| !relative.is_empty()) {
        let attribute = |value: &str| {
            // What letters are the same is for `name_parse`; here it is about structure.
            let kind = if value.contains('@') {
                "emailAddress"
            } else if value.contains(':') {
                "O"
            } else {
                "CN"
            };
            let plain = value.chars().filter(|letter| letter.is_ascii_graphic());
            Attribute::new(kind, &plain.collect::<String>())
        };
        name = name.and(relative.split('+').map(attribute).collect());
    }
    name
}

fn check(hierarchy: &Hierarchy) -> Result<Valid, Refused> {
    let validator = Validator::new(FAKE).anchors(ask::anchors(hierarchy));
    let pool: Pool = hierarchy.pool.iter().map(|cert| read(&planted::cert(cert))).collect();
    validator.check(&read(&hierarchy.leaf), &pool, &ask::request(hierarchy))
}

#[cfg(not(ucpki_planted_bug = "name_constraints"))]
mod planted {
    pub(super) fn cert(cert: &ucpki_tests::make::Cert) -> ucpki_tests::make::Cert {
        cert.clone()
    }
}

/// The planted bug: of several e-mail bases that a CA permits, the last one counts.
#[cfg(ucpki_planted_bug = "name_constraints")]
mod planted {
    use ucpki_tests::make::{Cert, GeneralName, Subtree};

    pub(super) fn cert(cert: &Cert) -> Cert {
        let mut cert = cert.clone();
        if let Some((constraints, _)) = &mut cert.name_constraints {
            let is_email = |base: &Subtree| matches!(base, Subtree::Other(GeneralName::Email(_)));
            let last = constraints.permitted.iter().rev().find(|base| is_email(base)).cloned();
            constraints.permitted.retain(|base| !is_email(base));
            constraints.permitted.extend(last);
        }
        cert
    }
}

/// Lines as the target reads them.
pub(crate) const SEEDS: [(&str, &str); 14] = [
    ("dns", "ldwww.example.com\npdexample.com\nxdbad.example.com"),
    ("wildcard", "ld*.example.com\npdaccept.example.com\nPdcom"),
    ("wildcard-excluded", "ld*.Example.com\nxdbar.example.com"),
    ("email", "lebob@example.com\npeexample.com\nPe.com"),
    ("mailbox", "lebob@Example.com\npebob@example.COM\nxe.example.com"),
    ("subject", "lsbob@example.com/x\npebob@example.com\npn"),
    ("uri", "luhttps://user@www.example.com:443/?q#f\npu.example.com\nxuwww.example.org"),
    ("hostless", "luurn:a:b\npuexample.com\nludata:,x"),
    ("ip", "lic0000207\npic0000200ffffff00\nXi0a000000ff000000"),
    (
        "ip-six",
        "li20010db8000000000000000000000001\npi20010db8000000000000000000000000ffffffff000000000000000000000000",
    ),
    ("directory", "lsorg:Example+x/leaf\npnorg:Example+x\nlnorg:Other\nxnorg:Other/y"),
    ("other", "l?\nld.a.example\nxrr\npo\nlo"),
    ("middle", "msorg:A/middle\nmdca.example.com\nPnorg:A\nXdbad.example.com\nldx.example.com"),
    ("empty", "ld\nle\nlu\nli\nln\npd\npe\npu\npi\npn"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_describe_names() {
        let hierarchy =
            Description::read(b"ldA.example\npdexample\nlsorg:x+b/c@d\nXi0a000000ff000000\n??\n").hierarchy();
        assert_eq!(hierarchy.leaf.alternative_names, [GeneralName::Dns("A.example".to_owned())]);
        assert_eq!(hierarchy.leaf.subject.text(), "emailAddress=c@d,O=org:x+CN=b");
        assert_eq!(hierarchy.pool[0].name_constraints.as_ref().unwrap().0.permitted, [Subtree::dns("example")]);
        assert_eq!(hierarchy.limits[0].name_constraints.as_ref().unwrap().excluded, [Subtree::net("10.0.0.0/8")]);
    }

    /// The seeds are worth starting from: some are accepted and some refused.
    #[test]
    fn seeds_have_both_answers() {
        let accepted =
            SEEDS.iter().filter(|(_, text)| oracle::accepts(&Description::read(text.as_bytes()).hierarchy()));
        let accepted = accepted.count();
        assert!((4..11).contains(&accepted), "{accepted}");
    }
}

//! Certificates that are made to cost a verifier time or memory, beside the graphs of [`attack`](crate::attack): a few
//! kilobytes that a peer sends, for which there is a budget.

use crate::make::{Cert, GeneralName, Key, KeyUsage, Scheme, Subtree};

/// An anchor, what the peer sent, and whether there is a path.
#[derive(Clone, Debug)]
pub struct Flood {
    /// The trust anchor.
    pub anchor: Cert,
    /// The certificates that came with the leaf.
    pub pool: Vec<Cert>,
    /// The certificate in question.
    pub leaf: Cert,
    /// Whether there is a path within any budget.
    pub has_path: bool,
}

fn ca(name: &str, scheme: Scheme, label: &str) -> Cert {
    Cert::new(name).key(&Key::new(scheme, label)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn leaf(scheme: Scheme) -> Cert {
    Cert::new("leaf").key(&Key::new(scheme, "leaf")).san_dns("sip.example.com")
}

/// Levels of CAs below an anchor, each of which carries a name that a CA above excludes, so that no path is free of
/// contradictions and each of the many has to be found out by itself. With `signed`, an attacker who runs a sub-CA made them;
/// else nothing is signed rightly.
#[must_use]
pub fn contradicting_levels(levels: usize, width: usize, signed: bool) -> Flood {
    let root = ca("root", Scheme::Fake, "root");
    let name = |level: usize, at: usize| format!("n{at}.l{level}.example.com");
    let mut above = vec![root.clone()];
    let mut pool = Vec::new();
    for level in 0..levels {
        let members: Vec<Cert> = (0..width)
            .map(|at| {
                // Each excludes the name that one of the next level has, and one of the level after that.
                let excluded = [Subtree::dns(&name(level + 1, (at + 1) % width)), Subtree::dns(&name(level + 2, at))];
                let member = ca(&format!("level {level}"), Scheme::Fake, &format!("{level} {at}"))
                    .san(GeneralName::Dns(name(level, at)))
                    .name_constraints(&[], &excluded)
                    .without_key_ids()
                    .issued_by(&above[at % above.len()]);
                if signed { member } else { member.bad_signature() }
            })
            .collect();
        pool.extend(members.iter().cloned());
        above = members;
    }
    let leaf = leaf(Scheme::Fake).without_key_ids().issued_by(&above[0]);
    Flood { anchor: root, pool, leaf, has_path: false }
}

/// Levels of CAs with every path length there is, so that each node can be reached with many.
#[must_use]
pub fn path_lengths(levels: usize, width: usize) -> Flood {
    let root = ca("root", Scheme::Fake, "root");
    let mut above = vec![root.clone()];
    let mut pool = Vec::new();
    for level in 0..levels {
        let members: Vec<Cert> = (0..width)
            .map(|at| {
                ca(&format!("level {level}"), Scheme::Fake, &format!("{level} {at}"))
                    .ca(Some((levels - level + at) as u32 - 1))
                    .without_key_ids()
                    .issued_by(&above[at % above.len()])
                    .bad_signature()
            })
            .collect();
        pool.extend(members.iter().cloned());
        above = members;
    }
    Flood { anchor: root, pool, leaf: leaf(Scheme::Fake).without_key_ids().issued_by(&above[0]), has_path: false }
}

/// CAs of one name with a key each, none of which signed the leaf, under keys of this scheme.
#[must_use]
pub fn namesakes(count: usize, scheme: Scheme) -> Flood {
    let root = ca("root", scheme, "root");
    let member = ca("CA", scheme, "member").without_key_ids().issued_by(&root);
    let pool = (0..count).map(|at| member.clone().serial(at as u64 + 1).key(&Key::new(scheme, &format!("{at}"))));
    let pool = pool.map(|cert| cert.bad_signature()).collect();
    let leaf = leaf(scheme).without_key_ids().issued_by(&member);
    Flood { anchor: root, pool, leaf, has_path: false }
}

/// A straight chain of CAs that all have one name, and a key each that key identifiers tell apart.
#[must_use]
pub fn straight_chain_of_one_name(length: usize) -> Flood {
    let root = ca("CA", Scheme::Fake, "root");
    let (mut issuer, mut pool) = (root.clone(), Vec::new());
    for at in 0..length {
        issuer = ca("CA", Scheme::Fake, &format!("{at}")).issued_by(&issuer);
        pool.push(issuer.clone());
    }
    Flood { anchor: root, pool, leaf: leaf(Scheme::Fake).issued_by(&issuer), has_path: true }
}

/// CAs of one name that certify each other, with key identifiers of many bytes that differ in the last one.
#[must_use]
pub fn long_key_ids(count: usize, bytes: usize) -> Flood {
    use crate::make::KeyId;
    let root = ca("root", Scheme::Fake, "root");
    let id = |at: usize| {
        let mut id = vec![0x55; bytes];
        id.extend(at.to_be_bytes());
        KeyId::Of(id)
    };
    let pool = (0..count)
        .map(|at| {
            let member = ca("CA", Scheme::Fake, &format!("{at}")).issuer("CA").ski(id(at)).aki(id(at + 1));
            member.bad_signature()
        })
        .collect();
    let leaf = leaf(Scheme::Fake).issuer("CA").aki(id(count / 2));
    Flood { anchor: root, pool, leaf, has_path: false }
}

//! Names of every kind as sets, and what usually makes them differ.

use super::{Comparison, Counts, Difference};
use crate::dns::parent;
use crate::{codes, other, rules, sip};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use ucpki_x509::{Code, GeneralName, NameRef, ip_address};

pub(super) fn compare(
    wanted: &[GeneralName<'_>],
    found: &[GeneralName<'_>],
    subjects: [Option<NameRef<'_>>; 2],
    comparison: &mut Comparison,
) {
    let (wanted, found) = (Set::new(wanted), Set::new(found));
    let context = Context { wanted: &wanted, found: &found, parents: wanted.parents(), subjects };
    let mut room = [Comparison::MOST; 2];
    let [missing, added] = &mut room;
    wanted.without(&found, |name| {
        let cause = context.cause_of_missing(name);
        push(comparison, missing, || Difference {
            code: &codes::NAME_MISSING,
            cause,
            wanted: Some(text(name)),
            found: None,
            counts: Counts::Missing,
        });
    });
    found.without(&wanted, |name| {
        let cause = context.cause_of_added(name);
        push(comparison, added, || Difference {
            code: &codes::NAME_ADDED,
            cause,
            wanted: None,
            found: Some(text(name)),
            counts: Counts::Added,
        });
    });
}

fn push(comparison: &mut Comparison, room: &mut usize, difference: impl FnOnce() -> Difference) {
    match room.checked_sub(1) {
        None => comparison.left_out += 1,
        Some(left) => {
            *room = left;
            comparison.push(difference());
        }
    }
}

/// Names in order, each once.
struct Set<'a>(Vec<GeneralName<'a>>);

impl<'a> Set<'a> {
    fn new(names: &[GeneralName<'a>]) -> Self {
        let mut names = names.to_vec();
        names.sort_unstable_by(order);
        names.dedup_by(|one, other| order(one, other) == Ordering::Equal);
        Self(names)
    }

    fn contains(&self, name: &GeneralName<'_>) -> bool {
        self.0.binary_search_by(|mine| order(mine, name)).is_ok()
    }

    fn has_host(&self, host: &[u8]) -> bool {
        self.contains(&GeneralName::DnsName(host))
    }

    /// Shows the names that are not in `other`.
    fn without(&self, other: &Set<'_>, visit: impl FnMut(&GeneralName<'a>)) {
        self.0.iter().filter(|name| !other.contains(name)).for_each(visit);
    }

    /// The domains right above its host names, in order.
    fn parents(&self) -> Vec<&'a [u8]> {
        let above = |name: &GeneralName<'a>| match name {
            GeneralName::DnsName(host) => parent(host),
            _ => None,
        };
        let mut parents: Vec<&[u8]> = self.0.iter().filter_map(above).collect();
        parents.sort_unstable_by(|one, other| folded(one, other));
        parents
    }
}

/// What helps to find a cause.
struct Context<'s, 'a, 'b> {
    wanted: &'s Set<'a>,
    found: &'s Set<'b>,
    /// The domains above the wanted host names.
    parents: Vec<&'a [u8]>,
    subjects: [Option<NameRef<'s>>; 2],
}

impl Context<'_, '_, '_> {
    fn cause_of_missing(&self, name: &GeneralName<'_>) -> Option<&'static Code> {
        let host = match name {
            GeneralName::DnsName(host) => *host,
            GeneralName::IpAddress(_) => return Some(&codes::CAUSE_ADDRESS),
            _ => return None,
        };
        if is_multi_server(host) || is_multi_server_of(self.found, host) {
            Some(&codes::CAUSE_MULTI_SERVER)
        } else if is_www(self.found, host) {
            Some(&codes::CAUSE_WWW)
        } else if self.parents.binary_search_by(|parent| folded(parent, host)).is_ok() {
            Some(&codes::CAUSE_PARENT_DOMAIN)
        } else if self.is_common_name(host) {
            Some(&codes::CAUSE_COMMON_NAME)
        } else {
            None
        }
    }

    fn cause_of_added(&self, name: &GeneralName<'_>) -> Option<&'static Code> {
        let host = match name {
            GeneralName::DnsName(host) => *host,
            GeneralName::IpAddress(_) => return Some(&codes::CAUSE_ADDRESS),
            _ => return None,
        };
        if is_multi_server(host) || is_multi_server_of(self.wanted, host) {
            Some(&codes::CAUSE_MULTI_SERVER)
        } else if is_www(self.wanted, host) {
            Some(&codes::CAUSE_WWW)
        } else if self.is_common_name(host) {
            Some(&codes::CAUSE_COMMON_NAME)
        } else {
            None
        }
    }

    fn is_common_name(&self, host: &[u8]) -> bool {
        self.subjects.iter().flatten().any(|subject| {
            let mut texts = subject.common_names().take(16).filter_map(|name| name.text());
            texts.any(|text| text.as_bytes().eq_ignore_ascii_case(host))
        })
    }
}

/// Whether the set has the same name with `www.` in front, or without it.
fn is_www(set: &Set<'_>, host: &[u8]) -> bool {
    match host.split_at_checked(4) {
        Some((www, rest)) if www.eq_ignore_ascii_case(b"www.") => set.has_host(rest),
        _ => set.has_host(&[b"www.", host].concat()),
    }
}

/// The common name of a multi-server certificate is the first host's with `-ms`.
fn is_multi_server(host: &[u8]) -> bool {
    first_label(host).to_ascii_lowercase().ends_with(b"-ms")
}

/// Whether the set has the same host name with `-ms`.
fn is_multi_server_of(set: &Set<'_>, host: &[u8]) -> bool {
    let (label, rest) = host.split_at_checked(first_label(host).len()).unwrap_or((host, &[]));
    set.has_host(&[label, b"-ms", rest].concat())
}

fn first_label(host: &[u8]) -> &[u8] {
    host.split(|byte| *byte == b'.').next().unwrap_or_default()
}

/// The order by kind, and in a kind so that equal names are those that are the same.
fn order(one: &GeneralName<'_>, other: &GeneralName<'_>) -> Ordering {
    match (one, other) {
        (GeneralName::DnsName(one), GeneralName::DnsName(other)) => folded(one, other),
        (GeneralName::Rfc822Name(one), GeneralName::Rfc822Name(other)) => mailboxes(one, other),
        (GeneralName::Uri(one), GeneralName::Uri(other)) => uris(one, other),
        (GeneralName::DirectoryName(one), GeneralName::DirectoryName(other)) => one.cmp_normalized(*other),
        (GeneralName::IpAddress(one), GeneralName::IpAddress(other))
        | (GeneralName::X400Address(one), GeneralName::X400Address(other))
        | (GeneralName::EdiPartyName(one), GeneralName::EdiPartyName(other)) => one.cmp(other),
        (GeneralName::RegisteredId(one), GeneralName::RegisteredId(other)) => one.as_bytes().cmp(other.as_bytes()),
        (GeneralName::OtherName { .. }, GeneralName::OtherName { .. }) => others(one, other),
        _ => rank(one).cmp(&rank(other)),
    }
}

const fn rank(name: &GeneralName<'_>) -> u8 {
    match name {
        GeneralName::OtherName { .. } => 0,
        GeneralName::Rfc822Name(_) => 1,
        GeneralName::DnsName(_) => 2,
        GeneralName::X400Address(_) => 3,
        GeneralName::DirectoryName(_) => 4,
        GeneralName::EdiPartyName(_) => 5,
        GeneralName::Uri(_) => 6,
        GeneralName::IpAddress(_) => 7,
        GeneralName::RegisteredId(_) => 8,
    }
}

fn folded(one: &[u8], other: &[u8]) -> Ordering {
    one.iter().map(u8::to_ascii_lowercase).cmp(other.iter().map(u8::to_ascii_lowercase))
}

/// The local part as it stands, the host without case.
fn mailboxes(one: &[u8], other: &[u8]) -> Ordering {
    fn split(mailbox: &[u8]) -> (&[u8], &[u8]) {
        let at = mailbox.iter().rposition(|byte| *byte == b'@').unwrap_or(mailbox.len());
        mailbox.split_at_checked(at).unwrap_or((mailbox, &[]))
    }
    let (one, other) = (split(one), split(other));
    one.0.cmp(other.0).then_with(|| folded(one.1, other.1))
}

/// SIP domains without case, all others as they stand.
fn uris(one: &[u8], other: &[u8]) -> Ordering {
    match (sip::domain_of(one).is_some(), sip::domain_of(other).is_some()) {
        (true, true) => folded(one, other),
        (false, false) => one.cmp(other),
        (one, other) => one.cmp(&other),
    }
}

/// SRVNames and XMPP addresses without case, all others by form and bytes.
fn others(one: &GeneralName<'_>, other: &GeneralName<'_>) -> Ordering {
    let host = |name: &GeneralName<'_>| other::srv(name).or_else(|| other::xmpp(name)).is_some();
    match (one, other) {
        (
            GeneralName::OtherName { oid: form, value },
            GeneralName::OtherName { oid: other_form, value: other_value },
        ) => {
            let values = || match (host(one), host(other)) {
                (true, true) => folded(value, other_value),
                (false, false) => value.cmp(other_value),
                (one, other) => one.cmp(&other),
            };
            form.as_bytes().cmp(other_form.as_bytes()).then_with(values)
        }
        _ => Ordering::Equal,
    }
}

/// A name with its kind in front; at most 253 bytes of it, with escapes for what is not visible ASCII.
fn text(name: &GeneralName<'_>) -> String {
    let kind = match name {
        GeneralName::OtherName { .. } if other::srv(name).is_some() => "SRV",
        GeneralName::OtherName { .. } if other::xmpp(name).is_some() => "XMPP",
        GeneralName::OtherName { .. } if other::utf8_mailbox(name).is_some() => "mailbox",
        GeneralName::OtherName { oid, value } => return format!("otherName {oid}:{}", escaped(value)),
        GeneralName::Rfc822Name(_) => "email",
        GeneralName::DnsName(_) => "DNS",
        GeneralName::X400Address(bytes) => return format!("X400:{}", escaped(bytes)),
        GeneralName::DirectoryName(_) => "dirName",
        GeneralName::EdiPartyName(bytes) => return format!("EDI:{}", escaped(bytes)),
        GeneralName::Uri(_) => "URI",
        GeneralName::IpAddress(bytes) if ip_address(bytes).is_none() => {
            return format!("IP:{}", escaped(bytes));
        }
        GeneralName::IpAddress(_) => "IP",
        GeneralName::RegisteredId(_) => "RID",
    };
    let text = rules::text(name).unwrap_or_default();
    let cut = text.char_indices().nth(crate::dns::MAX_NAME).map_or(text.len(), |(at, _)| at);
    let shown = text.get(..cut).unwrap_or_default();
    let escape = |character: char| -> String {
        if character.is_control() { character.escape_default().collect() } else { character.into() }
    };
    format!("{kind}:{}", shown.chars().map(escape).collect::<String>())
}

fn escaped(bytes: &[u8]) -> String {
    format!("{}", bytes.get(..crate::dns::MAX_NAME).unwrap_or(bytes).escape_ascii())
}

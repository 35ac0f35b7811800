//! Key usage, extended key usage, basic constraints.

use super::{Comparison, Counts, Usages};
use crate::codes;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use ucpki_x509::Oid;
use ucpki_x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

pub(super) fn compare(wanted: &Usages<'_>, found: &Usages<'_>, comparison: &mut Comparison) {
    key(wanted.key, found.key, comparison);
    extended(wanted, found, comparison);
    let ca = |constraints: Option<BasicConstraints>| {
        constraints.map_or((false, None), |constraints| (constraints.is_ca(), constraints.path_length()))
    };
    let (wanted, found) = (ca(wanted.constraints), ca(found.constraints));
    if wanted != found {
        comparison.changed(&codes::BASIC_CONSTRAINTS_DIFFER, (shown(wanted), shown(found)), Counts::Always);
    }
}

fn shown((is_ca, path_length): (bool, Option<u32>)) -> String {
    match (is_ca, path_length) {
        (false, _) => "CA:FALSE".into(),
        (true, None) => "CA:TRUE".into(),
        (true, Some(length)) => format!("CA:TRUE, pathlen:{length}"),
    }
}

fn key(wanted: Option<KeyUsage>, found: Option<KeyUsage>, comparison: &mut Comparison) {
    let has = |usages: Option<KeyUsage>, usage| usages.is_some_and(|usages| usages.contains(usage));
    for (usage, name) in KeyUsage::NAMES {
        match (has(wanted, usage), has(found, usage)) {
            (true, false) => comparison.missing(&codes::KEY_USAGE_MISSING, name.into()),
            (false, true) => comparison.added(&codes::KEY_USAGE_ADDED, name.into()),
            _ => {}
        }
    }
}

fn extended(wanted: &Usages<'_>, found: &Usages<'_>, comparison: &mut Comparison) {
    let set = |usages: &Usages<'_>| -> BTreeSet<String> {
        usages.extended.iter().flat_map(|usages| usages.iter().map(purpose)).collect()
    };
    let (wanted, found) = (set(wanted), set(found));
    let mut room = Comparison::MOST;
    for usage in wanted.symmetric_difference(&found) {
        if room == 0 {
            comparison.left_out += 1;
            continue;
        }
        room -= 1;
        if wanted.contains(usage) {
            comparison.missing(&codes::EXTENDED_USAGE_MISSING, usage.clone());
        } else {
            comparison.added(&codes::EXTENDED_USAGE_ADDED, usage.clone());
        }
    }
}

fn purpose(oid: Oid<'_>) -> String {
    ExtendedKeyUsage::name_of(oid).map_or_else(|| oid.to_string(), Into::into)
}

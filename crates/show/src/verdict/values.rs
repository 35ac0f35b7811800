//! The values of a finding, as its line in the drawing of a path has them.

use crate::document::short;
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ucpki_chain::{Detail, Finding, codes};
use ucpki_matcher::{Identity, Mismatch};
use ucpki_x509::extension::ExtendedKeyUsage;
use ucpki_x509::{Hex, Oid};

/// The values of a finding, with the name of the field that they come from where there is one.
pub(super) fn values(finding: &Finding, identity: &Identity) -> String {
    let field = match finding.code() {
        code if code == &codes::EXPIRED => "notAfter ",
        code if code == &codes::NOT_YET_VALID => "notBefore ",
        code if code == &codes::REVOCATION_EXPIRED => "nextUpdate ",
        _ => "",
    };
    match finding.detail() {
        Detail::None => String::new(),
        Detail::Mismatch(mismatch) if mismatch.error().is_none() && !mismatch.nearest().is_empty() => {
            nearest(mismatch, identity)
        }
        Detail::Issuer { key_id: Some(key_id), .. } => format!("key identifier {}", short(Hex(key_id).to_string())),
        Detail::Issuer { .. } => String::new(),
        Detail::Purpose { oid } => format!("{} is not among them", usage_name(oid.as_oid())),
        detail @ Detail::Time { .. } => format!("{field}{detail}"),
        detail => short(detail.to_string()),
    }
}

fn nearest(mismatch: &Mismatch, identity: &Identity) -> String {
    let names: Vec<String> = mismatch.nearest().iter().map(|miss| short(miss.presented())).collect();
    let more = match mismatch.seen().saturating_sub(names.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{identity} was asked for, and it has {}{more}", names.join(", "))
}

/// The name of an extended key usage in the standard, and its number where it has none here.
pub(super) fn usage_name(oid: Oid<'_>) -> String {
    ExtendedKeyUsage::name_of(oid).map_or_else(|| oid.to_string(), ToOwned::to_owned)
}

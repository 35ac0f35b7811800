//! Who the peer is: names that are expected against the names of a certificate (RFC 9525, 5922, 9549), access rules, and what differs
//! between two certificates.

#[doc(inline)]
pub use ucpki_matcher::{
    Access, AccessRule, AccessRules, Action, Applied, CommonNameIdentity, Comparison, Comparisons, CompiledRegex,
    DiffMode, Difference, DnsName, EmailAddress, Identity, MatchedName, Mismatch, NameMode, NamePlace, NearMiss,
    PatternKind, PresentedDns, RegexEngine, Side, SipDomain, SipUsage, SrvName, UriId, WildcardPolicy, XmppAccount,
    XmppDomain, XmppService, codes, common_name_identities, dns_name_matches, match_certificate, srv_name,
    utf8_mailbox,
};

#[cfg(feature = "regex")]
#[doc(inline)]
pub use ucpki_matcher::{LINEAR_REGEX, LinearRegex};

//! `ocsp_parse`: requests and responses read, beside the crate asn1, and shown.
#![expect(clippy::result_large_err, reason = "the errors of asn1 have 136 bytes")]

use asn1::{BigInt, BitString, Enumerated, ObjectIdentifier, SequenceOf, SetOf, Tlv, X509GeneralizedTime};
use ucpki_show::Object;
use ucpki_x509::{
    BasicResponseRef, CertStatus, CertificateRef, Code, Error, OcspRequest, OcspRequestRef, OcspResponse,
    OcspResponseRef, ResponderId, codes, oids,
};

#[derive(asn1::Asn1Read)]
struct Algorithm<'a> {
    _oid: ObjectIdentifier,
    _parameters: Option<Tlv<'a>>,
}

type Name<'a> = SequenceOf<'a, SetOf<'a, Attribute<'a>>>;

#[derive(asn1::Asn1Read)]
struct Attribute<'a> {
    _oid: ObjectIdentifier,
    _value: Tlv<'a>,
}

#[derive(asn1::Asn1Read)]
struct CertId<'a> {
    _hash: Algorithm<'a>,
    name: &'a [u8],
    key: &'a [u8],
    serial: BigInt<'a>,
}

#[derive(asn1::Asn1Read)]
struct Extension<'a> {
    _oid: ObjectIdentifier,
    #[default(false)]
    critical: bool,
    value: &'a [u8],
}

#[derive(asn1::Asn1Read)]
struct OcspRequestPeer<'a> {
    tbs: TbsRequest<'a>,
    #[explicit(0)]
    signature: Option<Signature<'a>>,
}

#[derive(asn1::Asn1Read)]
struct TbsRequest<'a> {
    #[explicit(0)]
    #[default(0)]
    version: u8,
    #[explicit(1)]
    requestor: Option<Tlv<'a>>,
    list: SequenceOf<'a, Request<'a>>,
    #[explicit(2)]
    extensions: Option<SequenceOf<'a, Extension<'a>>>,
}

#[derive(asn1::Asn1Read)]
struct Request<'a> {
    id: CertId<'a>,
    #[explicit(0)]
    _extensions: Option<SequenceOf<'a, Extension<'a>>>,
}

#[derive(asn1::Asn1Read)]
struct Signature<'a> {
    _algorithm: Algorithm<'a>,
    _bits: BitString<'a>,
    #[explicit(0)]
    _certificates: Option<SequenceOf<'a, asn1::Sequence<'a>>>,
}

#[derive(asn1::Asn1Read)]
struct OcspResponsePeer<'a> {
    status: Enumerated,
    #[explicit(0)]
    bytes: Option<ResponseBytes<'a>>,
}

#[derive(asn1::Asn1Read)]
struct ResponseBytes<'a> {
    kind: ObjectIdentifier,
    content: &'a [u8],
}

#[derive(asn1::Asn1Read)]
struct Basic<'a> {
    data: ResponseData<'a>,
    _algorithm: Algorithm<'a>,
    _signature: BitString<'a>,
    #[explicit(0)]
    certificates: Option<SequenceOf<'a, asn1::Sequence<'a>>>,
}

#[derive(asn1::Asn1Read)]
struct ResponseData<'a> {
    #[explicit(0)]
    #[default(0)]
    version: u8,
    responder: Responder<'a>,
    produced_at: X509GeneralizedTime,
    entries: SequenceOf<'a, Single<'a>>,
    #[explicit(1)]
    extensions: Option<SequenceOf<'a, Extension<'a>>>,
}

#[derive(asn1::Asn1Read)]
enum Responder<'a> {
    #[explicit(1)]
    Name(Name<'a>),
    #[explicit(2)]
    Key(&'a [u8]),
}

#[derive(asn1::Asn1Read)]
struct Single<'a> {
    id: CertId<'a>,
    status: Status,
    this_update: X509GeneralizedTime,
    #[explicit(0)]
    next_update: Option<X509GeneralizedTime>,
    #[explicit(1)]
    extensions: Option<SequenceOf<'a, Extension<'a>>>,
}

#[derive(asn1::Asn1Read)]
enum Status {
    #[implicit(0)]
    Good(()),
    #[implicit(1)]
    Revoked(Revoked),
    #[implicit(2)]
    Unknown(()),
}

#[derive(asn1::Asn1Read)]
struct Revoked {
    since: X509GeneralizedTime,
    #[explicit(0)]
    reason: Option<Enumerated>,
}

/// What asn1 does not look at, or reads in its own way: tag numbers above 30, the insides of names, which numbers exist, which of
/// the general names, unused bits of a signature, and NULL for good and unknown.
const ACCEPTS: &[&Code] = &[
    &codes::HIGH_TAG,
    &codes::NAME_INVALID,
    &codes::ENUMERATED_UNKNOWN,
    &codes::GENERAL_NAME_INVALID,
    &codes::EMPTY_LIST,
    &codes::VERSION_INVALID,
];

/// Reads a request and a response, compares them with asn1, and shows them.
///
/// # Panics
///
/// If anything differs.
pub fn ocsp_parse(data: &[u8]) {
    request(data);
    response(data);
    crate::show::show_any(data);
}

fn request(data: &[u8]) {
    let peer = asn1::parse_single::<OcspRequestPeer<'_>>(data);
    let request = match (OcspRequestRef::parse(data), peer.as_ref()) {
        // It does not look into the name of who asks.
        (Err(error), peer) => return refused(data, error, peer.is_ok_and(|peer| peer.tbs.requestor.is_none())),
        (Ok(request), _) => request,
    };
    let owned = OcspRequest::parse(data).expect("the view was read");
    assert_eq!((owned.as_der(), owned.entry_count()), (data, request.entry_count()));
    assert_eq!(request.entries().count(), usize::try_from(request.entry_count()).expect("small"));
    let _ = (request.requestor_name(), request.nonce(), request.signature(), request.certificates().count());
    let Ok(peer) = peer else { return };
    assert_eq!(request.version(), u32::from(peer.tbs.version) + 1);
    assert_eq!(request.is_signed(), peer.signature.is_some());
    assert_eq!(request.extensions().count(), peer.tbs.extensions.map_or(0, |list| list.count()));
    let entries: Vec<_> = request.entries().map(|entry| id(&entry.certificate_id())).collect();
    let theirs: Vec<_> = peer.tbs.list.map(|entry| their_id(&entry.id)).collect();
    assert_eq!(entries, theirs);
}

/// The parts of a CertID that are compared.
type Id = (Vec<u8>, Vec<u8>, Vec<u8>);

fn id(id: &ucpki_x509::CertIdRef<'_>) -> Id {
    (id.issuer_name_hash().to_vec(), id.issuer_key_hash().to_vec(), id.serial().as_bytes().to_vec())
}

fn their_id(id: &CertId<'_>) -> Id {
    (id.name.to_vec(), id.key.to_vec(), id.serial.as_bytes().to_vec())
}

fn response(data: &[u8]) {
    let peer = asn1::parse_single::<OcspResponsePeer<'_>>(data);
    let response = match OcspResponseRef::parse(data) {
        Ok(response) => response,
        Err(error) => {
            let is_read = peer.is_ok_and(|peer| {
                let is_basic = |bytes: &ResponseBytes<'_>| bytes.kind.as_der() == oids::OCSP_BASIC.as_bytes();
                peer.bytes.filter(is_basic).is_none_or(|bytes| asn1::parse_single::<Basic<'_>>(bytes.content).is_ok())
            });
            return refused(data, error, is_read);
        }
    };
    let owned = OcspResponse::parse(data).expect("the view was read");
    assert_eq!((owned.as_der(), owned.status()), (data, response.status()));
    let Ok(peer) = peer else { return };
    assert_eq!(response.status().number(), peer.status.value());
    assert_eq!(response.response_type().is_some(), peer.bytes.is_some());
    let (Some(basic), Some(bytes)) = (response.basic(), peer.bytes) else { return };
    let _ = (basic.signature(), basic.nonce(), basic.unknown_critical_extension(), basic.oddities());
    if let Ok(peer) = asn1::parse_single::<Basic<'_>>(bytes.content) {
        same_basic(&basic, peer);
    }
}

fn same_basic(basic: &BasicResponseRef<'_>, peer: Basic<'_>) {
    let time = |time: &X509GeneralizedTime| {
        let time = time.as_datetime();
        (time.year(), time.month(), time.day(), time.hour(), time.minute(), time.second())
    };
    let ours = |time: ucpki_x509::Time| {
        let (year, month, day, hour, minute, second) = time.to_calendar();
        (u16::try_from(year).expect("four digits"), month, day, hour, minute, second)
    };
    assert_eq!(basic.version(), u32::from(peer.data.version) + 1);
    assert_eq!(ours(basic.produced_at()), time(&peer.data.produced_at));
    match (basic.responder_id(), &peer.data.responder) {
        (ResponderId::ByKey(ours), Responder::Key(theirs)) => assert_eq!(ours, *theirs),
        (ResponderId::ByName(ours), Responder::Name(theirs)) => {
            assert_eq!(ours.rdns().count(), theirs.clone().count());
        }
        _ => panic!("another kind of responder"),
    }
    let critical = |list: Option<SequenceOf<'_, Extension<'_>>>| {
        list.into_iter().flatten().map(|one| (one.critical, one.value.to_vec())).collect::<Vec<_>>()
    };
    let extensions: Vec<_> = basic.extensions().map(|one| (one.is_critical(), one.value().to_vec())).collect();
    assert_eq!(extensions, critical(peer.data.extensions));
    assert_eq!(basic.certificates().count(), peer.certificates.map_or(0, |list| list.count()));
    let mut count = 0;
    for (entry, peer) in basic.entries().zip(peer.data.entries.clone()) {
        assert_eq!(id(&entry.certificate_id()), their_id(&peer.id));
        assert_eq!(ours(planted::time(entry.this_update())), time(&peer.this_update));
        assert_eq!(entry.next_update().map(ours), peer.next_update.as_ref().map(time));
        let extensions: Vec<_> = entry.extensions().map(|one| (one.is_critical(), one.value().to_vec())).collect();
        assert_eq!(extensions, critical(peer.extensions));
        match (entry.status(), peer.status) {
            (CertStatus::Good, Status::Good(())) | (CertStatus::Unknown, Status::Unknown(())) => {}
            (CertStatus::Revoked { since, reason }, Status::Revoked(peer)) => {
                assert_eq!(ours(since), time(&peer.since));
                assert_eq!(reason.map(|reason| reason.number()), peer.reason.map(|reason| reason.value()));
            }
            _ => panic!("another status"),
        }
        count += 1;
    }
    assert_eq!((count, peer.data.entries.count()), (basic.entry_count(), basic.entries().count()));
}

/// A place lies inside, and asn1 takes it only where that is known.
fn refused(data: &[u8], error: Error, peer_reads_it: bool) {
    assert!(error.offset().is_some_and(|offset| offset <= data.len()), "{error}");
    assert!(!peer_reads_it || ACCEPTS.contains(&error.code()), "asn1 reads what we refuse: {error}");
    // Never both: a certificate is not an answer about one.
    let _ = CertificateRef::parse(data).map(|_| Object::from_der(data));
}

#[cfg(not(ucpki_planted_bug = "ocsp_parse"))]
mod planted {
    pub(super) fn time(time: ucpki_x509::Time) -> ucpki_x509::Time {
        time
    }
}

/// The planted bug: thisUpdate at seconds that end in 7 is a second late.
#[cfg(ucpki_planted_bug = "ocsp_parse")]
mod planted {
    pub(super) fn time(time: ucpki_x509::Time) -> ucpki_x509::Time {
        if time.as_unix() % 10 == 7 { time.plus_seconds(1) } else { time }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the fuzzer does, for a while and without it.
    #[test]
    fn changed_requests_and_responses_are_read_alike() {
        let seeds = crate::seeds::of("ocsp_parse");
        let rounds = std::env::var("UCPKI_OCSP_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3_000);
        for (_, seed) in &seeds {
            let mut data = seed.clone();
            for round in 0..rounds / u32::try_from(seeds.len()).expect("few") {
                ocsp_parse(&data);
                // Changes add up, and start again from the seed now and then.
                let from = if round % 8 == 0 { seed } else { &data };
                data = crate::mutate::der(from, round.wrapping_mul(0x9E37_79B9)).unwrap_or_else(|| seed.clone());
                data.truncate(8192);
            }
        }
    }
}

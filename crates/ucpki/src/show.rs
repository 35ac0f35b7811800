//! What people and programs read: text as OpenSSL prints it, JSON, fingerprints, summaries, and the text and JSON of a verdict.

#[doc(inline)]
pub use ucpki_show::{
    Document, DocumentLine, FileKind, Fingerprints, Identified, Line, Object, OddCrl, Phrase, Row, ShownVerdict, Style,
    Summary, SummaryComparison, VerdictContext, VerdictParams, identify, is_private_key, key_identifier, label_of,
    printable, public_key_of, rsa_spki, short, write_asn1, write_asn1_at, write_certificate, write_crl,
    write_ocsp_request, write_ocsp_response, write_request, write_trusted_certificate,
};

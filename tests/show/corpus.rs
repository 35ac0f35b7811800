//! One certificate, request or CRL for each extension, kind of string, oddity of names, kind of key, signature and
//! attribute that OpenSSL knows.

mod broken;
mod fields;
mod keys;
mod names;

use crate::build::{Parts, entry, extension, value};
use ucpki_tests::openssl::Openssl;
use ucpki_x509::CertificateRef;

/// What it shows, `x509`, `req` or `crl`, and the object.
pub(crate) type Case = (String, &'static str, Vec<u8>);

pub(crate) fn all(openssl: &Openssl) -> Vec<Case> {
    let mut cases = Vec::new();
    extensions(openssl, &mut cases);
    broken::broken_extensions(&mut cases);
    names::names(&mut cases);
    keys::keys(openssl, &mut cases);
    fields::signatures(&mut cases);
    fields::fields(&mut cases);
    fields::attributes(&mut cases);
    fields::lists(&mut cases);
    cases
}

/// Lines of a configuration of OpenSSL, each an extension.
const EXTENSIONS: &[&str] = &[
    "basicConstraints=CA:TRUE",
    "basicConstraints=critical,CA:TRUE,pathlen:0",
    "basicConstraints=CA:FALSE",
    "basicConstraints=CA:FALSE,pathlen:7",
    "keyUsage=critical,digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment,keyAgreement",
    "keyUsage=keyCertSign,cRLSign,encipherOnly,decipherOnly",
    "extendedKeyUsage=serverAuth,clientAuth,codeSigning,emailProtection,timeStamping,OCSPSigning",
    "extendedKeyUsage=ipsecIKE,msCodeInd,msCodeCom,msCTLSign,msEFS,msSGC,nsSGC,anyExtendedKeyUsage,1.2.3.4.5",
    "subjectKeyIdentifier=hash",
    "subjectKeyIdentifier=00:01:FF",
    "authorityKeyIdentifier=keyid,issuer:always",
    "authorityKeyIdentifier=issuer:always",
    "subjectAltName=DNS:a.example.com,DNS:*.example.com,IP:192.0.2.7,IP:2001:db8::7,email:a@example.com",
    "subjectAltName=URI:sip:a@example.com,RID:1.2.3.4,RID:2.5.4.3,dirName:other",
    "subjectAltName=dirName:wide,dirName:long,dirName:longer",
    "subjectAltName=otherName:1.2.3.4;UTF8:x y,otherName:1.2.3.4;IA5:x,otherName:1.2.3.4;INTEGER:5",
    "subjectAltName=otherName:msUPN;UTF8:a@b,otherName:1.3.6.1.5.5.7.8.5;UTF8:xmpp,otherName:1.3.6.1.5.5.7.8.7;IA5:_sip.a",
    "subjectAltName=otherName:1.3.6.1.5.5.7.8.8;UTF8:realm,otherName:1.3.6.1.5.5.7.8.9;UTF8:ø@example.com",
    "subjectAltName=otherName:msUPN;IA5:wrong",
    "subjectAltName=otherName:2.5.4.3;UTF8:known,otherName:1.2.840.113549.1.9.1;PRINTABLE:known",
    "issuerAltName=DNS:ca.example.com,email:ca@example.com",
    "crlDistributionPoints=URI:http://example.com/a.crl",
    "crlDistributionPoints=URI:http://example.com/a.crl,URI:http://example.com/b.crl",
    "crlDistributionPoints=full,relative,issued",
    "crlDistributionPoints=relative",
    "crlDistributionPoints=issued,full",
    "freshestCRL=full,relative",
    "issuingDistributionPoint=critical,@idp",
    "issuingDistributionPoint=onlyuser:TRUE",
    "issuingDistributionPoint=onlyCA:TRUE,onlyAA:TRUE,indirectCRL:TRUE",
    "issuingDistributionPoint=relativename:single",
    "certificatePolicies=1.2.3.4,anyPolicy,2.23.140.1.2.2",
    "certificatePolicies=@policy,1.2.3.4",
    "certificatePolicies=1.2.3.4,@policy,@notice",
    "certificatePolicies=ia5org,@policy",
    "policyMappings=1.2.3:1.2.4,1.2.5:anyPolicy",
    "policyConstraints=requireExplicitPolicy:3,inhibitPolicyMapping:0",
    "policyConstraints=inhibitPolicyMapping:0x123456789012345678901234567890",
    "inhibitAnyPolicy=2",
    "nameConstraints=permitted;DNS:example.com,permitted;DNS:.example.org",
    "nameConstraints=excluded;IP:192.0.2.0/255.255.255.0,excluded;IP:2001:db8::/ffff:ffff::,excluded;email:.example.com",
    "nameConstraints=permitted;dirName:other,permitted;URI:.example.com,permitted;RID:1.2.3,excluded;otherName:msUPN;UTF8:x",
    "nameConstraints=permitted;otherName:1.2.3;UTF8:x,excluded;dirName:wide",
    "authorityInfoAccess=OCSP;URI:http://ocsp.example.com,caIssuers;URI:http://example.com/ca.crt",
    "authorityInfoAccess=caIssuers;dirName:other,1.2.3.4;DNS:a,OCSP;otherName:msUPN;UTF8:u,OCSP;IP:1.2.3.4,OCSP;RID:1.2.3",
    "subjectInfoAccess=caRepository;URI:http://example.com/,ad_timestamping;email:a@b",
    "tlsfeature=status_request,status_request_v2,1,40000",
    "noCheck=ignored",
    "1.3.6.1.5.5.7.48.1.5=critical,ASN1:NULL",
    "proxyCertInfo=critical,language:id-ppl-anyLanguage,pathlen:3,policy:text:some policy",
    "proxyCertInfo=language:id-ppl-inheritAll",
    "proxyCertInfo=language:1.2.3.4,policy:hex:0102414243",
    "sbgp-ipAddrBlock=critical,IPv4:10.0.0.0/8,IPv4:192.0.2.0-192.0.2.77,IPv6:2001:db8::/32",
    "sbgp-ipAddrBlock=IPv4:inherit,IPv6:inherit",
    "sbgp-ipAddrBlock=IPv4-SAFI:1:10.0.0.0/8,IPv4-SAFI:2:11.0.0.0/12,IPv6-SAFI:128:::/0,IPv6-SAFI:9:2001:db8:1:2:3:4:5:6/128",
    "sbgp-autonomousSysNum=critical,AS:65000,AS:65100-65200,RDI:7",
    "sbgp-autonomousSysNum=AS:inherit,RDI:inherit",
    "nsCertType=client,server,email,objsign",
    "nsCertType=reserved,sslCA,emailCA,objCA",
    "nsComment=a comment, with a comma",
    "nsBaseUrl=http://example.com/",
    "nsRevocationUrl=http://example.com/r",
    "nsCaRevocationUrl=http://example.com/c",
    "nsRenewalUrl=http://example.com/n",
    "nsCaPolicyUrl=http://example.com/p",
    "nsSslServerName=example.com",
    "1.2.3.4=ASN1:UTF8String:unknown",
    "1.2.3.4=critical,DER:00:0A:7E:7F:80:41",
    "1.3.6.1.4.1.311.20.2=ASN1:BMPString:WebServer",
    "1.3.6.1.4.1.311.21.1=ASN1:INTEGER:0",
    "1.3.101.1.4.1=ASN1:SEQUENCE:sxnet",
    "1.2.643.100.111=ASN1:UTF8String:tool ø",
    "1.2.643.100.112=ASN1:SEQUENCE:tools",
    "1.3.36.8.3.3=ASN1:SEQUENCE:admission",
    "2.5.29.16=ASN1:SEQUENCE:period",
    "1.3.6.1.5.5.7.48.1.2=DER:00:01:FF:41",
    "1.3.6.1.5.5.7.48.1.3=ASN1:SEQUENCE:crlid",
    "1.3.6.1.5.5.7.48.1.6=ASN1:GENTIME:20260102030405Z",
    "1.3.6.1.5.5.7.48.1.7=ASN1:SEQUENCE:locator",
    "2.5.29.20=ASN1:INTEGER:0x0123456789ABCDEF0123456789ABCDEF01",
    "2.5.29.27=ASN1:INTEGER:7",
    "2.5.29.21=ASN1:ENUMERATED:1",
    "2.5.29.24=ASN1:GENTIME:20260102030405Z",
    "2.5.29.23=ASN1:OID:holdInstructionReject",
    "2.5.29.56=ASN1:NULL",
    "1.3.6.1.4.1.11129.2.4.3=critical,ASN1:NULL",
    "1.3.6.1.5.5.7.1.3=ASN1:SEQUENCE:period",
    "2.5.29.9=ASN1:SEQUENCE:period",
    "1.2.840.113533.7.65.0=DER:30:03:1b:01:41",
    "1.2.840.113549.1.9.15=DER:30:00",
];

const SECTIONS: &str = "
[other]
C=NO
O=Other, \"Inc.\" + more
CN=a/b
[single]
CN=a, b
+O=c
[wide]
CN=Żółw ø
[long]
CN=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
O=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
OU=cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
0.OU=dddddddddddddddddddddddddddddddddddddddddddddddddd
1.OU=eeeeeeeeeeeeeeeeeeeeeeeeeeeee
[longer]
CN=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
O=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
OU=cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
0.OU=ddddddddddddddddddddddddddddddddddddddddddddddd
C=NO
[full]
fullname=URI:http://a,URI:http://b,dirName:other
reasons=keyCompromise,CACompromise,affiliationChanged,superseded,cessationOfOperation,certificateHold,privilegeWithdrawn,AACompromise
CRLissuer=dirName:other
[relative]
relativename=single
[issued]
CRLissuer=dirName:wide
[idp]
fullname=URI:http://example.com/
indirectCRL=TRUE
onlysomereasons=keyCompromise,superseded
[policy]
policyIdentifier=1.3.5.8
CPS.1=http://example.com/cps
CPS.2=http://example.com/other
userNotice.1=@text
userNotice.2=@both
[notice]
policyIdentifier=1.3.5.9
userNotice.1=@reference
userNotice.2=@bmp
[text]
explicitText=UTF8:ø text
[both]
explicitText=VISIBLE:text
organization=Organisation
noticeNumbers=1
[reference]
organization=Organisation
noticeNumbers=1,2,300
[bmp]
explicitText=BMP:text
[sxnet]
version=INTEGER:0
ids=SEQUENCE:users
[users]
one=SEQUENCE:user
two=SEQUENCE:user
[user]
zone=INTEGER:1234
user=OCTETSTRING:a user
[tools]
a=UTF8String:one
b=UTF8String:two ø
c=UTF8String:three
d=UTF8String:
[admission]
authority=EXPLICIT:4,SEQUENCE:rdns
contents=SEQUENCE:contents
[rdns]
r=SET:rdn
[rdn]
a=SEQUENCE:ava
[ava]
t=OID:commonName
v=UTF8String:Authority
[contents]
one=SEQUENCE:entry
[entry]
naming=EXPLICIT:1,SEQUENCE:naming
infos=SEQUENCE:infos
[naming]
id=OID:1.2.3.4
url=IA5String:http://example.com
text=UTF8String:Naming ø
[infos]
one=SEQUENCE:info
two=SEQUENCE:info2
[info]
naming=EXPLICIT:0,SEQUENCE:naming2
items=SEQUENCE:items
oids=SEQUENCE:oids
number=PRINTABLESTRING:12345
more=OCTETSTRING:more
[info2]
items=SEQUENCE:items
[naming2]
id=OID:serverAuth
[items]
a=UTF8String:Doctor
b=PRINTABLESTRING:Nurse
[oids]
a=OID:1.2.276.0.76.4.30
b=OID:commonName
[period]
a=IMPLICIT:0,GENTIME:20260102030405Z
b=IMPLICIT:1,GENTIME:20270102030405Z
[crlid]
url=EXPLICIT:0,IA5STRING:http://example.com
num=EXPLICIT:1,INTEGER:0x1234
time=EXPLICIT:2,GENTIME:20260102030405Z
[locator]
issuer=SEQUENCE:rdns
locator=SEQUENCE:access
[access]
one=SEQUENCE:description
two=SEQUENCE:description
[description]
method=OID:caIssuers
location=IMPLICIT:6,IA5STRING:http://example.com
";

/// Each extension as OpenSSL makes it: in a certificate, in a request, in a CRL and in an entry of one.
fn extensions(openssl: &Openssl, cases: &mut Vec<Case>) {
    let key = openssl.make(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], b"");
    let key = openssl.file(&key).display().to_string();
    let mut refused = Vec::new();
    for line in EXTENSIONS {
        // Extensions that are named by number, and objects inside them, are given as they are.
        let line = line.replace("noCheck=ignored", "1.3.6.1.5.5.7.48.1.5=DER:05:00");
        let config = format!(
            "[req]\nprompt=no\ndistinguished_name=dn\nreq_extensions=x\nutf8=yes\nstring_mask=utf8only\n\
             [dn]\nCN=test\n[x]\n{line}\n{SECTIONS}"
        );
        let config = openssl.file(config.as_bytes()).display().to_string();
        let common = ["req", "-new", "-key", &key, "-config", &config, "-outform", "DER"];
        let Some(certificate) = openssl.run(&[&common[..], &["-x509", "-extensions", "x"]].concat(), b"") else {
            refused.push(line);
            continue;
        };
        if let Some(request) = openssl.run(&common, b"") {
            cases.push((format!("request: {line}"), "req", request));
        }
        let read = CertificateRef::parse(&certificate).unwrap();
        let first = read.extensions().next().unwrap();
        let (oid, critical, content) = (first.oid().to_string(), first.is_critical(), first.value().to_vec());
        let parts = Parts { extensions: vec![extension(&oid, critical, &content)], ..Parts::default() };
        cases.push((format!("CRL: {line}"), "crl", parts.crl(Some(1), &times(), &[entry(&[1], &parts.extensions)])));
        cases.push((format!("certificate: {line}"), "x509", certificate));
    }
    assert!(refused.is_empty(), "OpenSSL does not make: {refused:#?}");
}

/// thisUpdate and nextUpdate.
fn times() -> Vec<u8> {
    [value(0x17, b"260101000000Z"), value(0x17, b"300101000000Z")].concat()
}

/// The objects of the suite where it is there, else none.
pub(crate) fn pkits() -> Vec<Case> {
    let root = std::env::var_os("UCPKI_CONFORMANCE").unwrap_or_else(|| "conformance".into());
    let Ok(files) = std::fs::read_dir(std::path::Path::new(&root).join("pkits/der")) else { return Vec::new() };
    let case = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let kind = if path.extension().is_some_and(|extension| extension == "crl") { "crl" } else { "x509" };
        (path.display().to_string(), kind, std::fs::read(&path).unwrap())
    };
    files.map(case).collect()
}

//! One certificate, request or CRL for each extension, kind of string, oddity of names, kind of key, signature and
//! attribute that OpenSSL knows.

use crate::build::{Parts, algorithm, attribute, entry, extension, name, oid, sequence, value};
use ucpki_tests::openssl::Openssl;
use ucpki_x509::{CertificateRef, Oid, OidBuf};

/// What it shows, `x509`, `req` or `crl`, and the object.
pub(crate) type Case = (String, &'static str, Vec<u8>);

pub(crate) fn all(openssl: &Openssl) -> Vec<Case> {
    let mut cases = Vec::new();
    extensions(openssl, &mut cases);
    broken_extensions(&mut cases);
    names(&mut cases);
    keys(openssl, &mut cases);
    signatures(&mut cases);
    fields(&mut cases);
    attributes(&mut cases);
    lists(&mut cases);
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

/// Values that are not what they should be, or only just.
fn broken_extensions(cases: &mut Vec<Case>) {
    let hex = |text: &str| -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap()).collect()
    };
    let known = [
        "2.5.29.9",
        "2.5.29.14",
        "2.5.29.15",
        "2.5.29.16",
        "2.5.29.17",
        "2.5.29.19",
        "2.5.29.20",
        "2.5.29.21",
        "2.5.29.23",
        "2.5.29.24",
        "2.5.29.28",
        "2.5.29.30",
        "2.5.29.31",
        "2.5.29.32",
        "2.5.29.33",
        "2.5.29.35",
        "2.5.29.36",
        "2.5.29.37",
        "1.3.6.1.5.5.7.1.1",
        "1.3.6.1.5.5.7.1.7",
        "1.3.6.1.5.5.7.1.8",
        "1.3.6.1.5.5.7.1.14",
        "1.3.6.1.5.5.7.1.24",
        "1.3.6.1.5.5.7.48.1.2",
        "1.3.6.1.5.5.7.48.1.3",
        "1.3.6.1.5.5.7.48.1.5",
        "1.3.6.1.5.5.7.48.1.6",
        "1.3.6.1.5.5.7.48.1.7",
        "2.16.840.1.113730.1.1",
        "2.16.840.1.113730.1.13",
        "1.3.6.1.4.1.11129.2.4.2",
        "1.3.6.1.4.1.11129.2.4.3",
        "1.3.101.1.4.1",
        "1.3.36.8.3.3",
        "1.2.643.100.111",
        "1.2.643.100.112",
        "1.2.3.4",
    ];
    let any = [
        "",
        "00",
        "0500",
        "3000",
        "0401 05",
        "0400",
        "0303 0100",
        "0301 00",
        "0302 0980",
        "0101 FF",
        "0101 01",
        "0201 05",
        "0200",
        "0202 0001",
        "0A01 05",
        "1600",
        "1603 41000A",
        "0C00",
        "3080 0000",
        "30 8103 020105",
        "3003 020105 41",
        "3006 0603 2A0304 00",
        "1800",
        "180F 32303236303130323033303430355A",
        "3002 A000",
        "3002 A100",
    ];
    let mut add = |oid: &str, text: &str| {
        let parts = Parts { extensions: vec![extension(oid, false, &hex(text))], ..Parts::default() };
        cases.push((format!("{oid}: {text}"), "x509", parts.certificate()));
    };
    for oid in known {
        for text in any {
            add(oid, text);
        }
    }
    for (oid, text) in [
        ("2.5.29.15", "0302 0780"),
        ("2.5.29.15", "0303 070080"),
        ("2.5.29.15", "0303 00FFFF"),
        ("2.5.29.15", "0302 0701"),
        ("2.5.29.15", "0305 0000000001"),
        ("2.5.29.19", "3006 0101FF 020100"),
        ("2.5.29.19", "3006 010101 0201FF"),
        ("2.5.29.19", "3003 020103"),
        ("2.5.29.19", "3005 010100 0500"),
        ("2.5.29.19", "3016 0101FF 0211 00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"),
        ("2.5.29.17", "3004 8102 4100"),
        ("2.5.29.17", "3004 8202 0A41"),
        ("2.5.29.17", "3003 8701 01"),
        ("2.5.29.17", "3007 8705 0102030405"),
        ("2.5.29.17", "3002 8700"),
        ("2.5.29.17", "3002 8600"),
        ("2.5.29.17", "3004 A402 3000"),
        ("2.5.29.17", "3002 A300"),
        ("2.5.29.17", "3003 880180"),
        ("2.5.29.17", "3003 89012A"),
        ("2.5.29.17", "3007 A505 A103 0C0141"),
        ("2.5.29.17", "300C A50A A003 0C0141 A103 0C0142"),
        ("2.5.29.17", "3003 A501 41"),
        ("2.5.29.17", "3004 8202 C3B8"),
        ("2.5.29.17", "3003 8201 FC"),
        ("2.5.29.17", "300B A009 06022A03 A003 0C0100"),
        ("2.5.29.17", "3009 A007 06022A03 A001 05"),
        ("2.5.29.17", "3011 A40F 300D 310B 3009 06035504030C02C3B8"),
        ("2.5.29.17", "3010 A40E 300C 310A 3008 06035504030C01FC"),
        ("2.5.29.17", "3011 A40F 300D 310B 3009 06035504031E024142"),
        ("2.5.29.17", "3010 A40E 300C 310A 3008 06035504031B0141"),
        ("2.5.29.17", "301A A418 3016 3114 3008 06035504030C0141 3008 06035504030C0142"),
        ("2.5.29.30", "300A A008 3006 8204 612E6221"),
        ("2.5.29.30", "3008 A006 3004 8702 0102"),
        ("2.5.29.30", "300C A00A 3008 8706 010203040506"),
        ("2.5.29.30", "300D A00B 3009 8201 61 800100 810105"),
        ("2.5.29.30", "3006 A000 A102 3000"),
        ("2.5.29.30", "300A A100 A006 3004 8202 6162"),
        ("2.5.29.30", "3004 A000 A100"),
        ("2.5.29.31", "3002 3000"),
        ("2.5.29.31", "3006 3004 8102 0101"),
        ("2.5.29.31", "3006 3004 A002 A000"),
        ("2.5.29.31", "3006 3004 A002 A100"),
        ("2.5.29.31", "3008 3006 8104 00 00 00 00"),
        ("2.5.29.31", "3006 3004 8102 0000"),
        ("2.5.29.31", "300A 3008 A006 A004 8202 0A0D"),
        ("2.5.29.31", "3006 3004 A202 3000"),
        ("2.5.29.31", "3004 3002 A200"),
        ("2.5.29.28", "3003 8101FF"),
        ("2.5.29.28", "3003 810100"),
        ("2.5.29.28", "3004 8302 0780"),
        ("2.5.29.28", "3002 8100"),
        ("2.5.29.32", "3002 3000"),
        ("2.5.29.32", "3007 3005 0601 2A 3000"),
        ("2.5.29.32", "3007 3005 0601 2A 0500"),
        ("2.5.29.32", "300E 300C 0601 2A 3007 3005 06012A 0500"),
        ("2.5.29.32", "3019 3017 0601 2A 3012 3010 0608 2B06010505070201 1604 41000A42"),
        ("2.5.29.32", "3015 3013 0601 2A 300E 300C 0608 2B06010505070202 3000"),
        ("2.5.29.32", "301C 301A 0601 2A 3015 3013 0608 2B06010505070202 3007 3005 1601 41 3000"),
        ("2.5.29.35", "3000"),
        ("2.5.29.35", "3002 8000"),
        ("2.5.29.35", "3003 820105"),
        ("2.5.29.35", "3004 8202 00FF"),
        ("2.5.29.35", "3003 8201FF"),
        ("2.5.29.35", "3003 820100"),
        ("2.5.29.35", "3002 A100"),
        ("2.5.29.35", "3005 A103 820161"),
        ("2.5.29.35", "3008 800101 A103 820161"),
        ("2.5.29.35", "3002 8200"),
        ("2.5.29.36", "3003 800105"),
        ("2.5.29.36", "3003 8001FF"),
        ("2.5.29.36", "3002 8000"),
        ("2.5.29.20", "0210 7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"),
        ("2.5.29.20", "0211 0080000000000000000000000000000000"),
        ("2.5.29.20", "0201 FF"),
        ("2.5.29.20", "0210 80000000000000000000000000000000"),
        ("2.5.29.20", "0202 FF7F"),
        ("2.5.29.20", "0202 FF80"),
        ("2.5.29.21", "0A01 07"),
        ("2.5.29.21", "0A01 0B"),
        ("2.5.29.21", "0A01 FF"),
        ("2.5.29.21", "0A01 0A"),
        ("2.5.29.24", "180D 3236303130323033303430355A"),
        ("2.5.29.24", "1811 32303236303130323033303430352E375A"),
        ("2.5.29.24", "170D 3236303130323033303430355A"),
        ("2.5.29.24", "180F 32303236313330323033303430355A"),
        ("2.5.29.16", "3011 800F 32303236303130323033303430355A"),
        ("2.5.29.16", "3011 810F 32303236303130323033303430355A"),
        ("2.5.29.16", "3003 8001 41"),
        ("2.5.29.37", "3003 0601 2A"),
        ("2.5.29.37", "3004 0602 8001"),
        (
            "2.5.29.37",
            "3056 0654 2A 8888888888888888888888888888888888888808 8888888888888888888888888888888888888808\
          8888888888888888888888888888888888888808 8888888888888888888888888888888888888808 010203",
        ),
        ("2.5.29.37", "3019 0617 2A FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F"),
        ("1.3.6.1.5.5.7.1.24", "3003 020100"),
        ("1.3.6.1.5.5.7.1.24", "3006 0201FF 020105"),
        ("1.3.6.1.5.5.7.1.1", "300B 3009 0601 2A A404 3002 3100"),
        ("1.3.6.1.5.5.7.1.1", "3007 3005 06012A 8200"),
        ("1.3.6.1.5.5.7.1.7", "300A 3008 0402 0003 0302 0401"),
        ("1.3.6.1.5.5.7.1.7", "300C 300A 0402 0003 3004 0302 0412"),
        ("1.3.6.1.5.5.7.1.7", "300F 300D 0402 0001 3007 0305 0001020304"),
        ("1.3.6.1.5.5.7.1.7", "3010 300E 0402 0001 3008 0306 000102030405"),
        ("1.3.6.1.5.5.7.1.7", "300B 3009 0402 0001 3003 0301 00"),
        ("1.3.6.1.5.5.7.1.7", "300B 3009 0402 0002 3003 0301 00"),
        ("1.3.6.1.5.5.7.1.7", "3007 3005 0401 01 0500"),
        ("1.3.6.1.5.5.7.1.8", "3004 A002 0500"),
        ("1.3.6.1.5.5.7.1.8", "3009 A107 3005 3003 020105"),
        ("1.3.6.1.5.5.7.1.14", "3005 3003 0601 2A"),
        ("1.3.6.1.5.5.7.1.14", "300A 020105 3005 0601 2A 0400"),
        ("1.3.6.1.4.1.11129.2.4.2", "0402 0000"),
        ("1.3.6.1.4.1.11129.2.4.2", "0405 0003 0001 07"),
        ("1.3.6.1.4.1.11129.2.4.2", "0405 0003 0001 00"),
        ("1.3.6.1.4.1.11129.2.4.2", "0406 0003 0001 07 00"),
        ("1.3.101.1.4.1", "3005 0201 05 3000"),
        ("1.3.101.1.4.1", "3005 0201 FF 3000"),
        ("1.3.101.1.4.1", "3005 0201 80 3000"),
        ("2.16.840.1.113730.1.1", "0302 0001"),
    ] {
        add(oid, text);
    }
    let log = "00 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F 0000018BCFE56800";
    for tail in [
        "0000 0403 0004 30020500",
        "0002 ABCD 0401 0002 AABB",
        "0000 0603 0000",
        "0000 0403 0011 000102030405060708090A0B0C0D0E0F10",
    ] {
        let timestamp = hex(&format!("{log} {tail}"));
        let one = [&u16::try_from(timestamp.len()).unwrap().to_be_bytes()[..], &timestamp].concat();
        let list = [&one[..], &one].concat();
        let list = [&u16::try_from(list.len()).unwrap().to_be_bytes()[..], &list].concat();
        let content = value(0x04, &list);
        let parts =
            Parts { extensions: vec![extension("1.3.6.1.4.1.11129.2.4.2", false, &content)], ..Parts::default() };
        cases.push((format!("timestamps: {tail}"), "x509", parts.certificate()));
    }
}

/// Each kind of string, and what has to be escaped.
fn names(cases: &mut Vec<Case>) {
    let texts: &[&[u8]] = &[
        b"",
        b"plain",
        b" lead",
        b"trail ",
        b" ",
        b"#hash",
        b"a#b",
        b"#",
        b"a,b",
        b"a+b",
        b"a\"b",
        b"a\\b",
        b"a<b>c;d",
        b"a=b",
        b"\"",
        b"a,\"b\\c",
        b"a\nb",
        b"a\tb",
        b"a\x7Fb",
        b"a\0b",
        b"*",
        b"(a)",
        b"/a/b",
    ];
    let mut add = |what: String, subject: Vec<u8>| {
        let san = sequence(&[&value(0xA4, &subject)]);
        let point = sequence(&[&sequence(&[&value(0xA2, &value(0xA4, &subject))])]);
        let extensions = vec![extension("2.5.29.17", false, &san), extension("2.5.29.31", false, &point)];
        let parts = Parts { issuer: subject.clone(), subject, extensions, ..Parts::default() };
        cases.push((what, "x509", parts.certificate()));
    };
    for text in texts {
        for tag in [0x0C, 0x13, 0x14, 0x16] {
            add(format!("name {tag:02X} {text:02X?}"), name(&[&[("2.5.4.3", tag, text)]]));
        }
    }
    let wide: &[(u8, &[u8])] = &[
        (0x0C, "Zürich €".as_bytes()),
        (0x0C, "😀".as_bytes()),
        (0x14, b"Z\xFCrich"),
        (0x13, b"Z\xFCrich"),
        (0x12, b"12 34"),
        (0x12, b"a"),
        (0x1E, &[0, 0x5A, 0x20, 0xAC]),
        (0x1E, &[0, b'#', 0, b',']),
        (0x1E, &[0, 0]),
        (0x1C, &[0, 0, 0, 0x5A]),
        (0x1C, &[0, 1, 0xF6, 0]),
        (0x03, &[0, 1, 2]),
        (0x30, &[0x05, 0]),
        (0x03, &[4, 0xF0]),
        (0x1E, &[]),
        (0x1C, &[]),
        (0x1E, &[0x00, 0xA0]),
        (0x14, b"\x80\x9F"),
    ];
    for (tag, text) in wide {
        add(format!("name {tag:02X} {text:02X?}"), name(&[&[("2.5.4.3", *tag, text)]]));
    }
    for kind in [
        "2.5.4.3",
        "2.5.4.4",
        "2.5.4.5",
        "2.5.4.6",
        "2.5.4.7",
        "2.5.4.8",
        "2.5.4.9",
        "2.5.4.10",
        "2.5.4.11",
        "2.5.4.12",
        "2.5.4.13",
        "2.5.4.15",
        "2.5.4.17",
        "2.5.4.20",
        "2.5.4.41",
        "2.5.4.42",
        "2.5.4.43",
        "2.5.4.44",
        "2.5.4.45",
        "2.5.4.46",
        "2.5.4.65",
        "2.5.4.97",
        "2.5.4.99",
        "0.9.2342.19200300.100.1.1",
        "0.9.2342.19200300.100.1.25",
        "1.2.840.113549.1.9.1",
        "1.2.840.113549.1.9.2",
        "1.2.840.113549.1.9.8",
        "1.3.6.1.4.1.311.60.2.1.1",
        "1.3.6.1.4.1.311.60.2.1.3",
        "1.2.3.4",
        "2.999.1",
        "2.25.329800735698586629295641978511506172918",
        "1.2.643.3.131.1.1",
        "1.2.643.100.1",
        "1.2.11111111111111111111.22222222222222222222.33333333333333333333.44444444444444444444.5.6",
    ] {
        add(format!("name of {kind}"), name(&[&[(kind, 0x0C, b"x")]]));
    }
    let (c, o, cn): ((_, _, &[u8]), (_, _, &[u8]), (_, _, &[u8])) =
        (("2.5.4.6", 0x13, b"NO"), ("2.5.4.10", 0x0C, b"O"), ("2.5.4.3", 0x0C, b"a"));
    add("empty name".to_owned(), name(&[]));
    add("several values".to_owned(), name(&[&[c, o], &[cn, cn, o]]));
    add("all in one".to_owned(), name(&[&[c, o, cn]]));
    add("long".to_owned(), name(&[&[("2.5.4.3", 0x0C, &[b'a'; 300])], &[o]]));
    for length in [246, 247, 248, 249, 250, 251, 252] {
        add(format!("{length}"), name(&[&[("2.5.4.3", 0x0C, &vec![b'a'; length])], &[o]]));
    }
    let relative = |attributes: &[u8]| sequence(&[&sequence(&[&value(0xA0, &value(0xA1, attributes))])]);
    for attributes in [
        sequence(&[&oid("2.5.4.3"), &value(0x0C, b"a,b")]),
        [sequence(&[&oid("2.5.4.3"), &value(0x0C, b"a")]), sequence(&[&oid("2.5.4.10"), &value(0x1E, &[0xD8, 0x3D])])]
            .concat(),
        sequence(&[&oid("2.5.4.3"), &value(0x0C, b"\xFC")]),
    ] {
        let extensions = vec![extension("2.5.29.31", false, &relative(&attributes))];
        let parts = Parts { extensions, ..Parts::default() };
        cases.push((format!("relative name {attributes:02X?}"), "x509", parts.certificate()));
    }
}

fn keys(openssl: &Openssl, cases: &mut Vec<Case>) {
    let mut wanted: Vec<Vec<String>> = Vec::new();
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for kind in ["ED25519", "ED448", "X25519", "X448", "RSA-PSS", "RSA -pkeyopt rsa_keygen_bits:1024"] {
        wanted.push(words(&format!("-algorithm {kind}")));
    }
    for options in [
        "rsa_pss_keygen_md:sha256",
        "rsa_pss_keygen_md:sha512 -pkeyopt rsa_pss_keygen_mgf1_md:sha1 -pkeyopt rsa_pss_keygen_saltlen:20",
        "rsa_pss_keygen_md:sha1 -pkeyopt rsa_pss_keygen_saltlen:32",
        "rsa_pss_keygen_md:sha512-256",
        "rsa_pss_keygen_md:sha384",
    ] {
        wanted.push(words(&format!("-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt {options}")));
    }
    for exponent in [3_u64, 65_537, 0x1_0000_0001, 0xFFFF_FFFF_FFFF_FFFF] {
        wanted.push(words(&format!(
            "-algorithm RSA -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_keygen_pubexp:{exponent}"
        )));
    }
    let curves = String::from_utf8(openssl.make(&["ecparam", "-list_curves"], b"")).unwrap();
    let curves: Vec<&str> = curves
        .lines()
        .filter_map(|line| Some(line.split_once(':')?.0.trim()))
        .filter(|name| !name.contains(' '))
        .collect();
    assert!(curves.len() > 70, "{curves:?}");
    for (index, curve) in curves.iter().enumerate() {
        wanted.push(words(&format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve}")));
        if index % 5 == 0 {
            wanted.push(words(&format!(
                "-algorithm EC -pkeyopt ec_paramgen_curve:{curve} -pkeyopt ec_param_enc:explicit"
            )));
        }
    }
    for group in ["ffdhe2048", "modp_1536", "modp_2048"] {
        wanted.push(words(&format!("-algorithm DH -pkeyopt group:{group}")));
        wanted.push(words(&format!("-algorithm DHX -pkeyopt group:{group}")));
    }
    for group in ["dh_1024_160", "dh_2048_224", "dh_2048_256"] {
        wanted.push(words(&format!("-algorithm DHX -pkeyopt group:{group}")));
    }
    for arguments in wanted {
        let arguments: Vec<&str> = ["genpkey"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
        // Some curves cannot be made here.
        let Some(key) = openssl.run(&arguments, b"") else { continue };
        // The second coordinate of a generator that stands compressed in explicit parameters is not computed here.
        let explicit = arguments.iter().any(|argument| argument.ends_with(":explicit") || argument.contains("Oakley"));
        let forms: &[&[&str]] = if explicit {
            &[&[], &["-ec_conv_form", "hybrid"]]
        } else if arguments.iter().any(|one| one.ends_with("prime256v1") || one.ends_with("sect233k1")) {
            &[&[], &["-ec_conv_form", "compressed"], &["-ec_conv_form", "hybrid"]]
        } else {
            &[&[]]
        };
        for form in forms {
            let arguments_of_form = [&["pkey", "-pubout", "-outform", "DER"], *form].concat();
            let Some(spki) = openssl.run(&arguments_of_form, &key) else { continue };
            add_key(cases, format!("{} {}", arguments[1..].join(" "), form.join(" ")), spki);
        }
    }
    for bits in ["1024 -pkeyopt dsa_paramgen_q_bits:160", "1024 -pkeyopt dsa_paramgen_q_bits:224"] {
        let mut arguments = vec!["genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt"];
        let option = format!("dsa_paramgen_bits:{bits}");
        arguments.extend(option.split(' '));
        let parameters = openssl.file(&openssl.make(&arguments, b"")).display().to_string();
        let key = openssl.make(&["genpkey", "-paramfile", &parameters], b"");
        add_key(cases, format!("DSA {bits}"), openssl.make(&["pkey", "-pubout", "-outform", "DER"], &key));
    }
    for kind in ["DH", "DHX"] {
        let parameters =
            openssl.make(&["genpkey", "-genparam", "-algorithm", kind, "-pkeyopt", "dh_paramgen_prime_len:512"], b"");
        let parameters = openssl.file(&parameters).display().to_string();
        let Some(key) = openssl.run(&["genpkey", "-paramfile", &parameters], b"") else { continue };
        add_key(cases, format!("{kind} with numbers"), openssl.make(&["pkey", "-pubout", "-outform", "DER"], &key));
    }
    odd_keys(cases);
}

/// Keys that OpenSSL cannot load, and numbers at their limits.
fn odd_keys(cases: &mut Vec<Case>) {
    let spki = |kind: &str, parameters: &[u8], key: &[u8]| {
        let kind = OidBuf::parse(kind).unwrap();
        sequence(&[&algorithm(kind.as_oid(), parameters), &value(0x03, &[&[0], key].concat())])
    };
    let rsa = |n: &[u8], e: &[u8]| sequence(&[&value(0x02, n), &value(0x02, e)]);
    let modulus = [0x00, 0xC1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    for (what, key) in [
        ("RSA small", rsa(&[0x7F], &[3])),
        ("RSA zero", rsa(&[0], &[0])),
        ("RSA negative", rsa(&[0x80, 1], &[0xFF])),
        ("RSA padded", rsa(&[0, 0, 0x7F, 1], &[0, 3])),
        ("RSA 64 bits", rsa(&[0x7F, 1, 2, 3, 4, 5, 6, 7], &[3])),
        ("RSA 65 bits", rsa(&[0, 0xFF, 1, 2, 3, 4, 5, 6, 7], &[3])),
        ("RSA 72 bits", rsa(&[0x7F, 1, 2, 3, 4, 5, 6, 7, 8], &[3])),
        ("RSA large exponent", rsa(&modulus, &modulus)),
        ("RSA broken", vec![0x30, 0]),
        ("RSA nothing", vec![]),
        ("RSA with more", [rsa(&modulus, &[3]), vec![5, 0]].concat()),
    ] {
        add_key(cases, what.to_owned(), spki("1.2.840.113549.1.1.1", &[5, 0], &key));
        add_key(cases, format!("{what}, no parameters"), spki("1.2.840.113549.1.1.1", &[], &key));
    }
    add_key(cases, "PSS with a NULL".to_owned(), spki("1.2.840.113549.1.1.10", &[5, 0], &rsa(&modulus, &[3])));
    add_key(cases, "PSS with defaults".to_owned(), spki("1.2.840.113549.1.1.10", &[0x30, 0], &rsa(&modulus, &[3])));
    add_key(cases, "unknown".to_owned(), spki("1.2.3.4", &[], &[1, 2, 3]));
    add_key(cases, "unknown curve".to_owned(), spki("1.2.840.10045.2.1", &oid("1.2.3"), &[4, 1, 2]));
    add_key(cases, "no curve".to_owned(), spki("1.2.840.10045.2.1", &[], &[4, 1, 2]));
    add_key(cases, "short point".to_owned(), spki("1.2.840.10045.2.1", &oid("1.2.840.10045.3.1.7"), &[4, 1, 2]));
    add_key(cases, "DSA without parameters".to_owned(), spki("1.2.840.10040.4.1", &[], &value(2, &modulus)));
    add_key(cases, "DSA with a NULL".to_owned(), spki("1.2.840.10040.4.1", &[5, 0], &value(2, &modulus)));
    add_key(cases, "short Ed25519".to_owned(), spki("1.3.101.112", &[], &[1; 31]));
    add_key(cases, "Ed25519 with parameters".to_owned(), spki("1.3.101.112", &[5, 0], &[1; 32]));
    add_key(
        cases,
        "bits".to_owned(),
        sequence(&[&algorithm(Oid::new(b"\x2B\x65\x70").unwrap(), &[]), &value(3, &[&[1][..], &[2; 32]].concat())]),
    );
}

fn add_key(cases: &mut Vec<Case>, what: String, spki: Vec<u8>) {
    let parts = Parts { spki, ..Parts::default() };
    cases.push((format!("certificate: key {what}"), "x509", parts.certificate()));
    cases.push((format!("request: key {what}"), "req", parts.request(Some(&[]))));
}

fn signatures(cases: &mut Vec<Case>) {
    let numbers = [0, 0x30, 0x08, 2, 2, 0, 0xFF, 2, 2, 0x7F, 1].to_vec();
    let long = [&[0, 0x30, 24, 2, 10, 0][..], &[0xA5; 9], &[2, 10, 1], &[0x5A; 9]].concat();
    let plain = [&[0][..], &[7; 40]].concat();
    for kind in [
        "1.2.840.113549.1.1.1",
        "1.2.840.113549.1.1.2",
        "1.2.840.113549.1.1.4",
        "1.2.840.113549.1.1.5",
        "1.2.840.113549.1.1.11",
        "1.2.840.113549.1.1.15",
        "1.3.14.3.2.29",
        "1.3.14.3.2.15",
        "1.2.840.113549.1.1.10",
        "1.2.840.10045.4.1",
        "1.2.840.10045.4.3.2",
        "1.2.840.10040.4.3",
        "1.3.14.3.2.13",
        "1.3.14.3.2.27",
        "1.3.14.3.2.12",
        "2.16.840.1.101.3.4.3.1",
        "2.16.840.1.101.3.4.3.2",
        "2.16.840.1.101.3.4.3.3",
        "2.16.840.1.101.3.4.3.4",
        "2.16.840.1.101.3.4.3.5",
        "2.16.840.1.101.3.4.3.10",
        "2.16.840.1.101.3.4.3.14",
        "1.3.101.112",
        "1.3.101.113",
        "1.2.643.2.2.3",
        "1.2.156.10197.1.501",
        "1.2.3.4",
        "1.2.840.10040.4.1",
        "1.3.36.3.3.1.2",
    ] {
        let kind = OidBuf::parse(kind).unwrap();
        for signature in [&numbers, &long, &plain, &vec![0], &vec![3, 0xFF]] {
            let outer = algorithm(kind.as_oid(), &[5, 0]);
            let parts = Parts { algorithm: outer.clone(), outer, signature: signature.clone(), ..Parts::default() };
            cases.push((format!("signature {kind} {signature:02X?}"), "x509", parts.certificate()));
        }
    }
    let sha256 = algorithm(ucpki_x509::oids::SHA256, &[5, 0]);
    let mgf1 = |hash: &[u8]| algorithm(ucpki_x509::oids::MGF1, hash);
    for parameters in [
        vec![],
        vec![0x30, 0],
        vec![5, 0],
        sequence(&[&value(0xA0, &sha256)]),
        sequence(&[&value(0xA1, &mgf1(&sha256))]),
        sequence(&[&value(0xA0, &sha256), &value(0xA1, &mgf1(&sha256)), &value(0xA2, &[2, 1, 32])]),
        sequence(&[&value(0xA1, &mgf1(&[]))]),
        sequence(&[&value(0xA1, &mgf1(&[5, 0]))]),
        sequence(&[&value(0xA1, &sha256)]),
        sequence(&[&value(0xA2, &[2, 2, 1, 0]), &value(0xA3, &[2, 1, 1])]),
        sequence(&[&value(0xA2, &[2, 1, 0xFF])]),
        sequence(&[&value(0xA3, &[2, 1, 2])]),
        sequence(&[&value(0xA2, &[5, 0])]),
    ] {
        let outer = algorithm(ucpki_x509::oids::RSASSA_PSS, &parameters);
        let parts = Parts { algorithm: outer.clone(), outer, signature: plain.clone(), ..Parts::default() };
        cases.push((format!("PSS {parameters:02X?}"), "x509", parts.certificate()));
        cases.push((format!("request: PSS {parameters:02X?}"), "req", parts.request(Some(&[]))));
        cases.push((format!("CRL: PSS {parameters:02X?}"), "crl", parts.crl(Some(1), &times(), &[])));
    }
}

fn fields(cases: &mut Vec<Case>) {
    for serial in [
        &[0][..],
        &[1],
        &[0xFF],
        &[0x80],
        &[0xFF, 0x7F],
        &[0x7F; 8],
        &[0x80, 0, 0, 0, 0, 0, 0, 0],
        &[0, 0x80, 0, 0, 0, 0, 0, 0, 0],
        &[0, 0xFF, 1],
        &[0x7F; 9],
        &[0x80; 9],
        &[0x11; 20],
        &[0x11; 40],
        &[0xFF, 0, 0],
        &[0x80, 0, 0, 0, 0, 0, 0, 1],
    ] {
        let parts = Parts { serial: serial.to_vec(), ..Parts::default() };
        cases.push((format!("serial {serial:02X?}"), "x509", parts.certificate()));
        cases.push((format!("entry {serial:02X?}"), "crl", parts.crl(Some(1), &times(), &[entry(serial, &[])])));
    }
    for version in [vec![], vec![0], vec![1], vec![2], vec![3], vec![0x7F]] {
        let parts = Parts { version: version.clone(), ..Parts::default() };
        cases.push((format!("version {version:?}"), "x509", parts.certificate()));
        if !version.is_empty() && version != [2] {
            cases.push((format!("request: version {version:?}"), "req", parts.request(Some(&[]))));
        }
    }
    for (tag, text) in [
        (0x17, &b"500101000000Z"[..]),
        (0x17, b"491231235959Z"),
        (0x17, b"991231235959Z"),
        (0x18, b"20260101000000Z"),
        (0x18, b"99991231235959Z"),
        (0x18, b"00000101000000Z"),
        (0x18, b"00010101000000Z"),
        (0x18, b"19491231235959Z"),
        (0x17, b"260229000000Z"),
        (0x17, b"280229000000Z"),
    ] {
        let time = value(tag, text);
        let parts = Parts { validity: sequence(&[&time, &time]), ..Parts::default() };
        cases.push((format!("time {}", String::from_utf8_lossy(text)), "x509", parts.certificate()));
        cases.push((
            format!("CRL: time {}", String::from_utf8_lossy(text)),
            "crl",
            parts.crl(Some(1), &[&time[..], &time].concat(), &[]),
        ));
    }
    for unique in [
        value(0x81, &[0, 1, 2]),
        value(0x82, &[0, 1, 2]),
        [value(0x81, &[4, 0xF0]), value(0x82, &[0])].concat(),
        value(0x82, &[&[0][..], &[9; 40]].concat()),
    ] {
        let parts = Parts { unique: unique.clone(), ..Parts::default() };
        cases.push((format!("unique {unique:02X?}"), "x509", parts.certificate()));
    }
    let same = || extension("1.2.3.4", false, &[5, 0]);
    let parts =
        Parts { extensions: vec![same(), same(), extension("2.5.29.19", true, &[0x30, 0])], ..Parts::default() };
    cases.push(("repeated extension".to_owned(), "x509", parts.certificate()));
}

fn attributes(cases: &mut Vec<Case>) {
    let mut add = |what: String, attributes: Option<&[Vec<u8>]>| {
        cases.push((format!("request: {what}"), "req", Parts::default().request(attributes)));
    };
    add("no field".to_owned(), None);
    add("none".to_owned(), Some(&[]));
    let text = value(0x0C, b"text");
    for kind in [
        "1.2.840.113549.1.9.1",
        "1.2.840.113549.1.9.2",
        "1.2.840.113549.1.9.3",
        "1.2.840.113549.1.9.4",
        "1.2.840.113549.1.9.5",
        "1.2.840.113549.1.9.6",
        "1.2.840.113549.1.9.7",
        "1.2.840.113549.1.9.8",
        "1.2.840.113549.1.9.9",
        "1.3.6.1.4.1.311.13.2.3",
        "1.3.6.1.4.1.311.21.20",
        "1.3.6.1.4.1.311.13.2.2",
        "1.2.3.4",
        "2.5.4.3",
        "2.999.1",
        "2.16.840.1.113730.1.1.1.1.1.1.1.1",
        "1.2.840.113549.1.9.16.2.1",
    ] {
        add(format!("attribute {kind}"), Some(&[attribute(kind, std::slice::from_ref(&text))]));
        add(format!("attribute {kind}, two"), Some(&[attribute(kind, &[text.clone(), text.clone()])]));
    }
    for (tag, content) in [
        (0x0C, &b"ut\xC3\xB8"[..]),
        (0x13, b"printable"),
        (0x14, b"t61"),
        (0x16, b"ia5"),
        (0x12, b"123"),
        (0x1A, b"visible"),
        (0x1E, &[0, 65]),
        (0x1C, &[0, 0, 0, 65]),
        (0x05, b""),
        (0x02, &[5]),
        (0x30, b""),
        (0x06, &[0x2A]),
        (0x04, b"a"),
        (0x0C, b""),
        (0x03, &[0, 1]),
        (0x17, b"260101000000Z"),
        (0x01, &[0xFF]),
    ] {
        add(format!("value {tag:02X}"), Some(&[attribute("1.2.840.113549.1.9.7", &[value(tag, content)])]));
    }
    let extensions = sequence(&[&extension("2.5.29.15", true, &[3, 2, 5, 0xA0])]);
    let other = sequence(&[&extension("1.2.3.4", false, &[5, 0])]);
    let (standard, microsoft) = ("1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14");
    for (what, list) in [
        ("extensions", vec![attribute(standard, std::slice::from_ref(&extensions))]),
        ("Microsoft's", vec![attribute(microsoft, std::slice::from_ref(&extensions))]),
        (
            "both",
            vec![
                attribute(microsoft, std::slice::from_ref(&other)),
                attribute(standard, std::slice::from_ref(&extensions)),
            ],
        ),
        (
            "twice",
            vec![
                attribute(standard, std::slice::from_ref(&other)),
                attribute(standard, std::slice::from_ref(&extensions)),
            ],
        ),
        ("two values", vec![attribute(standard, &[other.clone(), extensions.clone()])]),
        ("empty", vec![attribute(standard, &[vec![0x30, 0]])]),
        ("no SEQUENCE", vec![attribute(standard, &[vec![5, 0]])]),
        ("no extensions", vec![attribute(standard, &[vec![0x30, 2, 5, 0]])]),
        (
            "between",
            vec![
                attribute("1.2.3", std::slice::from_ref(&text)),
                attribute(standard, &[extensions]),
                attribute("1.2.4", &[text]),
            ],
        ),
    ] {
        add(what.to_owned(), Some(&list));
    }
}

fn lists(cases: &mut Vec<Case>) {
    let parts = Parts::default();
    let time = value(0x17, b"260101000000Z");
    let mut add = |what: &str, der: Vec<u8>| cases.push((format!("CRL: {what}"), "crl", der));
    add("version 1", parts.crl(None, &times(), &[entry(&[1], &[])]));
    add("version 1, empty", parts.crl(None, &time, &[]));
    add(
        "version 2",
        parts.crl(Some(1), &times(), &[entry(&[1], &[]), entry(&[0x11; 36], &[]), entry(&[0x11; 70], &[])]),
    );
    add("no next update", parts.crl(Some(1), &time, &[]));
    let reason = |number: u8| entry(&[number + 1], &[extension("2.5.29.21", false, &[0x0A, 1, number])]);
    let reasons: Vec<Vec<u8>> = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10].into_iter().map(reason).collect();
    add("reasons", parts.crl(Some(1), &times(), &reasons));
    for hold in ["1.2.840.10040.2.1", "1.2.840.10040.2.2", "1.2.840.10040.2.3", "1.2.3.4"] {
        add(hold, parts.crl(Some(1), &times(), &[entry(&[1], &[extension("2.5.29.23", false, &oid(hold))])]));
    }
    let issuer = sequence(&[&value(0xA4, &parts.issuer), &value(0x82, b"a")]);
    add("issuer", parts.crl(Some(1), &times(), &[entry(&[1], &[extension("2.5.29.29", true, &issuer)])]));
    add("unknown", parts.crl(Some(1), &times(), &[entry(&[1], &[extension("1.2.3.4", false, b"\x04\nA\xFF")])]));
}

/// thisUpdate and nextUpdate.
fn times() -> Vec<u8> {
    [value(0x17, b"260101000000Z"), value(0x17, b"300101000000Z")].concat()
}

#!/usr/bin/env bash
# Makes the files of this folder with `openssl` 3.0: what a responder of a private CA holds. The keys are kept, because examples sign
# with them: trust nothing here. Everything may be made again.
#
#   ca.pem, ca.key, ca.crl                  the CA; 2002 is on its list, for keyCompromise
#   delegate.pem, delegate.key              its responder, with nocheck
#   leaf.pem, revoked.pem                   certificates 2001 and 2002
#   request.der, request-nonce.der          about leaf.pem with SHA-256; without and with a nonce
set -euo pipefail
cd "$(dirname "$0")"
out=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > config <<'CONFIG'
[req]
distinguished_name = subject
[subject]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
subjectAltName = DNS:sip.example.com
authorityInfoAccess = OCSP;URI:http://ocsp.example.com/
[delegate]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[lists]
database = index.txt
default_md = sha256
default_crl_days = 9000
crl_extensions = crl
[crl]
authorityKeyIdentifier = keyid
CONFIG
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null; }
issue() {
    key "$1"
    openssl req -new -key "$1.key" -subj "$2" -config config -out "$1.csr"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -set_serial "$3" -days 9000 -sha256 \
        -extfile config -extensions "$4" -out "$1.pem" 2>/dev/null
}
key ca
openssl req -x509 -new -key ca.key -subj "/C=NO/O=Example/CN=Private CA" -config config -extensions ca -days 9000 \
    -sha256 -out ca.pem
issue delegate "/C=NO/O=Example/CN=Private Responder" 0x3001 delegate
issue leaf "/CN=sip.example.com" 0x2001 leaf
issue revoked "/CN=sip.example.com" 0x2002 leaf
printf 'R\t460101000000Z\t260102030405Z,keyCompromise\t2002\tunknown\t/CN=sip.example.com\n' > index.txt
openssl ca -config config -name lists -gencrl -keyfile ca.key -cert ca.pem -out ca.crl 2>/dev/null
openssl ocsp -issuer ca.pem -sha256 -cert leaf.pem -no_nonce -reqout request.der >/dev/null 2>&1 || true
openssl ocsp -issuer ca.pem -sha256 -cert leaf.pem -reqout request-nonce.der >/dev/null 2>&1 || true
cp ca.pem ca.key ca.crl delegate.pem delegate.key leaf.pem revoked.pem request.der request-nonce.der "$out/"

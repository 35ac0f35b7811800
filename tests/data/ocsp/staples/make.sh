#!/usr/bin/env bash
# Makes the certificates and responses of this folder, with `openssl` 3.0. The keys are made each time and thrown away; a responder
# signs with the time of the day. Trust nothing here. Everything may be made again: tests take times from the files.
#
# CN=Staple CA issued all but trusted.pem; every leaf names http://ocsp.example.com/ as its responder, and is good for sip.example.com.
#
#   ca.pem          the anchor
#   leaf.pem        2101, good                      leaf.der       by delegate.pem, which comes along
#   revoked.pem     2102, revoked: keyCompromise    revoked.der    by the CA itself
#   demanding.pem   2103, good; demands a staple (RFC 7633, 4.2.3.1)   demanding.der  by delegate.pem
#   trusted.pem     a self-signed responder for OCSP signing, that only an operator can trust; trusted.der  leaf.pem is good
#   delegate.pem    the CA's delegate, with nocheck
set -euo pipefail
out=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
source "$out/../common.sh"
cat >> config <<'CONFIG'
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
authorityInfoAccess = OCSP;URI:http://ocsp.example.com/
subjectAltName = DNS:sip.example.com
[demanding]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
authorityInfoAccess = OCSP;URI:http://ocsp.example.com/
subjectAltName = DNS:sip.example.com
tlsfeature = status_request
CONFIG
own ca "/CN=Staple CA" ca
own trusted "/CN=Trusted Responder" responder
issue delegate "/CN=Staple Responder" 0x2201 responder
issue leaf "/CN=leaf" 0x2101 server
issue revoked "/CN=revoked" 0x2102 server
issue demanding "/CN=demanding" 0x2103 demanding
printf 'V\t460101000000Z\t\t2101\tunknown\t/CN=leaf\n' > index.txt
printf 'R\t460101000000Z\t260102030405Z,keyCompromise\t2102\tunknown\t/CN=revoked\n' >> index.txt
printf 'V\t460101000000Z\t\t2103\tunknown\t/CN=demanding\n' >> index.txt

# respond LEAF RESPONSE SIGNER
respond() {
    openssl ocsp -issuer ca.pem -sha256 -no_nonce -cert "$1.pem" -reqout request.der >/dev/null 2>&1
    openssl ocsp -index index.txt -CA ca.pem -rsigner "$3.pem" -rkey "$3.key" -reqin request.der -respout "$2.der" \
        -ndays 9000 >/dev/null 2>&1
}
respond leaf leaf delegate
respond revoked revoked ca
respond demanding demanding delegate
respond leaf trusted trusted
cp {ca,leaf,revoked,demanding,trusted,delegate}.pem {leaf,revoked,demanding,trusted}.der "$out/"

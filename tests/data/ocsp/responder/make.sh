#!/usr/bin/env bash
# Makes the files of this folder with `openssl` 3.0: what a responder of a private CA holds. The keys are kept, because examples sign
# with them: trust nothing here. Everything may be made again.
#
#   ca.pem, ca.key, ca.crl                  the CA; 2002 is on its list, for keyCompromise
#   delegate.pem, delegate.key              its responder, with nocheck
#   leaf.pem, revoked.pem                   certificates 2001 and 2002
#   request.der, request-nonce.der          about leaf.pem with SHA-256; without and with a nonce
set -euo pipefail
out=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
source "$out/../common.sh"
cat >> config <<'CONFIG'
[lists]
database = index.txt
default_md = sha256
default_crl_days = 9000
crl_extensions = crl
[crl]
authorityKeyIdentifier = keyid
CONFIG
own ca "/C=NO/O=Example/CN=Private CA" ca
issue delegate "/C=NO/O=Example/CN=Private Responder" 0x3001 responder
issue leaf "/CN=sip.example.com" 0x2001 leaf
issue revoked "/CN=sip.example.com" 0x2002 leaf
printf 'R\t460101000000Z\t260102030405Z,keyCompromise\t2002\tunknown\t/CN=sip.example.com\n' > index.txt
openssl ca -config config -name lists -gencrl -keyfile ca.key -cert ca.pem -out ca.crl 2>/dev/null
openssl ocsp -issuer ca.pem -sha256 -cert leaf.pem -no_nonce -reqout request.der >/dev/null 2>&1 || true
openssl ocsp -issuer ca.pem -sha256 -cert leaf.pem -reqout request-nonce.der >/dev/null 2>&1 || true
cp ca.pem ca.key ca.crl delegate.pem delegate.key leaf.pem revoked.pem request.der request-nonce.der "$out/"

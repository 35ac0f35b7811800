#!/usr/bin/env bash
# Makes the requests of this folder again, byte for byte, with `openssl` 3.0. The key is the one below, so that
# signatures (Ed25519, deterministic) are the same each time: trust nothing here.
#
#   demo/request.pem   the request of the documentation: names, key usage, a password, a name (RFC 2986, 2985)
#   demo/request.txt   what OpenSSL shows of it; so for the chain of the README
set -euo pipefail
cd "$(dirname "$0")"

key=$(mktemp)
trap 'rm -f "$key"' EXIT
# OneAsymmetricKey (RFC 8410, 7) around 32 bytes of 07.
printf '%s' 302e020100300506032b657004220420 "$(printf '07%.0s' {1..32})" | xxd -r -p |
    openssl pkey -inform DER -out "$key"

openssl req -new -key "$key" -out demo/request.pem -config <(cat <<'CONFIG'
[req]
prompt = no
string_mask = utf8only
distinguished_name = subject
attributes = attributes
req_extensions = extensions
[subject]
C = NO
O = Example
CN = sip.example.com
[attributes]
challengePassword = demo password
unstructuredName = Example device
[extensions]
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = DNS:sip.example.com, IP:192.0.2.7
CONFIG
)
openssl req -in demo/request.pem -noout -text -out demo/request.txt
openssl x509 -in ../chain/demo/leaf.pem -noout -text -out demo/leaf.txt
openssl crl -in ../chain/demo/crls.pem -noout -text -out demo/crl.txt

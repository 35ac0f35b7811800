#!/usr/bin/env bash
# Makes the requests and responses of this folder, with `openssl` 3.0. The keys are made each time and thrown away, and a
# responder signs with the time of the day, so that the files are different each time; what they say is not. Trust nothing
# here. Everything may be made again: tests look at what the files say.
#
# The CA is `CN=Example CA`; it issued the certificates 1001 to 1004, and the responder `CN=Example Responder`.
#
#   demo/        ca.pem, leaf.pem, responder.pem; request.der with a nonce, and its response: good, by the responder
#   statuses/    all four certificates in one response: good, revoked with a reason, revoked without, unknown
#   by-key/      the same by the CA itself, which is named by its key; without certificates and nextUpdate
#   hashes/      CertIDs of SHA-1, SHA-256, SHA-384 and SHA-512 in one request and one response
#   signed/      a signed request that says who asks
#   errors/      malformedRequest, internalError, tryLater, sigRequired, unauthorized
set -euo pipefail
cd "$(dirname "$0")"
out=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

source "$out/common.sh"
own ca "/C=NO/O=Example/CN=Example CA" ca
issue responder "/C=NO/O=Example/CN=Example Responder" 0x2001 responder
for number in 1 2 3 4; do issue "leaf$number" "/CN=sip.example.com" "0x100$number" leaf; done
printf 'V\t460101000000Z\t\t1001\tunknown\t/CN=good\n' > index.txt
printf 'R\t460101000000Z\t260102030405Z,keyCompromise\t1002\tunknown\t/CN=revoked\n' >> index.txt
printf 'R\t460101000000Z\t260102030405Z\t1003\tunknown\t/CN=revoked without a reason\n' >> index.txt

# request FILE ARGUMENTS...
request() { openssl ocsp -issuer ca.pem -reqout "$out/$1" "${@:2}" >/dev/null 2>&1 || true; }
# respond REQUEST RESPONSE SIGNER ARGUMENTS...
respond() {
    openssl ocsp -index index.txt -CA ca.pem -rsigner "$3.pem" -rkey "$3.key" -reqin "$out/$1" -respout "$out/$2" \
        "${@:4}" >/dev/null 2>&1
}
# show FOLDER: what OpenSSL shows of each file, for the documentation of this folder.
show() {
    for file in "$out/$1"/request*.der; do openssl ocsp -reqin "$file" -req_text -noverify > "${file%.der}.txt"; done
    for file in "$out/$1"/response*.der; do openssl ocsp -respin "$file" -resp_text -noverify > "${file%.der}.txt"; done
}

mkdir -p "$out"/{demo,statuses,by-key,hashes,signed,errors}
cp ca.pem responder.pem "$out/demo/"
cp leaf1.pem "$out/demo/leaf.pem"
request demo/request.der -sha256 -cert leaf1.pem
respond demo/request.der demo/response.der responder -ndays 9000
request statuses/request.der -sha256 -no_nonce -cert leaf1.pem -cert leaf2.pem -cert leaf3.pem -cert leaf4.pem
respond statuses/request.der statuses/response.der responder -ndays 9000
request by-key/request.der -no_nonce -cert leaf1.pem
respond by-key/request.der by-key/response.der ca -resp_key_id -resp_no_certs
request hashes/request.der -no_nonce -sha1 -cert leaf1.pem -sha256 -cert leaf1.pem -sha384 -cert leaf1.pem \
    -sha512 -cert leaf1.pem
respond hashes/request.der hashes/response.der responder -ndays 9000
request signed/request.der -sha256 -cert leaf1.pem -signer leaf1.pem -signkey leaf1.key
for folder in demo statuses by-key hashes; do show "$folder" 2>/dev/null; done
openssl ocsp -reqin "$out/signed/request.der" -req_text -noverify > "$out/signed/request.txt" 2>/dev/null
for status in malformed_request:1 internal_error:2 try_later:3 sig_required:5 unauthorized:6; do
    printf '\x30\x03\x0a\x01%b' "\\x0${status#*:}" > "$out/errors/${status%:*}.der"
done

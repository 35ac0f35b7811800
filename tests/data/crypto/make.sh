#!/bin/sh
# Makes the signatures that crates/crypto/tests/openssl_vectors.rs verifies. Made with OpenSSL 3.0.19.
#
# A folder is a key, a file is a self-signed certificate in DER: its AlgorithmIdentifiers, its key and its signature are
# what OpenSSL writes into real certificates. The name of a file says the signature:
#
#   sha256.der                       PKCS#1 v1.5, ECDSA or DSA with that hash
#   pss-sha256-mgf-sha1-salt-20.der  PSS: hash of the message, hash of the mask, length of the salt
#   ed25519.der                      Ed25519
#
# spki/ holds public keys alone, of kinds that are recognised and not all usable.
#
# The private keys are not kept, and most signatures are random, so that running this again gives other bytes with the
# same meaning. The certificates' dates and names mean nothing.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() { # key <folder> <arguments of genpkey>
    folder=$1
    shift
    mkdir -p "$folder"
    openssl genpkey "$@" -out "$work/$folder.pem" 2>/dev/null
}

sign() { # sign <folder> <file> <arguments of req>
    folder=$1 file=$2
    shift 2
    openssl req -new -x509 -key "$work/$folder.pem" -subj "/CN=$folder $file" -days 3650 \
        -outform DER -out "$folder/$file.der" "$@"
}

pss() { # pss <folder> <hash> <mask hash> <salt>
    sign "$1" "pss-$2-mgf-$3-salt-$4" "-$2" -sigopt rsa_padding_mode:pss -sigopt "rsa_pss_saltlen:$4" \
        -sigopt "rsa_mgf1_md:$3"
}

for bits in 1024 1025 1031 2047 2048 3072 4096 8192; do
    key rsa-$bits -algorithm RSA -pkeyopt rsa_keygen_bits:$bits
    sign rsa-$bits sha256 -sha256
    pss rsa-$bits sha256 sha256 32
done
key rsa-2048-e3 -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3
key rsa-2048-e-large -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:8589934591
for folder in rsa-2048 rsa-2048-e3; do
    for hash in md5 sha1 sha224 sha256 sha384 sha512; do
        sign $folder $hash -$hash
    done
done
sign rsa-2048-e-large sha256 -sha256
for hash in sha1 sha224 sha256 sha384 sha512; do
    for salt in 0 20; do
        pss rsa-2048 $hash $hash $salt
    done
done
# The longest salt: 256 bytes less the hash and two.
pss rsa-2048 sha256 sha256 222
pss rsa-2048 sha512 sha512 190
pss rsa-2048 sha256 sha1 32
pss rsa-2048 sha1 sha256 20
pss rsa-2048 sha256 sha512 32
pss rsa-2048 sha512 sha256 64
# One bit less: the salt fills the encoded message up to its 01.
pss rsa-1025 sha256 sha256 94
pss rsa-1031 sha512 sha512 63

key rsa-pss-any -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
pss rsa-pss-any sha256 sha256 32
pss rsa-pss-any sha512 sha256 20
key rsa-pss-restricted -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 \
    -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32
pss rsa-pss-restricted sha256 sha256 32
pss rsa-pss-restricted sha256 sha256 40

for curve in 256 384 521; do
    key p$curve -algorithm EC -pkeyopt ec_paramgen_curve:P-$curve
    for hash in sha1 sha224 sha256 sha384 sha512; do
        sign p$curve $hash -$hash
    done
    mkdir -p p$curve-compressed
    openssl ec -in "$work/p$curve.pem" -conv_form compressed -out "$work/p$curve-compressed.pem" 2>/dev/null
    sign p$curve-compressed sha256 -sha256
done

key ed25519 -algorithm ED25519
sign ed25519 ed25519

for sizes in 1024-160 2048-224 2048-256 3072-256; do
    openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:${sizes%-*} \
        -pkeyopt dsa_paramgen_q_bits:${sizes#*-} -out "$work/parameters.pem" 2>/dev/null
    key dsa-$sizes -paramfile "$work/parameters.pem"
    for hash in sha1 sha224 sha256; do
        sign dsa-$sizes $hash -$hash
    done
done

mkdir -p spki
spki() { # spki <file> <arguments of genpkey>
    file=$1
    shift
    openssl genpkey "$@" 2>/dev/null | openssl pkey -pubout -outform DER -out "spki/$file.der"
}
spki p192 -algorithm EC -pkeyopt ec_paramgen_curve:prime192v1
spki p224 -algorithm EC -pkeyopt ec_paramgen_curve:P-224
spki secp256k1 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
spki p256-explicit -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit
spki ed448 -algorithm ED448
spki x25519 -algorithm X25519
spki rsa-512 -algorithm RSA -pkeyopt rsa_keygen_bits:512
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/hybrid.pem" 2>/dev/null
openssl ec -in "$work/hybrid.pem" -pubout -conv_form hybrid -outform DER -out spki/p256-hybrid.der 2>/dev/null

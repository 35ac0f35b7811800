# What the scripts of this folder share: keys, and certificates by a CA in ca.pem and ca.key. Sourced from the folder they
# work in, where it also writes a `config`, to which they may add sections.
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null; }
# own NAME SUBJECT SECTION
own() {
    key "$1"
    openssl req -x509 -new -key "$1.key" -subj "$2" -config config -extensions "$3" -days 9000 -sha256 -out "$1.pem"
}
# issue NAME SUBJECT SERIAL SECTION
issue() {
    key "$1"
    openssl req -new -key "$1.key" -subj "$2" -config config -out "$1.csr"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -set_serial "$3" -days 9000 -sha256 \
        -extfile config -extensions "$4" -out "$1.pem" 2>/dev/null
}
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
authorityInfoAccess = OCSP;URI:http://ocsp.example.com/
subjectAltName = DNS:sip.example.com
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
CONFIG

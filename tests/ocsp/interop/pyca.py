"""pyca/cryptography as a peer of tests/ocsp/interop/pyca.rs: a command for each line of the input, an answer for each line of the output."""

import datetime
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509 import ocsp

HASHES = {"SHA-1": hashes.SHA1, "SHA-256": hashes.SHA256, "SHA-384": hashes.SHA384, "SHA-512": hashes.SHA512}


def certificate(text):
    return x509.load_der_x509_certificate(bytes.fromhex(text))


def time(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def ask(command):
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        certificate(command["leaf"]), certificate(command["issuer"]), HASHES[command["hash"]]()
    )
    if command["nonce"]:
        builder = builder.add_extension(x509.OCSPNonce(bytes.fromhex(command["nonce"])), critical=False)
    return {"der": builder.build().public_bytes(serialization.Encoding.DER).hex()}


def respond(command):
    key = serialization.load_pem_private_key(command["key"].encode(), None)
    signer = certificate(command["signer"])
    revoked = command["status"] == "revoked"
    reason = x509.ReasonFlags(command["reason"]) if revoked and command["reason"] else None
    status = {"good": ocsp.OCSPCertStatus.GOOD, "revoked": ocsp.OCSPCertStatus.REVOKED, "unknown": ocsp.OCSPCertStatus.UNKNOWN}
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=certificate(command["leaf"]),
        issuer=certificate(command["issuer"]),
        algorithm=HASHES[command["hash"]](),
        cert_status=status[command["status"]],
        this_update=time(command["this_update"]),
        next_update=time(command["next_update"]) if command["next_update"] else None,
        revocation_time=time(command["since"]) if revoked else None,
        revocation_reason=reason,
    )
    encoding = ocsp.OCSPResponderEncoding.NAME if command["by_name"] else ocsp.OCSPResponderEncoding.HASH
    builder = builder.responder_id(encoding, signer)
    if command["with_certificate"]:
        builder = builder.certificates([signer])
    if command["nonce"]:
        builder = builder.add_extension(x509.OCSPNonce(bytes.fromhex(command["nonce"])), critical=False)
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return {"der": builder.sign(key, algorithm).public_bytes(serialization.Encoding.DER).hex()}


def read(command):
    response = ocsp.load_der_ocsp_response(bytes.fromhex(command["der"]))
    key = certificate(command["signer"]).public_key()
    if isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(response.signature, response.tbs_response_bytes)
    else:
        key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(response.signature_hash_algorithm))
    single = next(iter(response.responses))
    nonce = [one.value.nonce.hex() for one in response.extensions if isinstance(one.value, x509.OCSPNonce)]
    reason = single.revocation_reason
    return {
        "status": single.certificate_status.name.lower(),
        "serial": format(single.serial_number, "x"),
        "reason": reason.value if reason else None,
        "entries": len(list(response.responses)),
        "nonce": nonce[0] if nonce else None,
        "next_update": int(single.next_update_utc.timestamp()),
    }


for line in sys.stdin:
    command = json.loads(line)
    try:
        print(json.dumps({"ask": ask, "respond": respond, "read": read}[command["do"]](command)))
    except Exception as error:  # the test says what is wrong with it
        print(json.dumps({"error": repr(error)}))

/* What the programs about OCSP share. */
#ifndef OCSP_H
#define OCSP_H

#include "harness.h"

#define OCSP "tests/data/ocsp/"
#define STAPLES OCSP "staples/"

static const ucpki_bytes nothing = {NULL, 0};

static inline ucpki_ocsp_subject *subject_of(const char *path, const ucpki_certificate *issuer) {
    ucpki_certificate *certificate = read_certificate(path);
    ucpki_ocsp_subject *subject = NULL;
    MUST(ucpki_ocsp_subject_new(certificate, issuer, &subject, &err));
    ucpki_certificate_free(certificate);
    return subject;
}

static inline ucpki_ocsp_policy *new_policy(void) {
    ucpki_ocsp_policy *policy = NULL;
    MUST(ucpki_ocsp_policy_new(&policy, &err));
    return policy;
}

static inline ucpki_ocsp_request *request_for(const ucpki_ocsp_subject *subject, int32_t hash, ucpki_bytes nonce) {
    ucpki_ocsp_request *request = NULL;
    MUST(ucpki_ocsp_request_new(subject, hash, 0, nonce.ptr, nonce.len, &request, &err));
    return request;
}

#endif

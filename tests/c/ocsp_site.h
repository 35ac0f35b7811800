/* The certificates of tests/data/ocsp/staples, and what checks with them use. */
#ifndef OCSP_SITE_H
#define OCSP_SITE_H

#include "ocsp.h"

#define LATER INT64_C(1798761600) /* 2027-01-01T00:00:00Z, after all responses were signed */

static struct {
    ucpki_certificate *ca, *leaf, *revoked, *demanding, *trusted, *delegate;
    ucpki_ocsp_subject *subject, *of_revoked;
    ucpki_validator *validator;
    ucpki_ocsp_policy *policy;
} all;

static inline void set_up(void) {
    all.ca = read_certificate(STAPLES "ca.pem");
    all.leaf = read_certificate(STAPLES "leaf.pem");
    all.revoked = read_certificate(STAPLES "revoked.pem");
    all.demanding = read_certificate(STAPLES "demanding.pem");
    all.trusted = read_certificate(STAPLES "trusted.pem");
    all.delegate = read_certificate(STAPLES "delegate.pem");
    all.subject = subject_of(STAPLES "leaf.pem", all.ca);
    all.of_revoked = subject_of(STAPLES "revoked.pem", all.ca);
    all.validator = make_validator(all.ca);
    all.policy = new_policy();
}

static inline void tear_down(void) {
    ucpki_ocsp_policy_free(all.policy);
    ucpki_validator_free(all.validator);
    ucpki_ocsp_subject_free(all.of_revoked);
    ucpki_ocsp_subject_free(all.subject);
    ucpki_certificate_free(all.delegate);
    ucpki_certificate_free(all.trusted);
    ucpki_certificate_free(all.demanding);
    ucpki_certificate_free(all.revoked);
    ucpki_certificate_free(all.leaf);
    ucpki_certificate_free(all.ca);
}

#endif

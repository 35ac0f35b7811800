/*
 * What comes back from OCSP responders, from C: what is accepted, by which policy, and what is refused. On the error paths as well.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include "ocsp_site.h"

#define FAR INT64_C(2619216000)   /* 2053-01-01T00:00:00Z, after all of them ended */
#define NEXT_OTHER UCPKI_OCSP_NEXT_OTHER_RESPONDER
#define NEXT_SHA1 UCPKI_OCSP_NEXT_ASK_WITH_SHA1
#define NEXT_NONE UCPKI_OCSP_NEXT_GIVE_UP

/* Accepts a body for a request. Where it is refused, with this code and this next step, nothing is written and NULL returned. */
static ucpki_ocsp_verified *take(const ucpki_ocsp_request *request, struct file body, const ucpki_ocsp_policy *policy, int64_t now,
                                 ucpki_status code, int32_t next) {
    ucpki_ocsp_verified *const untouched = (ucpki_ocsp_verified *)(void *)&failures;
    ucpki_ocsp_verified *verified = untouched;
    ucpki_error *err = NULL;
    ucpki_status status = ucpki_ocsp_request_accept(request, body.data, body.len, policy, all.validator, now, &verified, &err);
    CHECK(ucpki_error_next_step(err) == next);
    CHECK((verified == untouched) == (status != UCPKI_OK));
    settle(__FILE__, __LINE__, code, status, err);
    return verified == untouched ? NULL : verified;
}

/* The same with a file, and a request with this hash and without a nonce. */
static ucpki_ocsp_verified *take_file(const ucpki_ocsp_subject *subject, int32_t hash, const char *path,
                                      const ucpki_ocsp_policy *policy, int64_t now, ucpki_status code, int32_t next) {
    ucpki_ocsp_request *request = request_for(subject, hash, nothing);
    struct file body = read_file(path);
    ucpki_ocsp_verified *verified = take(request, body, policy, now, code, next);
    free(body.data);
    ucpki_ocsp_request_free(request);
    return verified;
}

#define TAKES(path, policy, now) take_file(all.subject, UCPKI_HASH_SHA256, path, policy, now, UCPKI_OK, 0)
#define REFUSES(path, policy, now, code, next) \
    CHECK(take_file(all.subject, UCPKI_HASH_SHA256, path, policy, now, code, next) == NULL)

/* What a verified response says, by whom. */
static void verified(void) {
    ucpki_ocsp_verified *first = TAKES(STAPLES "leaf.der", all.policy, LATER), *good = ucpki_ocsp_verified_ref(first);
    ucpki_ocsp_verified_free(first);
    CHECK(ucpki_ocsp_verified_status(good) == UCPKI_OCSP_STATUS_GOOD && ucpki_ocsp_verified_reason(good) == -1);
    CHECK(ucpki_ocsp_verified_revoked_at(good) == 0 && ucpki_ocsp_verified_has_nonce(good) == 0);
    CHECK(ucpki_ocsp_verified_signer(good) == UCPKI_OCSP_SIGNER_DELEGATE);
    CHECK(ucpki_certificate_equals(ucpki_ocsp_verified_delegate(good), all.delegate));
    CHECK(ucpki_ocsp_verified_trusted_key(good).ptr == NULL);
    CHECK(ucpki_ocsp_verified_this_update(good) == ucpki_ocsp_verified_produced_at(good));
    CHECK(ucpki_ocsp_verified_next_update(good) > LATER && ucpki_ocsp_verified_next_update(good) < FAR);
    /* nextUpdate and the end of the delegate's certificate are at the same second, or nearly. */
    CHECK(ucpki_ocsp_verified_valid_until(good) <= ucpki_certificate_not_after(all.delegate));
    CHECK(ucpki_ocsp_verified_valid_until(good) <= ucpki_ocsp_verified_next_update(good));
    CHECK(ucpki_certificate_equals(ucpki_ocsp_subject_certificate(ucpki_ocsp_verified_subject(good)), all.leaf));
    CHECK(ucpki_ocsp_response_entry_count(ucpki_ocsp_verified_response(good)) == 1);
    ucpki_ocsp_verified_free(good);

    ucpki_ocsp_verified *revoked =
        take_file(all.of_revoked, UCPKI_HASH_SHA1, STAPLES "revoked.der", all.policy, LATER, UCPKI_OK, 0);
    CHECK(ucpki_ocsp_verified_status(revoked) == UCPKI_OCSP_STATUS_REVOKED && ucpki_ocsp_verified_reason(revoked) == 1);
    CHECK(ucpki_ocsp_verified_revoked_at(revoked) == INT64_C(1767323045));
    CHECK(ucpki_ocsp_verified_signer(revoked) == UCPKI_OCSP_SIGNER_ISSUER && ucpki_ocsp_verified_delegate(revoked) == NULL);
    ucpki_ocsp_verified_free(revoked);

    CHECK(ucpki_ocsp_verified_status(NULL) == 0 && ucpki_ocsp_verified_reason(NULL) == -1);
    CHECK(ucpki_ocsp_verified_valid_until(NULL) == 0 && ucpki_ocsp_verified_next_update(NULL) == 0);
    CHECK(ucpki_ocsp_verified_signer(NULL) == 0 && ucpki_ocsp_verified_delegate(NULL) == NULL);
    CHECK(ucpki_ocsp_verified_subject(NULL) == NULL && ucpki_ocsp_verified_response(NULL) == NULL);
    CHECK(ucpki_ocsp_verified_ref(NULL) == NULL && ucpki_ocsp_verified_trusted_key(NULL).len == 0);
    ucpki_ocsp_verified_free(NULL);
}

/* What is refused, and what may help then. */
static void refusals(void) {
    static const int64_t ends[] = {INT64_MIN, 0, FAR, INT64_MAX};
    static const ucpki_status codes[] = {UCPKI_ERR_OCSP_NOT_YET_VALID, UCPKI_ERR_OCSP_NOT_YET_VALID, UCPKI_ERR_OCSP_STALE,
                                         UCPKI_ERR_OCSP_STALE};
    for (size_t i = 0; i < 4; i++) {
        REFUSES(STAPLES "leaf.der", all.policy, ends[i], codes[i], i < 2 ? NEXT_NONE : NEXT_OTHER);
    }
    REFUSES(STAPLES "revoked.der", all.policy, LATER, UCPKI_ERR_OCSP_ENTRY_MISSING, NEXT_NONE);
    REFUSES(STAPLES "trusted.der", all.policy, LATER, UCPKI_ERR_OCSP_NOT_DESIGNATED, NEXT_NONE);
    REFUSES(STAPLES "leaf.pem", all.policy, LATER, UCPKI_ERR_X509_UNEXPECTED_TAG, NEXT_OTHER);
    REFUSES(OCSP "errors/try_later.der", all.policy, LATER, UCPKI_ERR_OCSP_TRY_LATER, NEXT_OTHER);
    REFUSES(OCSP "errors/internal_error.der", all.policy, LATER, UCPKI_ERR_OCSP_INTERNAL_ERROR, NEXT_OTHER);
    REFUSES(OCSP "errors/sig_required.der", all.policy, LATER, UCPKI_ERR_OCSP_SIGNATURE_REQUIRED, NEXT_NONE);

    /* Once more with SHA-1, but not if that was asked already, or the policy does not want it. */
    static const char unauthorized[] = OCSP "errors/unauthorized.der";
    REFUSES(unauthorized, all.policy, LATER, UCPKI_ERR_OCSP_UNAUTHORIZED, NEXT_SHA1);
    REFUSES(OCSP "errors/malformed_request.der", all.policy, LATER, UCPKI_ERR_OCSP_MALFORMED_REQUEST, NEXT_SHA1);
    CHECK(take_file(all.subject, UCPKI_HASH_SHA1, unauthorized, all.policy, LATER, UCPKI_ERR_OCSP_UNAUTHORIZED, NEXT_NONE) == NULL);
    ucpki_ocsp_policy *policy = new_policy();
    WORKS(ucpki_ocsp_policy_set_sha1_retry(policy, 0, &err));
    REFUSES(unauthorized, policy, LATER, UCPKI_ERR_OCSP_UNAUTHORIZED, NEXT_NONE);

    ucpki_ocsp_request *request = request_for(all.subject, UCPKI_HASH_SHA256, nothing);
    struct file body = read_file(STAPLES "leaf.der");
    static uint8_t html[] = "<html>log in</html>";
    CHECK(take(request, (struct file){html, sizeof html - 1}, all.policy, LATER, UCPKI_ERR_OCSP_PAGE, NEXT_OTHER) == NULL);
    CHECK(take(request, (struct file){NULL, 0}, all.policy, LATER, UCPKI_ERR_X509_TRUNCATED, NEXT_OTHER) == NULL);
    CHECK(take(request, (struct file){NULL, 1}, all.policy, LATER, UCPKI_ERR_ARGUMENT, 0) == NULL);
    CHECK(take(request, (struct file){body.data, SIZE_MAX}, all.policy, LATER, UCPKI_ERR_ARGUMENT, 0) == NULL);
    CHECK(take(NULL, body, all.policy, LATER, UCPKI_ERR_ARGUMENT, 0) == NULL);
    CHECK(take(request, body, NULL, LATER, UCPKI_ERR_ARGUMENT, 0) == NULL);
    ucpki_ocsp_verified *out = NULL;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_accept(request, body.data, body.len, policy, NULL, LATER, &out, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_accept(request, body.data, body.len, policy, all.validator, LATER, NULL, &err));
    ucpki_bytes der = ucpki_ocsp_request_der(request);
    ucpki_ocsp_request *read = NULL;
    WORKS(ucpki_ocsp_request_parse(der.ptr, der.len, &read, &err));
    CHECK(take(read, body, policy, LATER, UCPKI_ERR_STATE, 0) == NULL);
    CHECK(out == NULL && ucpki_error_next_step(NULL) == 0);

    /* One flipped bit, in each byte: never accepted as anything but what was signed. */
    for (size_t i = 0; i < body.len; i += 7) {
        body.data[i] ^= 1;
        ucpki_ocsp_verified *changed = NULL;
        if (ucpki_ocsp_request_accept(request, body.data, body.len, policy, all.validator, LATER, &changed, NULL) == UCPKI_OK) {
            CHECK(ucpki_ocsp_verified_status(changed) == UCPKI_OCSP_STATUS_GOOD);
        }
        ucpki_ocsp_verified_free(changed);
        body.data[i] ^= 1;
    }
    ucpki_ocsp_request_free(read);
    ucpki_ocsp_request_free(request);
    ucpki_ocsp_policy_free(policy);
    free(body.data);
}

/* The nonce of the request in tests/data/ocsp/demo came back in its response. */
static void nonces(void) {
    ucpki_certificate *ca = read_certificate(OCSP "demo/ca.pem");
    ucpki_ocsp_subject *subject = subject_of(OCSP "demo/leaf.pem", ca);
    struct file sent = read_file(OCSP "demo/request.der"), body = read_file(OCSP "demo/response.der");
    ucpki_ocsp_request *read = NULL;
    ucpki_bytes nonce = nothing;
    WORKS(ucpki_ocsp_request_parse(sent.data, sent.len, &read, &err));
    WORKS(ucpki_ocsp_request_nonce(read, &nonce, &err));
    ucpki_ocsp_request *same = request_for(subject, UCPKI_HASH_SHA256, nonce), *without = request_for(subject, UCPKI_HASH_SHA256, nothing);
    ucpki_ocsp_request *other = request_for(subject, UCPKI_HASH_SHA256, (ucpki_bytes){sent.data, 16});
    ucpki_ocsp_policy *policy = new_policy();
    WORKS(ucpki_ocsp_policy_set_nonce(policy, UCPKI_OCSP_NONCE_REQUIRE, &err));
    ucpki_ocsp_verified *verified = take(same, body, policy, LATER, UCPKI_OK, 0);
    CHECK(ucpki_ocsp_verified_has_nonce(verified));
    ucpki_ocsp_verified_free(verified);
    CHECK(take(other, body, policy, LATER, UCPKI_ERR_OCSP_NONCE_MISMATCH, NEXT_NONE) == NULL);
    /* A policy that demands a nonce, with a request that has none: nothing passes. */
    CHECK(take(without, body, policy, LATER, UCPKI_ERR_OCSP_NONCE_MISSING, NEXT_NONE) == NULL);
    WORKS(ucpki_ocsp_policy_set_nonce(policy, UCPKI_OCSP_NONCE_OFF, &err));
    CHECK(take(other, body, policy, LATER, UCPKI_ERR_OCSP_NONCE_MISMATCH, NEXT_NONE) == NULL);
    verified = take(without, body, policy, LATER, UCPKI_OK, 0);
    CHECK(!ucpki_ocsp_verified_has_nonce(verified));
    ucpki_ocsp_verified_free(verified);
    ucpki_ocsp_policy_free(policy);
    ucpki_ocsp_request_free(other);
    ucpki_ocsp_request_free(without);
    ucpki_ocsp_request_free(same);
    ucpki_ocsp_request_free(read);
    free(body.data);
    free(sent.data);
    ucpki_ocsp_subject_free(subject);
    ucpki_certificate_free(ca);
}

/* Every switch of a policy, in and out of its range. */
static void switches(void) {
    ucpki_ocsp_policy *policy = new_policy();
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_new(NULL, &err));
    for (int32_t nonce = -1; nonce <= 4; nonce++) {
        GIVES(nonce >= 1 && nonce <= 3 ? UCPKI_OK : UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_nonce(policy, nonce, &err));
    }
    WORKS(ucpki_ocsp_policy_set_nonce(policy, UCPKI_OCSP_NONCE_OFF, &err));
    for (int32_t hash = -1; hash <= 5; hash++) {
        GIVES(hash >= 1 && hash <= 4 ? UCPKI_OK : UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_hash(policy, hash, &err));
    }
    ucpki_ocsp_request *request = NULL;
    ucpki_ocsp_cert_id entry;
    WORKS(ucpki_ocsp_request_new_for_policy(all.subject, policy, NULL, NULL, &request, &err));
    WORKS(ucpki_ocsp_request_entries(request, &entry, 1, NULL, &err));
    CHECK(entry.issuer_key_hash.len == 64);
    ucpki_ocsp_request_free(request);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_sha1_retry(policy, 2, &err));

    /* The times, at both ends: the age counts without the skew, and 0 seconds are none. */
    WORKS(ucpki_ocsp_policy_set_skew(policy, 0, &err));
    WORKS(ucpki_ocsp_policy_set_max_age(policy, 3600, &err));
    REFUSES(STAPLES "leaf.der", policy, LATER, UCPKI_ERR_OCSP_STALE, NEXT_OTHER);
    WORKS(ucpki_ocsp_policy_set_skew(policy, UINT32_MAX, &err));
    ucpki_ocsp_verified_free(TAKES(STAPLES "leaf.der", policy, LATER));
    WORKS(ucpki_ocsp_policy_set_skew(policy, 300, &err));
    WORKS(ucpki_ocsp_policy_set_max_age(policy, UINT32_MAX, &err));
    ucpki_ocsp_verified_free(TAKES(STAPLES "leaf.der", policy, LATER));
    WORKS(ucpki_ocsp_policy_set_max_age(policy, 0, &err));
    REFUSES(STAPLES "leaf.der", policy, LATER, UCPKI_ERR_OCSP_STALE, NEXT_OTHER);

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_responder(policy, NULL, 0, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_responder(policy, (const uint8_t *)"http://a\0/", 10, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_responder(policy, BYTES("http://a/\n"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_responder(policy, BYTES("\xFF"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_responder(policy, (const uint8_t *)"a", SIZE_MAX, &err));
    WORKS(ucpki_ocsp_policy_set_responder(policy, BYTES("http://a/"), &err));

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_on_delegate_unknown(policy, 0, &err));
    WORKS(ucpki_ocsp_policy_set_on_delegate_unknown(policy, UCPKI_SEVERITY_IGNORE, &err));
    WORKS(ucpki_ocsp_policy_set_common_criteria(policy, &err));
    FAILS(UCPKI_ERR_STATE, ucpki_ocsp_policy_set_on_delegate_unknown(policy, UCPKI_SEVERITY_WARN, &err));
    WORKS(ucpki_ocsp_policy_set_on_delegate_unknown(policy, UCPKI_SEVERITY_REFUSE, &err));

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_nonce(NULL, UCPKI_OCSP_NONCE_OFF, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_hash(NULL, UCPKI_HASH_SHA1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_sha1_retry(NULL, 1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_skew(NULL, 1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_max_age(NULL, 1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_without_next_update(NULL, 1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_on_delegate_unknown(NULL, UCPKI_SEVERITY_WARN, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_common_criteria(NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_set_responder(NULL, BYTES("http://a/"), &err));
    ucpki_ocsp_policy_free(policy);
    ucpki_ocsp_policy_free(NULL);
}

/* A response by the CA itself, named by its key, without nextUpdate. */
static void without_next_update(void) {
    ucpki_certificate *ca = read_certificate(OCSP "demo/ca.pem");
    ucpki_ocsp_subject *subject = subject_of(OCSP "demo/leaf.pem", ca);
    ucpki_ocsp_request *request = request_for(subject, UCPKI_HASH_SHA256, nothing);
    ucpki_ocsp_policy *policy = new_policy();
    struct file body = read_file(OCSP "by-key/response.der");
    ucpki_ocsp_response *read = NULL;
    WORKS(ucpki_ocsp_response_parse(body.data, body.len, &read, &err));
    int64_t begin = ucpki_ocsp_response_produced_at(read);
    ucpki_ocsp_verified *verified = take(request, body, policy, begin + 86400, UCPKI_OK, 0);
    CHECK(ucpki_ocsp_verified_next_update(verified) == UCPKI_TIME_NEVER);
    CHECK(ucpki_ocsp_verified_valid_until(verified) == begin + 86400);
    ucpki_ocsp_verified_free(verified);
    CHECK(take(request, body, policy, begin + 86400 + 301, UCPKI_ERR_OCSP_STALE, NEXT_OTHER) == NULL);
    WORKS(ucpki_ocsp_policy_set_without_next_update(policy, 60, &err));
    CHECK(take(request, body, policy, begin + 361, UCPKI_ERR_OCSP_STALE, NEXT_OTHER) == NULL);
    WORKS(ucpki_ocsp_policy_set_without_next_update(policy, 0, &err));
    CHECK(take(request, body, policy, begin, UCPKI_ERR_OCSP_NEXT_UPDATE_MISSING, NEXT_NONE) == NULL);
    ucpki_ocsp_response_free(read);
    free(body.data);
    ucpki_ocsp_policy_free(policy);
    ucpki_ocsp_request_free(request);
    ucpki_ocsp_subject_free(subject);
    ucpki_certificate_free(ca);
}

static void takes_trusted(const ucpki_ocsp_policy *policy) {
    ucpki_ocsp_verified *verified = TAKES(STAPLES "trusted.der", policy, LATER);
    CHECK(ucpki_ocsp_verified_signer(verified) == UCPKI_OCSP_SIGNER_TRUSTED && ucpki_ocsp_verified_delegate(verified) == NULL);
    CHECK(same(ucpki_ocsp_verified_trusted_key(verified), ucpki_certificate_spki(all.trusted)));
    ucpki_ocsp_verified_free(verified);
}

/* Responders that the operator trusts: by certificate or key, for all issuers or for some. */
static void trusted(void) {
    ucpki_bytes key = ucpki_certificate_spki(all.trusted);
    ucpki_bytes issuers[2] = {ucpki_certificate_subject_der(all.ca), ucpki_certificate_subject_der(all.trusted)};
    ucpki_ocsp_policy *policy = new_policy();
    WORKS(ucpki_ocsp_policy_add_trusted_for(policy, all.trusted, issuers + 1, 1, &err));
    WORKS(ucpki_ocsp_policy_add_trusted_key_for(policy, key.ptr, key.len, issuers + 1, 1, &err));
    REFUSES(STAPLES "trusted.der", policy, LATER, UCPKI_ERR_OCSP_NOT_DESIGNATED, NEXT_NONE);

    /* What fails adds nothing. */
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_add_trusted_for(policy, all.trusted, NULL, 0, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_add_trusted_for(policy, all.trusted, NULL, 1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_add_trusted_for(policy, all.trusted, issuers, SIZE_MAX, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_add_trusted_for(policy, NULL, issuers, 1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_add_trusted_key_for(policy, key.ptr, key.len, NULL, 0, &err));
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_ocsp_policy_add_trusted_key_for(policy, key.ptr, key.len - 1, issuers, 1, &err));
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_ocsp_policy_add_trusted_key(policy, NULL, 0, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_add_trusted(policy, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_add_delegate(policy, NULL, &err));
    ucpki_bytes broken[2] = {issuers[0], {issuers[0].ptr, issuers[0].len - 1}};
    ucpki_error *err = NULL;
    CHECK(ucpki_ocsp_policy_add_trusted_for(policy, all.trusted, broken, 2, &err) == UCPKI_ERR_X509_TRUNCATED);
    CHECK(ucpki_error_certificate(err) == 1);
    ucpki_error_free(err);
    REFUSES(STAPLES "trusted.der", policy, LATER, UCPKI_ERR_OCSP_NOT_DESIGNATED, NEXT_NONE);
    WORKS(ucpki_ocsp_policy_add_trusted_for(policy, all.trusted, issuers, 2, &err));
    takes_trusted(policy);
    ucpki_ocsp_policy_free(policy);

    policy = new_policy();
    WORKS(ucpki_ocsp_policy_add_trusted_key(policy, key.ptr, key.len, &err));
    takes_trusted(policy);
    WORKS(ucpki_ocsp_policy_set_common_criteria(policy, &err)); /* a key alone has no purpose */
    REFUSES(STAPLES "trusted.der", policy, LATER, UCPKI_ERR_OCSP_NOT_DESIGNATED, NEXT_NONE);
    WORKS(ucpki_ocsp_policy_add_trusted(policy, all.trusted, &err));
    takes_trusted(policy);
    REFUSES(STAPLES "trusted.der", policy, FAR, UCPKI_ERR_OCSP_STALE, NEXT_OTHER);
    ucpki_ocsp_policy_free(policy);

    /* Unified CM: refused without one, and what is not for OCSP signing is none. */
    ucpki_certificate_list *responders = read_list(STAPLES "trusted.pem"), *others = read_list(STAPLES "ca.pem");
    policy = NULL;
    FAILS(UCPKI_ERR_OCSP_NO_TRUSTED_RESPONDER, ucpki_ocsp_policy_new_cucm(others, &policy, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_new_cucm(NULL, &policy, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_new_cucm(responders, NULL, &err));
    CHECK(policy == NULL);
    WORKS(ucpki_ocsp_policy_new_cucm(responders, &policy, &err));
    takes_trusted(policy);
    ucpki_ocsp_policy_free(policy);
    policy = new_policy();
    FAILS(UCPKI_ERR_OCSP_NO_TRUSTED_RESPONDER, ucpki_ocsp_policy_add_trust_list(policy, others, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_policy_add_trust_list(policy, NULL, &err));
    WORKS(ucpki_ocsp_policy_add_trust_list(policy, responders, &err));
    WORKS(ucpki_ocsp_policy_add_delegate(policy, all.delegate, &err));
    takes_trusted(policy);
    ucpki_ocsp_policy_free(policy);
    ucpki_certificate_list_free(others);
    ucpki_certificate_list_free(responders);
}

int main(void) {
    set_up();
    verified();
    refusals();
    nonces();
    switches();
    without_next_update();
    trusted();
    tear_down();
    return failures == 0 ? 0 : 1;
}

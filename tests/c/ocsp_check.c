/*
 * Checks with OCSP, from C: the cache and its snapshots, staples, consumers, and what a verdict rests on. On the error paths as well.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include "ocsp_site.h"

/* Responses without any. */
static ucpki_ocsp_responses *no_responses;

static ucpki_ocsp_verified *take(const ucpki_ocsp_subject *subject, const char *path) {
    ucpki_ocsp_request *request = request_for(subject, UCPKI_HASH_SHA256, nothing);
    struct file body = read_file(path);
    ucpki_ocsp_verified *verified = NULL;
    MUST(ucpki_ocsp_request_accept(request, body.data, body.len, all.policy, all.validator, LATER, &verified, &err));
    free(body.data);
    ucpki_ocsp_request_free(request);
    return verified;
}

static ucpki_params *new_params(void) {
    ucpki_params *params = NULL;
    MUST(ucpki_params_new(LATER, UCPKI_PURPOSE_SERVER, &params, &err));
    MUST(ucpki_params_set_dns(params, BYTES("sip.example.com"), &err));
    return params;
}

/* Checks, and compares the code that decides; 0 for accepted. The verdict is for the caller to look at, and to free. */
static ucpki_verdict *check(const ucpki_certificate *leaf, const ucpki_params *params, ucpki_status code) {
    ucpki_verdict *verdict = NULL;
    GIVES(code == 0 ? UCPKI_OK : UCPKI_REFUSED, ucpki_validator_check(all.validator, leaf, NULL, params, &verdict, &err));
    CHECK(ucpki_verdict_code(verdict) == code);
    return verdict;
}

static void checks(const ucpki_certificate *leaf, const ucpki_params *params, ucpki_status code) {
    ucpki_verdict_free(check(leaf, params, code));
}

/* The cache keeps what was verified; a snapshot stays as it is. */
static void cache(void) {
    ucpki_ocsp_cache *cache = NULL;
    ucpki_ocsp_responses *before = NULL, *after = NULL;
    ucpki_ocsp_subjects *due = NULL;
    ucpki_ocsp_verified *good = take(all.subject, STAPLES "leaf.der"), *revoked = take(all.of_revoked, STAPLES "revoked.der");
    ucpki_params *params = new_params();
    ucpki_ocsp_policy *policy = new_policy();
    WORKS(ucpki_ocsp_cache_new(2, &cache, &err));
    WORKS(ucpki_ocsp_cache_insert(cache, good, &err));
    WORKS(ucpki_ocsp_cache_insert(cache, good, &err));
    CHECK(ucpki_ocsp_cache_len(cache) == 1);
    WORKS(ucpki_ocsp_cache_snapshot(cache, policy, &before, &err));
    WORKS(ucpki_ocsp_cache_insert(cache, revoked, &err));
    WORKS(ucpki_ocsp_cache_snapshot(cache, policy, &after, &err));
    CHECK(ucpki_ocsp_cache_len(cache) == 2 && ucpki_ocsp_responses_count(before) == 1 && ucpki_ocsp_responses_count(after) == 2);

    /* Half of its time is over, or not. A revocation for good is not asked for again. */
    WORKS(ucpki_ocsp_cache_due(cache, LATER, &due, &err));
    CHECK(ucpki_ocsp_subjects_count(due) == 0 && ucpki_ocsp_subjects_at(due, 0) == NULL);
    ucpki_ocsp_subjects_free(due);
    WORKS(ucpki_ocsp_cache_due(cache, INT64_MAX, &due, &err));
    CHECK(ucpki_ocsp_subjects_count(due) == 1 && ucpki_ocsp_subjects_at(due, 1) == NULL);
    const ucpki_ocsp_subject *again = ucpki_ocsp_subjects_at(due, 0);
    CHECK(ucpki_certificate_equals(ucpki_ocsp_subject_certificate(again), all.leaf));

    /* Everything may be freed: who depends on something has a share. A policy that is changed later changes nothing. */
    WORKS(ucpki_ocsp_policy_set_max_age(policy, 1, &err));
    ucpki_ocsp_verified_free(good);
    ucpki_ocsp_verified_free(revoked);
    ucpki_ocsp_cache_free(cache);
    WORKS(ucpki_params_set_ocsp(params, after, &err));
    ucpki_ocsp_responses_free(after);
    checks(all.leaf, params, UCPKI_OK);
    checks(all.revoked, params, UCPKI_ERR_CHAIN_REVOKED);
    WORKS(ucpki_params_set_ocsp(params, before, &err)); /* in the place of the other */
    checks(all.leaf, params, UCPKI_OK);
    checks(all.revoked, params, UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);
    ucpki_ocsp_responses_free(before);
    ucpki_ocsp_policy_free(policy);
    ucpki_params_free(params);

    /* A cache for none, and one for too many. */
    good = take(again, STAPLES "leaf.der");
    ucpki_ocsp_subjects_free(due);
    WORKS(ucpki_ocsp_cache_new(0, &cache, &err));
    WORKS(ucpki_ocsp_cache_insert(cache, good, &err));
    CHECK(ucpki_ocsp_cache_len(cache) == 0);
    ucpki_ocsp_cache_free(cache);
    WORKS(ucpki_ocsp_cache_new(SIZE_MAX, &cache, &err));
    WORKS(ucpki_ocsp_cache_insert(cache, good, &err));
    CHECK(ucpki_ocsp_cache_len(cache) == 1);

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_cache_new(1, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_cache_insert(cache, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_cache_insert(NULL, good, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_cache_due(NULL, LATER, &due, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_cache_due(cache, LATER, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_cache_snapshot(cache, NULL, &after, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_cache_snapshot(NULL, all.policy, &after, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_cache_snapshot(cache, all.policy, NULL, &err));
    CHECK(ucpki_ocsp_cache_len(NULL) == 0);
    ucpki_ocsp_verified_free(good);
    ucpki_ocsp_cache_free(cache);
    ucpki_ocsp_cache_free(NULL);
}

/* The responses with these staples in `params`; `count` of them. */
static void staple(ucpki_params *params, const ucpki_bytes *staples, size_t count) {
    ucpki_ocsp_responses *stapled = NULL;
    MUST(ucpki_ocsp_responses_with_staples(no_responses, staples, count, &stapled, &err));
    WORKS(ucpki_params_set_ocsp(params, stapled, &err));
    ucpki_ocsp_responses_free(stapled);
}

static void staples(void) {
    struct file good = read_file(STAPLES "leaf.der"), revoked = read_file(STAPLES "revoked.der"),
                demanded = read_file(STAPLES "demanding.der"), error = read_file(OCSP "errors/try_later.der");
    const ucpki_bytes list[] = {{error.data, error.len},     {(const uint8_t *)"junk", 4},   {NULL, 0},
                                {revoked.data, revoked.len}, {demanded.data, demanded.len}, {good.data, good.len}};
    ucpki_params *params = new_params();

    /* Found at any position, between anything. Without a response of one's own nothing is good. */
    staple(params, list, 6);
    ucpki_verdict *verdict = check(all.leaf, params, UCPKI_OK);
    CHECK(ucpki_verdict_evidence_kind(verdict, 0) == UCPKI_EVIDENCE_OCSP && ucpki_verdict_evidence_is_stapled(verdict, 0));
    ucpki_verdict_free(verdict);
    checks(all.revoked, params, UCPKI_ERR_CHAIN_REVOKED);
    checks(all.demanding, params, UCPKI_OK);
    staple(params, list, 5);
    checks(all.leaf, params, UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);

    /* A staple that the certificate demands, and the peer did not send: refused, whatever follows from no data. */
    ucpki_revocation soft;
    memset(&soft, 0, sizeof soft);
    soft.size = sizeof soft;
    soft.on_unknown = soft.on_expired = UCPKI_SEVERITY_WARN;
    WORKS(ucpki_params_set_revocation(params, &soft, &err));
    staple(params, NULL, 0);
    checks(all.leaf, params, UCPKI_OK);
    checks(all.demanding, params, UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);
    staple(params, list + 5, 1);
    checks(all.demanding, params, UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);
    WORKS(ucpki_params_set_ocsp(params, no_responses, &err)); /* the peer was not asked */
    checks(all.demanding, params, UCPKI_OK);

    /* From files: as fetched ones. */
    ucpki_ocsp_responses *unverified = NULL, *same = NULL;
    WORKS(ucpki_ocsp_responses_with_unverified(no_responses, list, 6, &unverified, &err));
    CHECK(ucpki_ocsp_responses_count(unverified) == 0);
    same = ucpki_ocsp_responses_ref(unverified);
    ucpki_ocsp_responses_free(unverified);
    WORKS(ucpki_params_set_ocsp(params, same, &err));
    ucpki_ocsp_responses_free(same);
    verdict = check(all.leaf, params, UCPKI_OK);
    CHECK(ucpki_verdict_revocation(verdict, 0) == UCPKI_REVOCATION_GOOD && !ucpki_verdict_evidence_is_stapled(verdict, 0));
    ucpki_verdict_free(verdict);
    checks(all.revoked, params, UCPKI_ERR_CHAIN_REVOKED);

    const ucpki_bytes wrong[] = {{good.data, good.len}, {NULL, 1}}, huge[] = {{good.data, SIZE_MAX}};
    ucpki_ocsp_responses *none = NULL;
    ucpki_error *err = NULL;
    CHECK(ucpki_ocsp_responses_with_staples(no_responses, wrong, 2, &none, &err) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_error_certificate(err) == 1);
    ucpki_error_free(err);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_with_staples(no_responses, huge, 1, &none, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_with_staples(no_responses, NULL, 1, &none, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_with_staples(no_responses, list, SIZE_MAX, &none, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_with_staples(NULL, list, 1, &none, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_with_staples(no_responses, list, 1, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_with_unverified(NULL, list, 1, &none, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_with_unverified(no_responses, NULL, 1, &none, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_with_unverified(no_responses, list, 1, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_new(NULL, &none, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responses_new(all.policy, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_ocsp(NULL, no_responses, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_ocsp(params, NULL, &err));
    checks(all.revoked, params, UCPKI_ERR_CHAIN_REVOKED); /* what failed took nothing away */
    CHECK(none == NULL && ucpki_ocsp_responses_ref(NULL) == NULL && ucpki_ocsp_responses_count(NULL) == 0);
    ucpki_ocsp_responses_free(NULL);
    ucpki_params_free(params);
    free(good.data);
    free(revoked.data);
    free(demanded.data);
    free(error.data);
}

/* A consumer says whether OCSP is used, whichever is set first. */
static void consumers(void) {
    struct file good = read_file(STAPLES "leaf.der"), revoked = read_file(STAPLES "revoked.der");
    const ucpki_bytes list[] = {{good.data, good.len}, {revoked.data, revoked.len}};
    ucpki_consumer consumer;
    memset(&consumer, 0, sizeof consumer);
    consumer.size = sizeof consumer;
    for (int ocsp_first = 0; ocsp_first <= 1; ocsp_first++) {
        ucpki_params *params = new_params();
        consumer.consumer = UCPKI_CONSUMER_SIP_TLS;
        consumer.ocsp = UCPKI_TRISTATE_PRESET;
        consumer.fallback = UCPKI_FALLBACK_REVOKED;
        if (ocsp_first) {
            staple(params, list, 2);
        }
        WORKS(ucpki_params_set_consumer(params, &consumer, NULL, NULL, NULL, &err));
        if (!ocsp_first) {
            checks(all.leaf, params, UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);
            staple(params, list, 2);
        }
        checks(all.leaf, params, UCPKI_OK);
        checks(all.revoked, params, UCPKI_ERR_CHAIN_REVOKED);

        /* Off, and where the consumer has none: what was stapled does not count. */
        consumer.ocsp = UCPKI_TRISTATE_OFF;
        WORKS(ucpki_params_set_consumer(params, &consumer, NULL, NULL, NULL, &err));
        checks(all.leaf, params, UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);
        consumer.ocsp = UCPKI_TRISTATE_PRESET;
        consumer.consumer = UCPKI_CONSUMER_LDAP;
        WORKS(ucpki_params_set_consumer(params, &consumer, NULL, NULL, NULL, &err));
        checks(all.leaf, params, UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);

        /* Without the consumer, the responses are still there. */
        WORKS(ucpki_params_set_revocation(params, NULL, &err));
        checks(all.leaf, params, UCPKI_OK);
        ucpki_params_free(params);
    }
    free(good.data);
    free(revoked.data);
}

/* What a verdict says of the response that it rests on, and what it asks for without one. */
static void verdicts(void) {
    struct file good = read_file(STAPLES "leaf.der"), revoked = read_file(STAPLES "revoked.der");
    const ucpki_bytes list[] = {{good.data, good.len}, {revoked.data, revoked.len}};
    ucpki_certificate *delegate = read_certificate(STAPLES "delegate.pem");
    ucpki_ocsp_response *read = NULL;
    WORKS(ucpki_ocsp_response_parse(good.data, good.len, &read, &err));
    ucpki_params *params = new_params();
    staple(params, list, 2);
    ucpki_verdict *verdict = check(all.leaf, params, UCPKI_OK);
    CHECK(ucpki_verdict_evidence_signer(verdict, 0) == UCPKI_OCSP_SIGNER_DELEGATE);
    CHECK(ucpki_certificate_equals(ucpki_verdict_evidence_delegate(verdict, 0), delegate));
    CHECK(ucpki_verdict_evidence_trusted_key(verdict, 0).ptr == NULL && !ucpki_verdict_evidence_has_nonce(verdict, 0));
    CHECK(ucpki_verdict_evidence_produced_at(verdict, 0) == ucpki_ocsp_response_produced_at(read));
    CHECK(ucpki_verdict_evidence_count(verdict, 0) == 1 && ucpki_verdict_evidence_number(verdict, 0, 0).ptr == NULL);
    CHECK(ucpki_verdict_evidence_this_update(verdict, 0, 0) == ucpki_ocsp_response_produced_at(read));
    CHECK(ucpki_verdict_evidence_next_update(verdict, 0, 0) >= ucpki_verdict_evidence_valid_until(verdict, 0));
    CHECK(ucpki_verdict_evidence_valid_until(verdict, 0) > LATER && ucpki_verdict_evidence_this_update(verdict, 0, 1) == 0);
    CHECK(ucpki_verdict_valid_until(verdict) <= ucpki_verdict_evidence_valid_until(verdict, 0));
    CHECK(ucpki_verdict_evidence_kind(verdict, 1) == UCPKI_EVIDENCE_NONE && ucpki_verdict_evidence_kind(verdict, SIZE_MAX) == 0);
    CHECK(ucpki_verdict_evidence_delegate(verdict, SIZE_MAX) == NULL && ucpki_verdict_evidence_signer(verdict, 1) == 0);
    CHECK(ucpki_verdict_evidence_valid_until(verdict, 1) == 0 && ucpki_verdict_evidence_produced_at(verdict, 1) == 0);
    CHECK(ucpki_verdict_evidence_is_stapled(NULL, 0) == 0 && ucpki_verdict_evidence_kind(NULL, 0) == 0);
    CHECK(ucpki_verdict_fetch_hint_count(verdict) == 0);
    ucpki_verdict_free(verdict);

    verdict = check(all.revoked, params, UCPKI_ERR_CHAIN_REVOKED);
    const ucpki_finding *finding = ucpki_verdict_finding(verdict);
    CHECK(ucpki_finding_evidence_kind(finding) == UCPKI_EVIDENCE_OCSP && ucpki_finding_crl_number(finding).ptr == NULL);
    CHECK(ucpki_finding_revocation_reason(finding) == 1 && ucpki_finding_revoked_at(finding) == INT64_C(1767323045));
    CHECK(ucpki_finding_evidence_kind(NULL) == 0 && ucpki_verdict_evidence_kind(verdict, 0) == 0);
    ucpki_verdict_free(verdict);

    /* Refused or accepted without data: the same hint. The responder of the policy comes first. */
    static const char configured[] = "http://ocsp.example.net/";
    ucpki_ocsp_policy *policy = new_policy();
    ucpki_ocsp_responses *responses = NULL;
    WORKS(ucpki_ocsp_policy_set_responder(policy, BYTES(configured), &err));
    WORKS(ucpki_ocsp_responses_new(policy, &responses, &err));
    WORKS(ucpki_params_set_ocsp(params, responses, &err));
    ucpki_ocsp_responses_free(responses);
    ucpki_ocsp_policy_free(policy);
    for (int soft = 0; soft <= 1; soft++) {
        ucpki_revocation revocation;
        memset(&revocation, 0, sizeof revocation);
        revocation.size = sizeof revocation;
        revocation.on_unknown = soft ? UCPKI_SEVERITY_WARN : UCPKI_SEVERITY_REFUSE;
        WORKS(ucpki_params_set_revocation(params, &revocation, &err));
        verdict = check(all.leaf, params, soft ? UCPKI_OK : UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);
        CHECK(ucpki_verdict_fetch_hint_count(verdict) == 2);
        char text[64];
        IS(configured, ucpki_verdict_fetch_hint_uri(verdict, 0, text, sizeof text, NULL, &err));
        IS("http://ocsp.example.com/", ucpki_verdict_fetch_hint_uri(verdict, 1, text, sizeof text, NULL, &err));
        FAILS(UCPKI_ERR_INDEX, ucpki_verdict_fetch_hint_uri(verdict, 2, text, sizeof text, NULL, &err));
        CHECK(ucpki_verdict_fetch_hint_subject(verdict, 2) == NULL && ucpki_verdict_fetch_hint_kind(verdict, 2) == 0);

        /* The hint is all that a request needs, and outlives the verdict. */
        ucpki_ocsp_subject *subject = ucpki_ocsp_subject_ref(ucpki_verdict_fetch_hint_subject(verdict, 1));
        ucpki_verdict_free(verdict);
        ucpki_ocsp_verified *verified = take(subject, STAPLES "leaf.der");
        CHECK(ucpki_ocsp_verified_status(verified) == UCPKI_OCSP_STATUS_GOOD);
        ucpki_ocsp_verified_free(verified);
        ucpki_ocsp_subject_free(subject);
    }
    ucpki_params_free(params);
    ucpki_ocsp_response_free(read);
    ucpki_certificate_free(delegate);
    free(good.data);
    free(revoked.data);
}

int main(void) {
    set_up();
    MUST(ucpki_ocsp_responses_new(all.policy, &no_responses, &err));
    cache();
    staples();
    consumers();
    verdicts();
    ucpki_ocsp_responses_free(no_responses);
    tear_down();
    return failures == 0 ? 0 : 1;
}

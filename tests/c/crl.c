/*
 * CRLs from C: what a list says about itself, who signed it, look-ups, archives and their bounds, policies of
 * consumers, the plan of updates, and what a verdict rests on. On the error paths as well.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include "harness.h"

#define NO_CRL "tests/data/crl/no-crl/"
#define LATE INT64_C(2113948800) /* 2036-12-27T00:00:00Z */

static ucpki_crl_set *set_of(struct file file) {
    ucpki_crl_set_builder *builder = NULL;
    ucpki_crl_set *set = NULL;
    WORKS(ucpki_crl_set_builder_new(&builder, &err));
    WORKS(ucpki_crl_set_builder_add(builder, file.data, file.len, &err));
    WORKS(ucpki_crl_set_builder_build(builder, &set, &err));
    ucpki_crl_set_builder_free(builder);
    return set;
}

/* What each list says, and who signed it. */
static void lists(const ucpki_crl_set *set, const ucpki_certificate *root, const ucpki_certificate *issuing) {
    CHECK(ucpki_crl_set_count(set) == 2);
    size_t signed_by_root = 0, entries = 0;
    for (size_t index = 0; index < 2; index++) {
        char issuer[128];
        size_t needed = 0;
        WORKS(ucpki_crl_set_issuer(set, index, issuer, sizeof issuer, &needed, &err));
        CHECK(strlen(issuer) + 1 == needed && strstr(issuer, "O=Example") != NULL);
        CHECK(ucpki_crl_set_der(set, index).len > 200);
        char pem[4096];
        WORKS(ucpki_crl_set_pem(set, index, pem, sizeof pem, NULL, &err));
        CHECK(strncmp(pem, "-----BEGIN X509 CRL-----\n", 25) == 0);
        FAILS(UCPKI_ERR_INDEX, ucpki_crl_set_pem(set, 99, pem, sizeof pem, NULL, &err));
        ucpki_bytes number = ucpki_crl_set_number(set, index);
        CHECK(number.len == 1 && number.ptr[0] == 1);
        CHECK(ucpki_crl_set_this_update(set, index) == INT64_C(1767225600));
        CHECK(ucpki_crl_set_next_update(set, index) == INT64_C(2082758400));
        CHECK(ucpki_crl_set_freshness(set, index, NOW) == UCPKI_FRESHNESS_CURRENT);
        CHECK(ucpki_crl_set_freshness(set, index, LATE) == UCPKI_FRESHNESS_EXPIRED);
        CHECK(ucpki_crl_set_freshness(set, index, 0) == UCPKI_FRESHNESS_NOT_YET_VALID);
        CHECK(!ucpki_crl_set_is_delta(set, index) && !ucpki_crl_set_is_indirect(set, index));
        CHECK(ucpki_crl_set_unusable(set, index) == UCPKI_OK);
        entries += ucpki_crl_set_entry_count(set, index);
        if (strstr(issuer, "Root") != NULL) {
            WORKS(ucpki_crl_set_check_signed_by(set, index, root, &err));
            FAILS(UCPKI_ERR_CRL_ISSUER_OTHER, ucpki_crl_set_check_signed_by(set, index, issuing, &err));
            signed_by_root++;
        } else {
            WORKS(ucpki_crl_set_check_signed_by(set, index, issuing, &err));
        }
    }
    CHECK(signed_by_root == 1 && entries == 1);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_check_signed_by(set, 0, NULL, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_crl_set_check_signed_by(set, 2, root, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_crl_set_issuer(set, 2, NULL, 0, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_issuer(NULL, 0, NULL, 0, NULL, &err));
    CHECK(ucpki_crl_set_der(NULL, 0).len == 0 && ucpki_crl_set_number(set, 9).ptr == NULL);
    CHECK(ucpki_crl_set_entry_count(set, 9) == 0 && ucpki_crl_set_freshness(NULL, 0, NOW) == 0);
    CHECK(ucpki_crl_set_this_update(set, 9) == 0 && ucpki_crl_set_next_update(set, 9) == 0);
}

static void look_ups(const ucpki_crl_set *set, const ucpki_certificate *revoked) {
    ucpki_bytes serial = ucpki_certificate_serial(revoked);
    size_t found = 0;
    for (size_t index = 0; index < 2; index++) {
        uint32_t reason = 99;
        int64_t since = 0;
        if (ucpki_crl_set_find(set, index, serial.ptr, serial.len, &reason, &since, NULL) == UCPKI_OK) {
            CHECK(reason == 1 && since == INT64_C(1780272000));
            WORKS(ucpki_crl_set_find(set, index, serial.ptr, serial.len, NULL, NULL, &err));
            found++;
        }
        FAILS(UCPKI_ERR_ABSENT, ucpki_crl_set_find(set, index, BYTES("\x05"), NULL, NULL, &err));
    }
    CHECK(found == 1);
    FAILS(UCPKI_ERR_X509_INTEGER_NOT_MINIMAL, ucpki_crl_set_find(set, 0, NULL, 0, NULL, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_find(set, 0, NULL, 1, NULL, NULL, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_crl_set_find(set, 2, BYTES("\x05"), NULL, NULL, &err));
}

/* Pages and archives. A GZIP file of nothing is 20 bytes. */
static void containers(struct file crls) {
    static const uint8_t empty_gzip[] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    static const uint8_t empty_zip[22] = {'P', 'K', 5, 6};
    ucpki_crl_set_builder *builder = NULL;
    ucpki_crl_limits limits = {sizeof limits, 0, 0, 0, 0};
    WORKS(ucpki_crl_set_builder_new(&builder, &err));
    FAILS(UCPKI_ERR_CRL_PAGE, ucpki_crl_set_builder_add(builder, BYTES("<html>log in</html>"), &err));
    FAILS(UCPKI_ERR_CRL_ARCHIVE_BROKEN, ucpki_crl_set_builder_add(builder, empty_gzip, 12, &err));
    FAILS(UCPKI_ERR_CRL_ARCHIVE_EMPTY, ucpki_crl_set_builder_add(builder, empty_zip, sizeof empty_zip, &err));
    FAILS(UCPKI_ERR_X509_PEM_NO_BLOCK, ucpki_crl_set_builder_add(builder, empty_gzip, sizeof empty_gzip, &err));
    WORKS(ucpki_crl_set_builder_set_limits(builder, &limits, &err));
    limits.files = 1;
    limits.file_bytes = 1 << 20;
    limits.total_bytes = 1 << 20;
    limits.ratio = 100;
    WORKS(ucpki_crl_set_builder_set_limits(builder, &limits, &err));
    WORKS(ucpki_crl_set_builder_add(builder, crls.data, crls.len, &err));
    limits.size = 1;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_set_limits(builder, &limits, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_set_limits(builder, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_set_limits(NULL, &limits, &err));
    ucpki_crl_set_builder_free(builder);
}

/* What consumers make of the same lists, and what the verdicts rest on. */
static void consumers(const ucpki_crl_set *set, const ucpki_certificate *root, const ucpki_certificate *issuing,
                      const ucpki_certificate *leaf, const ucpki_certificate *revoked) {
    ucpki_validator *validator = make_validator(root);
    ucpki_pool *pool = NULL;
    ucpki_params *request = NULL;
    ucpki_verdict *verdict = NULL;
    ucpki_consumer consumer;
    memset(&consumer, 0, sizeof consumer);
    consumer.size = sizeof consumer;
    WORKS(ucpki_pool_new(&pool, &err));
    WORKS(ucpki_pool_add(pool, issuing, &err));
    WORKS(ucpki_params_new(NOW, UCPKI_PURPOSE_SERVER, &request, &err));
    WORKS(ucpki_params_set_danger_any_peer(request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_consumer(request, &consumer, set, NULL, NULL, &err));
    consumer.consumer = UCPKI_CONSUMER_POLICY_SERVER;

    /* Uploaded CRLs only: good with them, and without data accepted with a warning, by the preset. */
    WORKS(ucpki_params_set_consumer(request, &consumer, NULL, set, NULL, &err));
    CHECK(ucpki_validator_check(validator, leaf, pool, request, &verdict, NULL) == UCPKI_OK);
    CHECK(ucpki_verdict_revocation(verdict, 0) == UCPKI_REVOCATION_GOOD);
    CHECK(ucpki_verdict_evidence_count(verdict, 0) == 1 && ucpki_verdict_evidence_count(verdict, 9) == 0);
    CHECK(ucpki_verdict_evidence_number(verdict, 0, 0).len == 1 && ucpki_verdict_evidence_number(verdict, 0, 1).len == 0);
    CHECK(ucpki_verdict_evidence_this_update(verdict, 1, 0) == INT64_C(1767225600));
    CHECK(ucpki_verdict_evidence_next_update(verdict, 1, 0) == INT64_C(2082758400));
    CHECK(ucpki_verdict_evidence_is_delta(verdict, 0, 0) == 0 && ucpki_verdict_evidence_next_update(NULL, 0, 0) == 0);
    ucpki_verdict_free(verdict);
    WORKS(ucpki_params_set_consumer(request, &consumer, set, NULL, set, &err));
    CHECK(ucpki_validator_check(validator, leaf, pool, request, &verdict, NULL) == UCPKI_OK);
    CHECK(ucpki_verdict_warning_count(verdict) == 2);
    ucpki_verdict_free(verdict);
    consumer.fallback = UCPKI_FALLBACK_REVOKED;
    WORKS(ucpki_params_set_consumer(request, &consumer, set, NULL, set, &err));
    CHECK(ucpki_validator_check(validator, leaf, pool, request, &verdict, NULL) == UCPKI_REFUSED);
    CHECK(ucpki_finding_code(ucpki_verdict_finding(verdict)) == UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);
    CHECK(ucpki_finding_revocation_reason(ucpki_verdict_finding(verdict)) == -1);
    ucpki_verdict_free(verdict);

    /* Without data, treated as not revoked; but what has expired is not a missing data. */
    consumer.fallback = UCPKI_FALLBACK_NOT_REVOKED;
    WORKS(ucpki_params_set_consumer(request, &consumer, NULL, NULL, NULL, &err));
    CHECK(ucpki_validator_check(validator, leaf, pool, request, &verdict, NULL) == UCPKI_OK);
    CHECK(ucpki_verdict_warning_count(verdict) == 2);
    ucpki_verdict_free(verdict);
    consumer.max_age = 3600;
    WORKS(ucpki_params_set_consumer(request, &consumer, NULL, set, NULL, &err));
    CHECK(ucpki_validator_check(validator, leaf, pool, request, &verdict, NULL) == UCPKI_REFUSED);
    CHECK(ucpki_finding_code(ucpki_verdict_finding(verdict)) == UCPKI_ERR_CHAIN_REVOCATION_EXPIRED);
    ucpki_verdict_free(verdict);
    consumer.on_expired = UCPKI_FALLBACK_NOT_REVOKED;
    WORKS(ucpki_params_set_consumer(request, &consumer, NULL, set, NULL, &err));
    CHECK(ucpki_validator_check(validator, leaf, pool, request, &verdict, NULL) == UCPKI_OK);
    ucpki_verdict_free(verdict);
    CHECK(ucpki_validator_check(validator, revoked, pool, request, &verdict, NULL) == UCPKI_REFUSED);
    CHECK(ucpki_finding_code(ucpki_verdict_finding(verdict)) == UCPKI_ERR_CHAIN_REVOKED);
    CHECK(ucpki_finding_revocation_reason(ucpki_verdict_finding(verdict)) == 1);
    ucpki_verdict_free(verdict);
    consumer.on_expired = 0;

    /* What is set later replaces the consumer, or says that it does not. */
    FAILS(UCPKI_ERR_STATE, ucpki_params_add_crl_set(request, set, &err));
    WORKS(ucpki_params_set_revocation(request, NULL, &err));
    CHECK(ucpki_validator_check(validator, leaf, pool, request, &verdict, NULL) == UCPKI_REFUSED);
    CHECK(ucpki_finding_code(ucpki_verdict_finding(verdict)) == UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN);
    ucpki_verdict_free(verdict);
    WORKS(ucpki_params_add_crl_set(request, set, &err));
    CHECK(ucpki_validator_check(validator, leaf, pool, request, &verdict, NULL) == UCPKI_OK);
    ucpki_verdict_free(verdict);

    /* Revoked, with the evidence. */
    consumer.max_age = 0;
    consumer.consumer = UCPKI_CONSUMER_SIP_TLS;
    consumer.origins = UCPKI_ORIGINS_AUTOMATIC_AND_MANUAL;
    consumer.ocsp = UCPKI_TRISTATE_OFF;
    consumer.downloads = UCPKI_TRISTATE_ON;
    WORKS(ucpki_params_set_consumer(request, &consumer, set, set, NULL, &err));
    CHECK(ucpki_validator_check(validator, revoked, pool, request, &verdict, NULL) == UCPKI_REFUSED);
    const ucpki_finding *finding = ucpki_verdict_finding(verdict);
    CHECK(ucpki_finding_code(finding) == UCPKI_ERR_CHAIN_REVOKED);
    CHECK(ucpki_finding_revocation_reason(finding) == 1 && ucpki_finding_revoked_at(finding) == INT64_C(1780272000));
    CHECK(ucpki_finding_crl_number(finding).len == 1);
    ucpki_verdict_free(verdict);
    consumer.checking = UCPKI_TRISTATE_OFF;
    WORKS(ucpki_params_set_consumer(request, &consumer, set, set, NULL, &err));
    CHECK(ucpki_validator_check(validator, revoked, pool, request, &verdict, NULL) == UCPKI_OK);
    CHECK(ucpki_verdict_revocation(verdict, 0) == UCPKI_REVOCATION_NOT_ASKED);
    ucpki_verdict_free(verdict);

    consumer.checking = 3;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_consumer(request, &consumer, NULL, NULL, NULL, &err));
    consumer.checking = 0;
    consumer.origins = 5;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_consumer(request, &consumer, NULL, NULL, NULL, &err));
    consumer.origins = UCPKI_ORIGINS_TRUSTED_CA_FILE;
    consumer.fallback = 3;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_consumer(request, &consumer, NULL, NULL, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_consumer(request, NULL, NULL, NULL, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_consumer(NULL, &consumer, NULL, NULL, NULL, &err));
    ucpki_params_free(request);
    ucpki_pool_free(pool);
    ucpki_validator_free(validator);
}

static void updates(struct file crls, const ucpki_certificate *root, const ucpki_certificate *issuing) {
    static const char uri[] = "http://pki.example.com/a.crl";
    ucpki_crl_updates *updates = NULL;
    ucpki_crl_taken *taken = NULL;
    ucpki_validator *validator = make_validator(root);
    ucpki_pool *pool = NULL;
    size_t proven = 9;
    WORKS(ucpki_pool_new(&pool, &err));
    WORKS(ucpki_pool_add(pool, issuing, &err));
    ucpki_crl_set *set = NULL;
    char buf[64];
    FAILS(UCPKI_ERR_CRL_POINT_SCHEME, ucpki_crl_updates_new(BYTES("ldap://x/"), &updates, &err));
    FAILS(UCPKI_ERR_CRL_POINT_MALFORMED, ucpki_crl_updates_new(BYTES("x"), &updates, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_updates_new(BYTES("http://x/"), NULL, &err));
    WORKS(ucpki_crl_updates_new(BYTES("http://pki.example.com/a.crl\nhttps://pki.example.com/b\n"), &updates, &err));
    WORKS(ucpki_crl_updates_set_daily(updates, 2, 30, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_updates_set_daily(updates, 24, 0, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_updates_set_daily(NULL, 1, 0, &err));
    CHECK(ucpki_crl_updates_due_count(updates, NOW) == 2 && ucpki_crl_updates_due_count(NULL, NOW) == 0);
    CHECK(ucpki_crl_updates_next(updates, NOW) == NOW + 9000);
    WORKS(ucpki_crl_updates_due(updates, NOW, 0, buf, sizeof buf, NULL, &err));
    CHECK(strcmp(buf, uri) == 0);
    FAILS(UCPKI_ERR_INDEX, ucpki_crl_updates_due(updates, NOW, 2, buf, sizeof buf, NULL, &err));
    WORKS(ucpki_crl_updates_take(updates, BYTES(uri), NOW, crls.data, crls.len, validator, NULL, &taken, &err));
    CHECK(ucpki_crl_taken_count(taken) == 2 && ucpki_crl_taken_count(NULL) == 0);
    CHECK(ucpki_crl_taken_outcome(taken, 0) == UCPKI_CRL_TAKEN_ADDED && ucpki_crl_taken_code(taken, 0) == 0);
    CHECK(ucpki_crl_taken_outcome(taken, 1) == UCPKI_CRL_TAKEN_BESIDE);
    CHECK(ucpki_crl_taken_code(taken, 1) == UCPKI_ERR_CRL_SIGNER_UNKNOWN);
    CHECK(ucpki_crl_taken_outcome(taken, 2) == 0 && ucpki_crl_taken_code(taken, 2) == 0);
    ucpki_crl_taken_free(taken);
    ucpki_crl_taken_free(NULL);
    WORKS(ucpki_crl_updates_prove_again(updates, NOW, validator, NULL, &proven, &err));
    CHECK(proven == 0);
    WORKS(ucpki_crl_updates_prove_again(updates, NOW, validator, pool, &proven, &err));
    CHECK(proven == 1);
    FAILS(UCPKI_ERR_CRL_PAGE,
          ucpki_crl_updates_take(updates, BYTES(uri), NOW + 1, BYTES("<html>"), validator, pool, NULL, &err));
    FAILS(UCPKI_ERR_CRL_POINT_UNKNOWN,
          ucpki_crl_updates_take(updates, BYTES("http://y/"), NOW, crls.data, crls.len, validator, pool, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT,
          ucpki_crl_updates_take(updates, BYTES(uri), NOW, crls.data, crls.len, NULL, pool, NULL, &err));
    FAILS(UCPKI_ERR_CRL_POINT_UNKNOWN, ucpki_crl_updates_failed(updates, BYTES("http://y/"), NOW, &err));
    WORKS(ucpki_crl_updates_failed(updates, BYTES("https://pki.example.com/b"), NOW, &err));
    CHECK(ucpki_crl_updates_due_count(updates, NOW) == 0 && ucpki_crl_updates_due_count(updates, NOW + 9000) == 2);

    /* The last good lists stay. */
    WORKS(ucpki_crl_updates_automatic(updates, &set, &err));
    CHECK(ucpki_crl_set_count(set) == 2);
    ucpki_crl_set_free(set);
    WORKS(ucpki_crl_updates_set_manual(updates, crls.data, crls.len, &err));
    WORKS(ucpki_crl_updates_manual(updates, &set, &err));
    CHECK(ucpki_crl_set_count(set) == 2);
    ucpki_crl_set_free(set);
    FAILS(UCPKI_ERR_CRL_PAGE, ucpki_crl_updates_set_manual(updates, BYTES("<html>"), &err));
    WORKS(ucpki_crl_updates_set_manual(updates, NULL, 0, &err));
    WORKS(ucpki_crl_updates_manual(updates, &set, &err));
    CHECK(ucpki_crl_set_count(set) == 0);
    ucpki_crl_set_free(set);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_updates_manual(updates, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_updates_automatic(NULL, &set, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_updates_set_enabled(updates, 2, &err));
    WORKS(ucpki_crl_updates_set_enabled(updates, 0, &err));
    CHECK(ucpki_crl_updates_next(updates, NOW) == UCPKI_TIME_NEVER);
    ucpki_crl_updates_free(updates);
    ucpki_crl_updates_free(NULL);
    ucpki_pool_free(pool);
    ucpki_validator_free(validator);
}

/* What was accepted without data says what to fetch, and for which certificate. */
static void hints(void) {
    ucpki_certificate *root = read_certificate(NO_CRL "root.pem"), *leaf = read_certificate(NO_CRL "responder.pem");
    struct file file = read_file(NO_CRL "responder.pem");
    ucpki_certificate_list *chain = NULL;
    WORKS(ucpki_certificate_list_parse(file.data, file.len, &chain, &err));
    const ucpki_certificate *issuing = ucpki_certificate_list_at(chain, 1);
    ucpki_validator *validator = make_validator(root);
    ucpki_pool *pool = NULL;
    ucpki_params *request = NULL;
    ucpki_verdict *verdict = NULL;
    ucpki_consumer consumer;
    memset(&consumer, 0, sizeof consumer);
    consumer.size = sizeof consumer;
    consumer.consumer = UCPKI_CONSUMER_SIP_TLS;
    WORKS(ucpki_pool_new(&pool, &err));
    WORKS(ucpki_pool_add(pool, issuing, &err));
    WORKS(ucpki_params_new(NOW, UCPKI_PURPOSE_SERVER, &request, &err));
    WORKS(ucpki_params_set_dns(request, BYTES("sip.example.com"), &err));
    WORKS(ucpki_params_set_consumer(request, &consumer, NULL, NULL, NULL, &err));
    CHECK(ucpki_validator_check(validator, leaf, pool, request, &verdict, NULL) == UCPKI_OK);
    CHECK(ucpki_verdict_accepted(verdict) && ucpki_verdict_warning_count(verdict) == 2);
    CHECK(ucpki_verdict_fetch_hint_count(verdict) == 1 && ucpki_verdict_fetch_hint_kind(verdict, 0) == UCPKI_FETCH_OCSP);
    char uri[64];
    WORKS(ucpki_verdict_fetch_hint_uri(verdict, 0, uri, sizeof uri, NULL, &err));
    CHECK(strcmp(uri, "http://ocsp.example.com/") == 0);
    const ucpki_ocsp_subject *subject = ucpki_verdict_fetch_hint_subject(verdict, 0);
    CHECK(same(ucpki_certificate_der(ucpki_ocsp_subject_certificate(subject)), ucpki_certificate_der(leaf)));
    CHECK(same(ucpki_ocsp_subject_issuer_key(subject), ucpki_certificate_spki(issuing)));
    CHECK(same(ucpki_ocsp_subject_issuer_name(subject), ucpki_certificate_subject_der(issuing)));
    CHECK(ucpki_verdict_fetch_hint_subject(verdict, 1) == NULL && ucpki_ocsp_subject_issuer_key(NULL).len == 0);
    ucpki_verdict_free(verdict);
    ucpki_params_free(request);
    ucpki_pool_free(pool);
    ucpki_validator_free(validator);
    ucpki_certificate_list_free(chain);
    free(file.data);
    ucpki_certificate_free(root);
    ucpki_certificate_free(leaf);
}

int main(void) {
    ucpki_certificate *root = read_certificate(DEMO "root.pem"), *issuing = read_certificate(DEMO "intermediate.pem");
    ucpki_certificate *leaf = read_certificate(DEMO "leaf.pem"), *revoked = read_certificate(DEMO "revoked.pem");
    struct file crls = read_file(DEMO "crls.pem");
    ucpki_crl_set *set = set_of(crls);
    lists(set, root, issuing);
    look_ups(set, revoked);
    containers(crls);
    consumers(set, root, issuing, leaf, revoked);
    hints();
    updates(crls, root, issuing);
    ucpki_crl_set_free(set);
    free(crls.data);
    ucpki_certificate_free(root);
    ucpki_certificate_free(issuing);
    ucpki_certificate_free(leaf);
    ucpki_certificate_free(revoked);
    if (failures == 0) {
        printf("lists, consumers and updates do what the header says\n");
    }
    return failures == 0 ? 0 : 1;
}

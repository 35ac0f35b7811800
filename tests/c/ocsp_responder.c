/*
 * A responder from C: live answers with a source and with CRLs, answers that were signed before, a key that is elsewhere, and what
 * goes wrong.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include "ocsp.h"

#define SITE OCSP "responder/"
#define LATER INT64_C(1798761600) /* 2027-01-01T00:00:00Z, after everything was made */

static struct {
    ucpki_certificate *ca, *delegate, *leaf, *revoked;
    ucpki_private_key *ca_key, *delegate_key;
    ucpki_crl_set *crls;
    struct file request, with_nonce;
} all;

static ucpki_private_key *read_key(const char *path) {
    struct file file = read_file(path);
    ucpki_private_key *key = NULL;
    MUST(ucpki_private_key_parse(file.data, file.len, NULL, 0, &key, &err));
    free(file.data);
    return key;
}

static ucpki_crl_set *read_crls(const char *path) {
    struct file file = read_file(path);
    ucpki_crl_set_builder *builder = NULL;
    ucpki_crl_set *set = NULL;
    MUST(ucpki_crl_set_builder_new(&builder, &err));
    MUST(ucpki_crl_set_builder_add(builder, file.data, file.len, &err));
    MUST(ucpki_crl_set_builder_build(builder, &set, &err));
    ucpki_crl_set_builder_free(builder);
    free(file.data);
    return set;
}

static void set_up(void) {
    all.ca = read_certificate(SITE "ca.pem");
    all.delegate = read_certificate(SITE "delegate.pem");
    all.leaf = read_certificate(SITE "leaf.pem");
    all.revoked = read_certificate(SITE "revoked.pem");
    all.ca_key = read_key(SITE "ca.key");
    all.delegate_key = read_key(SITE "delegate.key");
    all.crls = read_crls(SITE "ca.crl");
    all.request = read_file(SITE "request.der");
    all.with_nonce = read_file(SITE "request-nonce.der");
}

static void tear_down(void) {
    free(all.request.data);
    free(all.with_nonce.data);
    ucpki_crl_set_free(all.crls);
    ucpki_private_key_free(all.delegate_key);
    ucpki_private_key_free(all.ca_key);
    ucpki_certificate_free(all.revoked);
    ucpki_certificate_free(all.leaf);
    ucpki_certificate_free(all.delegate);
    ucpki_certificate_free(all.ca);
}

/* What the records of a CA could say. */
static int32_t known(void *context, size_t issuer, const uint8_t *serial, size_t serial_len, int64_t at, int64_t *since,
                     int32_t *reason) {
    CHECK(issuer == 0 && serial_len == 2 && serial[0] == 0x20 && at == LATER);
    if (*(int32_t *)context == UCPKI_OCSP_KNOWN_REVOKED) {
        *since = LATER - 60;
        *reason = 1;
    }
    return *(int32_t *)context;
}

static ucpki_ocsp_responder *responder_of(const ucpki_certificate *signer, const ucpki_private_key *key, int32_t presigned_only) {
    ucpki_ocsp_responder_policy policy;
    ucpki_ocsp_responder *responder = NULL;
    memset(&policy, 0, sizeof policy);
    policy.size = sizeof policy;
    policy.lifetime = 600;
    policy.presigned_only = presigned_only;
    MUST(ucpki_ocsp_responder_new(&policy, &responder, &err));
    MUST(ucpki_ocsp_responder_add_issuer(responder, all.ca, signer, key, &err));
    return responder;
}

/* What our own client takes an answer for. */
static int32_t taken(const ucpki_ocsp_answer *answer) {
    ucpki_ocsp_subject *subject = subject_of(SITE "leaf.pem", all.ca);
    ucpki_ocsp_request *request = request_for(subject, UCPKI_HASH_SHA256, nothing);
    ucpki_ocsp_policy *policy = new_policy();
    ucpki_validator *validator = make_validator(all.ca);
    ucpki_ocsp_verified *verified = NULL;
    ucpki_bytes der = ucpki_ocsp_answer_der(answer);
    int32_t status;
    WORKS(ucpki_ocsp_request_accept(request, der.ptr, der.len, policy, validator, LATER, &verified, &err));
    status = ucpki_ocsp_verified_status(verified);
    ucpki_ocsp_verified_free(verified);
    ucpki_validator_free(validator);
    ucpki_ocsp_policy_free(policy);
    ucpki_ocsp_request_free(request);
    ucpki_ocsp_subject_free(subject);
    return status;
}

static ucpki_ocsp_answer *answer_of(const ucpki_ocsp_responder *responder, struct file request, ucpki_ocsp_source source, void *context,
                                    const ucpki_ocsp_presigned *presigned, const ucpki_private_key *key) {
    ucpki_ocsp_draft *draft = NULL;
    ucpki_ocsp_answer *answer = NULL;
    WORKS(ucpki_ocsp_responder_prepare(responder, request.data, request.len, LATER, source, context, presigned, &draft, &err));
    WORKS(ucpki_ocsp_draft_sign(draft, key, NULL, NULL, &answer, &err));
    ucpki_ocsp_draft_free(draft);
    return answer;
}

static void live(void) {
    ucpki_ocsp_responder *responder = responder_of(all.delegate, all.delegate_key, 0);
    int32_t says[] = {UCPKI_OCSP_KNOWN_GOOD, UCPKI_OCSP_KNOWN_REVOKED, UCPKI_OCSP_KNOWN_NOT_ISSUED};
    int32_t means[] = {UCPKI_OCSP_STATUS_GOOD, UCPKI_OCSP_STATUS_REVOKED, UCPKI_OCSP_STATUS_UNKNOWN};
    ucpki_ocsp_answer *answer;
    char text[512];
    size_t needed = 0;
    for (size_t i = 0; i < 3; i++) {
        answer = answer_of(responder, all.request, known, &says[i], NULL, all.delegate_key);
        CHECK(ucpki_ocsp_answer_status(answer) == UCPKI_OCSP_RESPONSE_SUCCESSFUL && ucpki_ocsp_answer_reason(answer) == UCPKI_OK);
        CHECK(ucpki_ocsp_answer_next_update(answer) == LATER + 600 && ucpki_ocsp_answer_has_nonce(answer) == 0);
        CHECK(taken(answer) == means[i]);
        ucpki_ocsp_answer_free(answer);
    }
    answer = answer_of(responder, all.with_nonce, known, &says[0], NULL, all.delegate_key);
    CHECK(ucpki_ocsp_answer_has_nonce(answer) == 1);
    IS("content-type: application/ocsp-response\r\ncache-control: private, max-age=0, must-revalidate\r\n",
       ucpki_ocsp_answer_headers(answer, LATER, text, sizeof text, &needed, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_ocsp_answer_headers(answer, LATER, text, 3, &needed, &err));
    CHECK(needed > 3);
    ucpki_ocsp_answer_free(answer);

    /* What a source returns that it should not is not good, and neither is a missing one. */
    says[0] = 99;
    answer = answer_of(responder, all.request, known, &says[0], NULL, NULL);
    CHECK(ucpki_ocsp_answer_status(answer) == UCPKI_OCSP_RESPONSE_TRY_LATER);
    CHECK(ucpki_ocsp_answer_reason(answer) == UCPKI_ERR_OCSP_SOURCE_UNAVAILABLE);
    CHECK(ucpki_ocsp_answer_next_update(answer) == UCPKI_TIME_NEVER);
    ucpki_ocsp_answer_free(answer);
    answer = answer_of(responder, all.request, NULL, NULL, NULL, NULL);
    CHECK(ucpki_ocsp_answer_reason(answer) == UCPKI_ERR_OCSP_SOURCE_UNAVAILABLE);
    ucpki_ocsp_answer_free(answer);

    /* With CRLs, who is not on the list is good. Issuers come first. */
    WORKS(ucpki_ocsp_responder_set_crls(responder, all.crls, &err));
    answer = answer_of(responder, all.request, NULL, NULL, NULL, all.delegate_key);
    CHECK(taken(answer) == UCPKI_OCSP_STATUS_GOOD);
    ucpki_ocsp_answer_free(answer);
    FAILS(UCPKI_ERR_STATE, ucpki_ocsp_responder_add_issuer(responder, all.ca, NULL, NULL, &err));
    FAILS(UCPKI_ERR_STATE, ucpki_ocsp_responder_add_encoding(responder, 0, BYTES("0"), &err));

    /* Junk gets an answer as well. */
    answer = answer_of(responder, (struct file){(uint8_t *)(uintptr_t)"junk", 4}, NULL, NULL, NULL, NULL);
    CHECK(ucpki_ocsp_answer_status(answer) == UCPKI_OCSP_RESPONSE_MALFORMED_REQUEST && ucpki_ocsp_answer_reason(answer) != UCPKI_OK);
    ucpki_ocsp_answer_free(answer);
    ucpki_ocsp_responder_free(responder);
}

/* A machine with the key signs, another hands out. */
static void ahead(void) {
    ucpki_ocsp_responder *signing = responder_of(all.delegate, all.delegate_key, 0);
    ucpki_ocsp_responder *front = responder_of(all.delegate, NULL, 1);
    ucpki_ocsp_presigned *presigned = NULL;
    ucpki_ocsp_draft *draft = NULL;
    ucpki_ocsp_answer *answer = NULL, *adopted = NULL;
    ucpki_bytes serial = ucpki_certificate_serial(all.leaf), der, due[1];
    int32_t kept = 7;
    size_t needed = 7;
    WORKS(ucpki_ocsp_responder_set_crls(signing, all.crls, &err));
    WORKS(ucpki_ocsp_responder_presign(signing, 0, serial.ptr, serial.len, LATER, NULL, NULL, &draft, &err));
    CHECK(ucpki_ocsp_draft_is_ready(draft) == 0);
    WORKS(ucpki_ocsp_draft_sign(draft, all.delegate_key, NULL, NULL, &answer, &err));
    ucpki_ocsp_draft_free(draft);
    der = ucpki_ocsp_answer_der(answer);
    WORKS(ucpki_ocsp_responder_adopt(front, der.ptr, der.len, &adopted, &err));
    WORKS(ucpki_ocsp_presigned_new(&presigned, &err));
    WORKS(ucpki_ocsp_presigned_insert(presigned, adopted, &kept, &err));
    CHECK(kept == 1 && ucpki_ocsp_presigned_len(presigned) == 1);
    ucpki_ocsp_answer_free(adopted);
    ucpki_ocsp_answer_free(answer);

    answer = answer_of(front, all.with_nonce, NULL, NULL, presigned, NULL);
    CHECK(ucpki_ocsp_answer_status(answer) == UCPKI_OCSP_RESPONSE_SUCCESSFUL && ucpki_ocsp_answer_has_nonce(answer) == 0);
    CHECK(taken(answer) == UCPKI_OCSP_STATUS_GOOD);
    WORKS(ucpki_ocsp_presigned_insert(presigned, answer, NULL, &err));
    ucpki_ocsp_answer_free(answer);
    WORKS(ucpki_ocsp_presigned_due(presigned, 0, LATER, NULL, 0, &needed, &err));
    CHECK(needed == 0);
    FAILS(UCPKI_ERR_BUFFER, ucpki_ocsp_presigned_due(presigned, 0, LATER + 300, NULL, 0, &needed, &err));
    WORKS(ucpki_ocsp_presigned_due(presigned, 0, LATER + 300, due, 1, &needed, &err));
    CHECK(needed == 1 && same(due[0], serial));
    ucpki_ocsp_presigned_remove_ended(presigned, LATER + 600);
    ucpki_ocsp_presigned_remove_ended(NULL, LATER);
    CHECK(ucpki_ocsp_presigned_len(presigned) == 0 && ucpki_ocsp_presigned_len(NULL) == 0);
    answer = answer_of(front, all.request, NULL, NULL, presigned, NULL);
    CHECK(ucpki_ocsp_answer_status(answer) == UCPKI_OCSP_RESPONSE_UNAUTHORIZED);
    CHECK(ucpki_ocsp_answer_reason(answer) == UCPKI_ERR_OCSP_NOT_PRESIGNED);
    WORKS(ucpki_ocsp_presigned_insert(presigned, answer, &kept, &err));
    CHECK(kept == 0);
    ucpki_ocsp_answer_free(answer);
    FAILS(UCPKI_ERR_OCSP_ANSWER_UNFIT, ucpki_ocsp_responder_adopt(front, (const uint8_t *)"\x30\x03\x0a\x01\x03", 5, &adopted, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responder_presign(signing, 0, (const uint8_t *)"\0\0", 2, LATER, NULL, NULL, &draft, &err));
    ucpki_ocsp_presigned_free(presigned);
    ucpki_ocsp_responder_free(front);
    ucpki_ocsp_responder_free(signing);
}

/* The key is elsewhere: what to sign is given out, and what comes back is checked. */
static void elsewhere(void) {
    ucpki_ocsp_responder *responder = responder_of(all.delegate, all.delegate_key, 0);
    ucpki_ocsp_draft *draft = NULL;
    ucpki_ocsp_answer *answer = (ucpki_ocsp_answer *)(void *)&failures;
    WORKS(ucpki_ocsp_responder_set_crls(responder, all.crls, &err));
    WORKS(ucpki_ocsp_responder_prepare(responder, all.request.data, all.request.len, LATER, NULL, NULL, NULL, &draft, &err));
    CHECK(ucpki_ocsp_draft_is_ready(draft) == 0 && ucpki_ocsp_draft_message(draft).len > 100);
    CHECK(ucpki_ocsp_draft_algorithm(draft).len == 12);
    CHECK(same(ucpki_ocsp_draft_signer_spki(draft), ucpki_private_key_spki(all.delegate_key)));
    FAILS(UCPKI_ERR_OCSP_SIGNATURE_INVALID, ucpki_ocsp_draft_finish(draft, BYTES("no signature"), &answer, &err));
    FAILS(UCPKI_ERR_STATE, ucpki_ocsp_draft_sign(draft, NULL, NULL, NULL, &answer, &err));
    FAILS(UCPKI_ERR_OCSP_KEY_MISMATCH, ucpki_ocsp_draft_sign(draft, all.ca_key, NULL, NULL, &answer, &err));
    CHECK(answer == (ucpki_ocsp_answer *)(void *)&failures);
    ucpki_ocsp_draft_free(draft);
    WORKS(ucpki_ocsp_responder_prepare(responder, NULL, 0, LATER, NULL, NULL, NULL, &draft, &err));
    CHECK(ucpki_ocsp_draft_is_ready(draft) == 1 && ucpki_ocsp_draft_message(draft).len == 0 &&
          ucpki_ocsp_draft_algorithm(draft).len == 0 && ucpki_ocsp_draft_signer_spki(draft).len == 0);
    FAILS(UCPKI_ERR_STATE, ucpki_ocsp_draft_finish(draft, BYTES("no signature"), &answer, &err));
    ucpki_ocsp_draft_free(draft);
    ucpki_ocsp_responder_free(responder);
}

static void refused(void) {
    ucpki_ocsp_responder *responder = NULL;
    ucpki_ocsp_responder_policy policy;
    ucpki_bytes name = ucpki_certificate_subject_der(all.ca), other = ucpki_certificate_subject_der(all.leaf);
    ucpki_crl_set *foreign = read_crls("tests/data/chain/demo/crls.pem");
    char text[64];
    size_t needed = 0;
    memset(&policy, 0, sizeof policy);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responder_new(&policy, &responder, &err));
    policy.size = sizeof policy;
    policy.not_issued = 9;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responder_new(&policy, &responder, &err));
    policy.not_issued = UCPKI_OCSP_NOT_ISSUED_REVOKED;
    policy.by_name = 2;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responder_new(&policy, &responder, &err));
    WORKS(ucpki_ocsp_responder_new(NULL, &responder, &err));
    FAILS(UCPKI_ERR_OCSP_NOT_DESIGNATED, ucpki_ocsp_responder_add_issuer(responder, all.ca, all.leaf, NULL, &err));
    FAILS(UCPKI_ERR_OCSP_KEY_MISMATCH, ucpki_ocsp_responder_add_issuer(responder, all.ca, all.delegate, all.ca_key, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responder_add_encoding(responder, 0, name.ptr, name.len, &err));
    WORKS(ucpki_ocsp_responder_add_issuer(responder, all.ca, NULL, all.ca_key, &err));
    WORKS(ucpki_ocsp_responder_add_encoding(responder, 0, name.ptr, name.len, &err));
    FAILS(UCPKI_ERR_OCSP_NAME_DIFFERS, ucpki_ocsp_responder_add_encoding(responder, 0, other.ptr, other.len, &err));
    FAILS(UCPKI_ERR_OCSP_CRL_NOT_BY_ISSUER, ucpki_ocsp_responder_set_crls(responder, foreign, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_responder_set_crls(responder, NULL, &err));
    FAILS(UCPKI_ERR_OCSP_PATH, ucpki_ocsp_request_from_path(BYTES("/favicon.ico"), (uint8_t *)text, sizeof text, &needed, &err));
    WORKS(ucpki_ocsp_request_from_path(BYTES("/ocsp/MAM%2FAAA%3D"), (uint8_t *)text, sizeof text, &needed, &err));
    CHECK(needed == 5 && memcmp(text, "\x30\x03\x3f\0\0", 5) == 0);
    FAILS(UCPKI_ERR_BUFFER, ucpki_ocsp_request_from_path(BYTES("/MAM/AAA="), (uint8_t *)text, 4, &needed, &err));
    CHECK(ucpki_ocsp_answer_status(NULL) == -1 && ucpki_ocsp_answer_reason(NULL) == UCPKI_OK && ucpki_ocsp_answer_der(NULL).len == 0);
    ucpki_ocsp_answer_free(NULL);
    ucpki_ocsp_draft_free(NULL);
    ucpki_ocsp_presigned_free(NULL);
    ucpki_ocsp_responder_free(NULL);
    ucpki_crl_set_free(foreign);
    ucpki_ocsp_responder_free(responder);
}

int main(void) {
    set_up();
    live();
    ahead();
    elsewhere();
    refused();
    tear_down();
    return failures != 0;
}

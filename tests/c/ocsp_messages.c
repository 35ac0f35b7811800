/*
 * OCSP messages from C: requests that are made, and what requests and responses say. On the error paths as well.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include "ocsp.h"

static void subjects(const ucpki_certificate *ca) {
    ucpki_certificate *leaf = read_certificate(STAPLES "leaf.pem"), *other = read_certificate(OCSP "demo/ca.pem");
    ucpki_ocsp_subject *subject = NULL, *shared = NULL, *by_key = NULL;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_subject_new(leaf, other, &subject, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_subject_new(NULL, ca, &subject, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_subject_new(leaf, NULL, &subject, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_subject_new(leaf, ca, NULL, &err));
    CHECK(subject == NULL);
    WORKS(ucpki_ocsp_subject_new(leaf, ca, &subject, &err));
    ucpki_bytes key = ucpki_certificate_spki(ca);
    WORKS(ucpki_ocsp_subject_new_key(leaf, key.ptr, key.len, &by_key, &err));
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_ocsp_subject_new_key(leaf, key.ptr, key.len - 1, &shared, &err));
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_ocsp_subject_new_key(leaf, NULL, 0, &shared, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_subject_new_key(leaf, NULL, 1, &shared, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_subject_new_key(leaf, key.ptr, SIZE_MAX, &shared, &err));
    shared = ucpki_ocsp_subject_ref(subject);
    ucpki_ocsp_subject_free(subject);
    ucpki_certificate_free(leaf);
    leaf = read_certificate(STAPLES "leaf.pem");
    CHECK(ucpki_certificate_equals(ucpki_ocsp_subject_certificate(shared), leaf));
    CHECK(same(ucpki_ocsp_subject_issuer_name(shared), ucpki_certificate_subject_der(ca)));
    CHECK(same(ucpki_ocsp_subject_issuer_key(shared), key) && same(ucpki_ocsp_subject_issuer_key(by_key), key));
    CHECK(ucpki_ocsp_subject_ref(NULL) == NULL && ucpki_ocsp_subject_certificate(NULL) == NULL);
    CHECK(ucpki_ocsp_subject_issuer_name(NULL).ptr == NULL && ucpki_ocsp_subjects_count(NULL) == 0);
    CHECK(ucpki_ocsp_subjects_at(NULL, 0) == NULL);
    ucpki_ocsp_subject_free(shared);
    ucpki_ocsp_subject_free(by_key);
    ucpki_ocsp_subject_free(NULL);
    ucpki_ocsp_subjects_free(NULL);
    ucpki_certificate_free(leaf);
    ucpki_certificate_free(other);
}

static int32_t sevens(void *context, uint8_t *bytes, size_t len) {
    ++*(int *)context;
    memset(bytes, 7, len);
    return 0;
}

static int32_t no_bytes(void *context, uint8_t *bytes, size_t len) {
    (void)context;
    (void)bytes;
    (void)len;
    return 1;
}

static void nonces(const ucpki_ocsp_subject *subject) {
    ucpki_ocsp_policy *policy = new_policy();
    ucpki_ocsp_request *request = NULL;
    ucpki_bytes nonce = {NULL, 9};
    uint8_t bytes[129] = {1};
    int calls = 0;
    WORKS(ucpki_ocsp_request_new(subject, UCPKI_HASH_SHA256, 0, bytes, 128, &request, &err));
    WORKS(ucpki_ocsp_request_nonce(request, &nonce, &err));
    CHECK(nonce.len == 128 && memcmp(nonce.ptr, bytes, 128) == 0);
    ucpki_ocsp_request_free(request);
    FAILS(UCPKI_ERR_OCSP_NONCE_LENGTH, ucpki_ocsp_request_new(subject, UCPKI_HASH_SHA256, 0, bytes, 129, &request, &err));
    FAILS(UCPKI_ERR_OCSP_NONCE_LENGTH, ucpki_ocsp_request_new(subject, UCPKI_HASH_SHA256, 0, bytes, 0, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new(subject, UCPKI_HASH_SHA256, 0, NULL, 16, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new(subject, UCPKI_HASH_SHA256, 0, bytes, SIZE_MAX, &request, &err));

    /* Nothing is drawn where the policy wants none. */
    WORKS(ucpki_ocsp_request_new_for_policy(subject, policy, sevens, &calls, &request, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_request_nonce(request, &nonce, &err));
    ucpki_ocsp_request_free(request);
    CHECK(calls == 0);
    WORKS(ucpki_ocsp_policy_set_nonce(policy, UCPKI_OCSP_NONCE_REQUIRE, &err));
    WORKS(ucpki_ocsp_request_new_for_policy(subject, policy, sevens, &calls, &request, &err));
    WORKS(ucpki_ocsp_request_nonce(request, &nonce, &err));
    CHECK(calls == 1 && nonce.len == 32 && nonce.ptr[0] == 7 && nonce.ptr[31] == 7);
    ucpki_ocsp_request_free(request);
    request = NULL;
    FAILS(UCPKI_ERR_CRYPTO_RANDOM_FAILED, ucpki_ocsp_request_new_for_policy(subject, policy, no_bytes, NULL, &request, &err));
    CHECK(request == NULL);

    /* NULL is the source of the system: two nonces differ. */
    uint8_t first[32] = {0};
    WORKS(ucpki_ocsp_request_new_for_policy(subject, policy, NULL, NULL, &request, &err));
    WORKS(ucpki_ocsp_request_nonce(request, &nonce, &err));
    CHECK(nonce.len == 32);
    memcpy(first, nonce.ptr, sizeof first);
    ucpki_ocsp_request_free(request);
    WORKS(ucpki_ocsp_request_new_for_policy(subject, policy, NULL, NULL, &request, &err));
    WORKS(ucpki_ocsp_request_nonce(request, &nonce, &err));
    CHECK(nonce.len == 32 && memcmp(first, nonce.ptr, sizeof first) != 0);
    char uri[256];
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_request_uri(request, BYTES("http://a/"), uri, sizeof uri, NULL, &err));
    ucpki_ocsp_request_free(request);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new_for_policy(NULL, policy, NULL, NULL, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new_for_policy(subject, NULL, NULL, NULL, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new_for_policy(subject, policy, NULL, NULL, NULL, &err));
    ucpki_ocsp_policy_free(policy);
}

static void requests(const ucpki_ocsp_subject *subject) {
    static const size_t lengths[] = {20, 32, 48, 64};
    ucpki_ocsp_request *request = NULL, *read = NULL;
    ucpki_ocsp_cert_id entries[2];
    char uri[256] = "untouched";
    size_t needed = 0;
    for (int32_t hash = UCPKI_HASH_SHA1; hash <= UCPKI_HASH_SHA512; hash++) {
        request = request_for(subject, hash, nothing);
        WORKS(ucpki_ocsp_request_entries(request, entries, 1, &needed, &err));
        CHECK(needed == 1 && entries[0].issuer_name_hash.len == lengths[hash - 1] && entries[0].issuer_key_hash.len == lengths[hash - 1]);
        CHECK(same(entries[0].serial, ucpki_certificate_serial(ucpki_ocsp_subject_certificate(subject))));
        ucpki_ocsp_request_free(request);
    }
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new(subject, 0, 0, NULL, 0, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new(subject, 5, 0, NULL, 0, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new(subject, UCPKI_HASH_SHA256, 2, NULL, 0, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new(NULL, UCPKI_HASH_SHA256, 0, NULL, 0, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_new(subject, UCPKI_HASH_SHA256, 0, NULL, 0, NULL, &err));

    WORKS(ucpki_ocsp_request_new(subject, UCPKI_HASH_SHA256, 1, NULL, 0, &request, &err));
    size_t with_null = ucpki_ocsp_request_der(request).len;
    ucpki_ocsp_request_free(request);
    request = request_for(subject, UCPKI_HASH_SHA256, nothing);
    CHECK(ucpki_ocsp_request_der(request).len + 2 == with_null);
    CHECK(ucpki_ocsp_request_subject(request) != NULL && !ucpki_ocsp_request_is_signed(request));

    /* GET: one slash, and all or nothing in the buffer. */
    WORKS(ucpki_ocsp_request_uri(request, BYTES("http://a/b/"), uri, sizeof uri, &needed, &err));
    CHECK(strncmp(uri, "http://a/b/M", 12) == 0 && strlen(uri) + 1 == needed && needed <= 256);
    strcpy(uri, "untouched");
    FAILS(UCPKI_ERR_BUFFER, ucpki_ocsp_request_uri(request, BYTES("http://a/b/"), uri, needed - 1, &needed, &err));
    CHECK(strcmp(uri, "untouched") == 0);
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_request_uri(request, BYTES("http://a/?b"), uri, sizeof uri, NULL, &err));
    char base[4096];
    memset(base, 'a', sizeof base);
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_request_uri(request, (uint8_t *)base, sizeof base, uri, sizeof uri, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_uri(request, (const uint8_t *)"http://a\0b/", 11, uri, sizeof uri, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_uri(request, BYTES("http://a/ HTTP/1.1\r\nX: "), uri, sizeof uri, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_uri(request, BYTES("http://\xC3\xA6/"), uri, sizeof uri, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_uri(request, NULL, 0, uri, sizeof uri, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_uri(request, NULL, 1, uri, sizeof uri, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_uri(NULL, BYTES("http://a/"), uri, sizeof uri, NULL, &err));
    CHECK(strcmp(uri, "untouched") == 0);

    /* What is read is what was made, but nobody sent it. */
    ucpki_bytes der = ucpki_ocsp_request_der(request);
    WORKS(ucpki_ocsp_request_parse(der.ptr, der.len, &read, &err));
    CHECK(same(ucpki_ocsp_request_der(read), der) && ucpki_ocsp_request_subject(read) == NULL);
    FAILS(UCPKI_ERR_STATE, ucpki_ocsp_request_uri(read, BYTES("http://a/"), uri, sizeof uri, NULL, &err));
    ucpki_ocsp_request_free(read);
    ucpki_ocsp_request_free(request);
}

static void reading_requests(void) {
    ucpki_ocsp_request *request = NULL;
    ucpki_ocsp_cert_id entries[5];
    ucpki_general_name name;
    ucpki_bytes nonce;
    size_t needed = 0;
    struct file file = read_file(OCSP "hashes/request.der");
    WORKS(ucpki_ocsp_request_parse(file.data, file.len, &request, &err));
    CHECK(ucpki_ocsp_request_entry_count(request) == 4);
    memset(entries, 0, sizeof entries);
    FAILS(UCPKI_ERR_BUFFER, ucpki_ocsp_request_entries(request, entries, 3, &needed, &err));
    CHECK(needed == 4 && entries[0].serial.ptr == NULL);
    WORKS(ucpki_ocsp_request_entries(request, entries, 5, &needed, &err));
    CHECK(entries[0].issuer_key_hash.len == 20 && entries[3].issuer_key_hash.len == 64 && entries[4].serial.ptr == NULL);
    char text[32];
    IS("1.3.14.3.2.26", ucpki_oid_text(entries[0].hash.ptr, entries[0].hash.len, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_request_nonce(request, &nonce, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_request_requestor(request, &name, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_nonce(request, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_requestor(request, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_entries(request, NULL, 4, &needed, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_entries(request, entries, SIZE_MAX, &needed, &err));
    ucpki_ocsp_request_free(request);
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_ocsp_request_parse(file.data, file.len - 1, &request, &err));
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_ocsp_request_parse(NULL, 0, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_parse(file.data, SIZE_MAX, &request, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_request_parse(file.data, file.len, NULL, &err));
    free(file.data);

    file = read_file(OCSP "signed/request.der");
    WORKS(ucpki_ocsp_request_parse(file.data, file.len, &request, &err));
    CHECK(ucpki_ocsp_request_is_signed(request));
    WORKS(ucpki_ocsp_request_requestor(request, &name, &err));
    CHECK(name.kind == UCPKI_GENERAL_NAME_DIRECTORY);
    ucpki_ocsp_request_free(request);
    free(file.data);
    CHECK(ucpki_ocsp_request_entry_count(NULL) == 0 && ucpki_ocsp_request_der(NULL).ptr == NULL);
    CHECK(ucpki_ocsp_request_is_signed(NULL) == 0 && ucpki_ocsp_request_subject(NULL) == NULL);
    ucpki_ocsp_request_free(NULL);
}

static void reading_responses(void) {
    ucpki_ocsp_response *response = NULL;
    ucpki_ocsp_entry entries[4];
    ucpki_bytes nonce, certificates[1];
    char text[128];
    size_t needed = 0;
    struct file file = read_file(OCSP "statuses/response.der");
    WORKS(ucpki_ocsp_response_parse(file.data, file.len, &response, &err));
    CHECK(ucpki_ocsp_response_status(response) == UCPKI_OCSP_RESPONSE_SUCCESSFUL && ucpki_ocsp_response_entry_count(response) == 4);
    ucpki_bytes type = ucpki_ocsp_response_type(response);
    IS("1.3.6.1.5.5.7.48.1.1", ucpki_oid_text(type.ptr, type.len, text, sizeof text, NULL, &err));
    IS("CN=Example Responder,O=Example,C=NO", ucpki_ocsp_response_responder_name(response, text, sizeof text, NULL, &err));
    CHECK(ucpki_ocsp_response_responder_key_hash(response).ptr == NULL);
    WORKS(ucpki_ocsp_response_entries(response, entries, 4, &needed, &err));
    CHECK(entries[0].status == UCPKI_OCSP_STATUS_GOOD && entries[0].reason == -1 && entries[0].revoked_at == 0);
    CHECK(entries[1].status == UCPKI_OCSP_STATUS_REVOKED && entries[1].reason == 1 && entries[1].revoked_at == INT64_C(1767323045));
    CHECK(entries[2].status == UCPKI_OCSP_STATUS_REVOKED && entries[2].reason == -1);
    CHECK(entries[3].status == UCPKI_OCSP_STATUS_UNKNOWN && entries[3].cert_id.serial.len == 2);
    CHECK(entries[0].this_update == ucpki_ocsp_response_produced_at(response) && entries[0].next_update > entries[0].this_update);
    FAILS(UCPKI_ERR_BUFFER, ucpki_ocsp_response_entries(response, entries, 3, &needed, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_response_entries(response, NULL, 4, &needed, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_response_nonce(response, &nonce, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_response_nonce(response, NULL, &err));
    WORKS(ucpki_ocsp_response_certificates(response, certificates, 1, &needed, &err));
    CHECK(needed == 1 && certificates[0].len > 300);
    CHECK(same(ucpki_ocsp_response_der(response), (ucpki_bytes){file.data, file.len}));
    ucpki_ocsp_response_free(response);
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_ocsp_response_parse(file.data, file.len - 1, &response, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_response_parse(NULL, 1, &response, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_response_parse(file.data, file.len, NULL, &err));
    free(file.data);

    file = read_file(OCSP "by-key/response.der");
    WORKS(ucpki_ocsp_response_parse(file.data, file.len, &response, &err));
    CHECK(ucpki_ocsp_response_responder_key_hash(response).len == 20);
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_response_responder_name(response, text, sizeof text, NULL, &err));
    WORKS(ucpki_ocsp_response_entries(response, entries, 1, &needed, &err));
    CHECK(entries[0].next_update == UCPKI_TIME_NEVER);
    ucpki_ocsp_response_free(response);
    free(file.data);

    /* An error is a response without an answer. */
    file = read_file(OCSP "errors/try_later.der");
    WORKS(ucpki_ocsp_response_parse(file.data, file.len, &response, &err));
    CHECK(ucpki_ocsp_response_status(response) == UCPKI_OCSP_RESPONSE_TRY_LATER && ucpki_ocsp_response_type(response).ptr == NULL);
    CHECK(ucpki_ocsp_response_entry_count(response) == 0 && ucpki_ocsp_response_produced_at(response) == 0);
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_response_entries(response, entries, 4, &needed, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_response_certificates(response, certificates, 1, &needed, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_response_nonce(response, &nonce, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_ocsp_response_responder_name(response, text, sizeof text, NULL, &err));
    ucpki_ocsp_response_free(response);
    free(file.data);
    CHECK(ucpki_ocsp_response_status(NULL) == -1 && ucpki_ocsp_response_entry_count(NULL) == 0);
    CHECK(ucpki_ocsp_response_responder_key_hash(NULL).ptr == NULL && ucpki_ocsp_response_der(NULL).len == 0);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_ocsp_response_entries(NULL, entries, 4, &needed, &err));
    ucpki_ocsp_response_free(NULL);
}

/* The text is OpenSSL's, of DER and of PEM; JSON and the summary are there. */
static void shown(const char *der, const char *txt, int32_t kind) {
    struct file file = read_file(der), expected = read_file(txt);
    ucpki_ocsp_request *request = NULL;
    ucpki_ocsp_response *response = NULL;
    ucpki_show *objects = NULL;
    char pem[8192];
    static char text[1 << 16];
    if (kind == UCPKI_SHOW_OCSP_REQUEST) {
        WORKS(ucpki_ocsp_request_parse(file.data, file.len, &request, &err));
        WORKS(ucpki_ocsp_request_pem(request, pem, sizeof pem, NULL, &err));
        FAILS(UCPKI_ERR_BUFFER, ucpki_ocsp_request_pem(request, text, 9, NULL, &err));
    } else {
        WORKS(ucpki_ocsp_response_parse(file.data, file.len, &response, &err));
        WORKS(ucpki_ocsp_response_pem(response, pem, sizeof pem, NULL, &err));
        FAILS(UCPKI_ERR_BUFFER, ucpki_ocsp_response_pem(response, text, 9, NULL, &err));
    }
    for (int form = 0; form <= 1; form++) {
        const uint8_t *bytes = form == 0 ? file.data : (const uint8_t *)pem;
        MUST(ucpki_show_parse(bytes, form == 0 ? file.len : strlen(pem), &objects, &err));
        CHECK(ucpki_show_kind(objects, 0) == kind && ucpki_show_line(objects, 0) == (size_t)form);
        WORKS(ucpki_show_write(objects, 0, UCPKI_SHOW_TEXT, text, sizeof text, NULL, &err));
        CHECK(strlen(text) == expected.len && memcmp(text, expected.data, expected.len) == 0);
        WORKS(ucpki_show_write(objects, 0, UCPKI_SHOW_JSON, text, sizeof text, NULL, &err));
        CHECK(text[0] == '{' && strstr(text, "serial") != NULL);
        WORKS(ucpki_show_write(objects, 0, UCPKI_SHOW_SUMMARY, text, sizeof text, NULL, &err));
        CHECK(strlen(text) > 40);
        ucpki_show_free(objects);
    }
    ucpki_ocsp_request_free(request);
    ucpki_ocsp_response_free(response);
    free(expected.data);
    free(file.data);
}

int main(void) {
    ucpki_certificate *ca = read_certificate(STAPLES "ca.pem");
    ucpki_ocsp_subject *subject = subject_of(STAPLES "leaf.pem", ca);
    subjects(ca);
    nonces(subject);
    requests(subject);
    reading_requests();
    reading_responses();
    shown(OCSP "demo/request.der", OCSP "demo/request.txt", UCPKI_SHOW_OCSP_REQUEST);
    shown(OCSP "hashes/response.der", OCSP "hashes/response.txt", UCPKI_SHOW_OCSP_RESPONSE);
    ucpki_ocsp_subject_free(subject);
    ucpki_certificate_free(ca);
    return failures == 0 ? 0 : 1;
}

/*
 * Drives the error paths of every function of the C ABI: NULL for each pointer, short buffers, wrong sizes, numbers out of
 * range, bad bytes, builders that were used up, and objects that are freed in the order that looks wrong.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include "harness.h"

/* A function that copies text: NULL for self, a NULL buffer, every short buffer, and one that fits. */
#define TEXT(type, name)                                                                                        \
    static void text_##name(const type *self) {                                                                 \
        size_t needed = 0, again = 0;                                                                           \
        FAILS(UCPKI_ERR_ARGUMENT, name(NULL, NULL, 0, NULL, &err));                                             \
        FAILS(UCPKI_ERR_ARGUMENT, name(self, NULL, 1, NULL, &err));                                             \
        FAILS(UCPKI_ERR_BUFFER, name(self, NULL, 0, &needed, &err));                                            \
        CHECK(needed > 1);                                                                                      \
        CHECK(name(self, NULL, 0, NULL, NULL) == UCPKI_ERR_BUFFER);                                             \
        char *buf = malloc(needed);                                                                             \
        for (size_t cap = 1; cap < needed; cap++) {                                                             \
            memset(buf, 'x', needed);                                                                           \
            CHECK(name(self, buf, cap, &again, NULL) == UCPKI_ERR_BUFFER);                                      \
            CHECK(again == needed && buf[0] == 'x');                                                            \
        }                                                                                                       \
        WORKS(name(self, buf, needed, &again, &err));                                                           \
        CHECK(again == needed && strlen(buf) + 1 == needed);                                                    \
        FAILS(UCPKI_ERR_ARGUMENT, name(self, buf, SIZE_MAX, NULL, &err));                                       \
        free(buf);                                                                                              \
    }

TEXT(ucpki_certificate, ucpki_certificate_subject)
TEXT(ucpki_certificate, ucpki_certificate_issuer)
TEXT(ucpki_certificate, ucpki_certificate_signature_algorithm)
TEXT(ucpki_anchor, ucpki_anchor_name)
TEXT(ucpki_general_name, ucpki_general_name_text)
TEXT(ucpki_finding, ucpki_finding_text)
TEXT(ucpki_verdict, ucpki_verdict_text)
TEXT(ucpki_verdict, ucpki_verdict_matched_name)

static void errors_of_null(void) {
    CHECK(ucpki_error_code(NULL) == UCPKI_OK);
    CHECK(ucpki_error_name(NULL) == NULL && ucpki_error_message(NULL) == NULL && ucpki_error_oid(NULL) == NULL);
    CHECK(ucpki_error_certificate(NULL) == -1 && ucpki_error_offset(NULL) == -1);
    CHECK(ucpki_error_line(NULL) == -1 && ucpki_error_limit(NULL) == -1);
    ucpki_error_free(NULL);
    ucpki_anchor_free(NULL);
    ucpki_certificate_free(NULL);
    ucpki_certificate_list_free(NULL);
    ucpki_crl_set_builder_free(NULL);
    ucpki_crl_set_free(NULL);
    ucpki_pool_free(NULL);
    ucpki_params_free(NULL);
    ucpki_validator_builder_free(NULL);
    ucpki_validator_free(NULL);
    ucpki_verdict_free(NULL);
    CHECK(ucpki_anchor_ref(NULL) == NULL && ucpki_certificate_ref(NULL) == NULL);
    CHECK(ucpki_crl_set_ref(NULL) == NULL && ucpki_validator_ref(NULL) == NULL);
}

static void versions_and_codes(void) {
    char buf[128];
    size_t needed = 0;
    CHECK(ucpki_version_number() == UCPKI_VERSION_NUMBER);
    CHECK(strcmp(ucpki_version_string(), UCPKI_VERSION) == 0);
    WORKS(ucpki_code_name(UCPKI_ERR_CHAIN_EXPIRED, buf, sizeof buf, &needed, &err));
    CHECK(strcmp(buf, "chain.expired") == 0 && needed == sizeof "chain.expired");
    WORKS(ucpki_code_clause(UCPKI_ERR_CHAIN_EXPIRED, buf, sizeof buf, NULL, &err));
    CHECK(strncmp(buf, "RFC 5280", 8) == 0);
    WORKS(ucpki_code_family(UCPKI_ERR_CHAIN_EXPIRED, buf, sizeof buf, NULL, &err));
    CHECK(strcmp(buf, "refused") == 0);
    WORKS(ucpki_code_text(UCPKI_ERR_INTERNAL, buf, sizeof buf, NULL, &err));
    WORKS(ucpki_code_clause(UCPKI_ERR_BUFFER, buf, 1, &needed, &err)); /* an empty text is its NUL */
    CHECK(needed == 1 && buf[0] == '\0');
    static const ucpki_status unknown[] = {UCPKI_OK, UCPKI_REFUSED, -1, 65536 + UCPKI_ERR_CHAIN_EXPIRED, INT32_MIN};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        FAILS(UCPKI_ERR_ARGUMENT, ucpki_code_name(unknown[i], buf, sizeof buf, NULL, &err));
        FAILS(UCPKI_ERR_ARGUMENT, ucpki_code_text(unknown[i], buf, sizeof buf, NULL, &err));
        FAILS(UCPKI_ERR_ARGUMENT, ucpki_code_clause(unknown[i], buf, sizeof buf, NULL, &err));
        FAILS(UCPKI_ERR_ARGUMENT, ucpki_code_family(unknown[i], buf, sizeof buf, NULL, &err));
    }
    FAILS(UCPKI_ERR_BUFFER, ucpki_code_name(UCPKI_ERR_BUFFER, buf, 3, NULL, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_code_text(UCPKI_ERR_BUFFER, buf, 3, NULL, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_code_clause(UCPKI_ERR_CHAIN_EXPIRED, buf, 3, NULL, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_code_family(UCPKI_ERR_BUFFER, buf, 3, NULL, &err));

    WORKS(ucpki_oid_text((const uint8_t *)"\x55\x1d\x11", 3, buf, sizeof buf, NULL, &err));
    CHECK(strcmp(buf, "2.5.29.17") == 0);
    FAILS(UCPKI_ERR_X509_OID_INVALID, ucpki_oid_text(NULL, 0, buf, sizeof buf, NULL, &err));
    FAILS(UCPKI_ERR_X509_OID_INVALID, ucpki_oid_text((const uint8_t *)"\x80", 1, buf, sizeof buf, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_oid_text(NULL, 1, buf, sizeof buf, NULL, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_oid_text((const uint8_t *)"\x55\x1d\x11", 3, buf, 9, &needed, &err));
    CHECK(needed == 10);
}

static void bad_bytes(const ucpki_certificate *good) {
    ucpki_certificate *certificate = NULL;
    ucpki_certificate_list *list = NULL;
    ucpki_error *err = NULL;
    ucpki_bytes der = ucpki_certificate_der(good);
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_certificate_parse(NULL, 0, &certificate, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_parse(NULL, 1, &certificate, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_parse(der.ptr, SIZE_MAX, &certificate, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_parse(der.ptr, der.len, NULL, &err));
    for (size_t len = 1; len < der.len; len++) {
        CHECK(ucpki_certificate_parse(der.ptr, len, &certificate, &err) == UCPKI_ERR_X509_TRUNCATED);
        CHECK(ucpki_error_offset(err) >= 0 && ucpki_error_offset(err) <= (int64_t)len);
        CHECK(ucpki_error_line(err) == -1);
        ucpki_error_free(err);
        CHECK(ucpki_certificate_parse(der.ptr, len, &certificate, NULL) == UCPKI_ERR_X509_TRUNCATED);
    }
    CHECK(certificate == NULL); /* outputs are written on success only */

    static const char broken[] = "text\n-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    FAILS(UCPKI_ERR_X509_PEM_NO_BLOCK, ucpki_certificate_list_parse(NULL, 0, &list, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_list_parse(NULL, 1, &list, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_list_parse(BYTES(broken), NULL, &err));
    CHECK(ucpki_certificate_list_parse(BYTES(broken), &list, &err) == UCPKI_ERR_X509_PEM_NOT_BASE64);
    CHECK(ucpki_error_line(err) == 3 && ucpki_error_offset(err) == -1);
    ucpki_error_free(err);
    CHECK(list == NULL);
    WORKS(ucpki_certificate_list_parse(der.ptr, der.len, &list, &err));
    CHECK(ucpki_certificate_list_count(list) == 1 && ucpki_certificate_list_line(list, 0) == 0);
    CHECK(ucpki_certificate_list_at(list, 1) == NULL && ucpki_certificate_list_line(list, 1) == 0);
    CHECK(ucpki_certificate_list_has_trust(list, 0) == 0 && ucpki_certificate_list_has_trust(list, 1) == 0);
    ucpki_certificate_list_free(list);
    CHECK(ucpki_certificate_list_count(NULL) == 0 && ucpki_certificate_list_at(NULL, 0) == NULL);
    CHECK(ucpki_certificate_list_line(NULL, 0) == 0 && ucpki_certificate_list_has_trust(NULL, 0) == 0);
}

static void certificates(const ucpki_certificate *leaf, const ucpki_certificate *ca) {
    int32_t flag = -1, critical = -1;
    uint32_t number = 99;
    size_t needed = 99;
    uint8_t digest[32];
    ucpki_bytes value = {NULL, 0}, purposes[8];
    ucpki_general_name names[8];

    CHECK(ucpki_certificate_der(NULL).ptr == NULL && ucpki_certificate_der(NULL).len == 0);
    char pem[4096];
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_pem(NULL, pem, sizeof pem, &needed, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_certificate_pem(leaf, pem, 10, &needed, &err));
    WORKS(ucpki_certificate_pem(leaf, pem, sizeof pem, NULL, &err));
    CHECK(strlen(pem) + 1 == needed && strncmp(pem, "-----BEGIN CERTIFICATE-----\n", 28) == 0);
    CHECK(ucpki_certificate_serial(NULL).ptr == NULL && ucpki_certificate_spki(NULL).ptr == NULL);
    CHECK(ucpki_certificate_issuer_der(NULL).ptr == NULL && ucpki_certificate_subject_der(NULL).ptr == NULL);
    CHECK(ucpki_certificate_version(NULL) == 0 && ucpki_certificate_version(leaf) == 3);
    CHECK(ucpki_certificate_not_before(NULL) == 0 && ucpki_certificate_not_after(NULL) == 0);
    CHECK(ucpki_certificate_not_before(leaf) < NOW && ucpki_certificate_not_after(leaf) > NOW);
    CHECK(ucpki_certificate_is_self_issued(NULL) == 0 && ucpki_certificate_is_self_issued(leaf) == 0);
    CHECK(ucpki_certificate_equals(leaf, NULL) == 0 && ucpki_certificate_equals(NULL, NULL) == 0);
    CHECK(ucpki_certificate_equals(leaf, ca) == 0 && ucpki_certificate_equals(leaf, leaf) == 1);
    CHECK(ucpki_certificate_serial(leaf).len > 0 && ucpki_certificate_spki(leaf).len > 0);
    CHECK(ucpki_certificate_issuer_der(leaf).len == ucpki_certificate_subject_der(ca).len);
    text_ucpki_certificate_subject(leaf);
    text_ucpki_certificate_issuer(leaf);
    text_ucpki_certificate_signature_algorithm(leaf);

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_is_ca(NULL, &flag, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_is_ca(leaf, NULL, &err));
    WORKS(ucpki_certificate_is_ca(leaf, &flag, &err));
    CHECK(flag == 0);
    WORKS(ucpki_certificate_is_ca(ca, &flag, &err));
    CHECK(flag == 1);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_path_length(NULL, &number, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_path_length(ca, NULL, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_certificate_path_length(leaf, &number, &err));
    CHECK(number == 99);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_key_usage(NULL, &number, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_key_usage(ca, NULL, &err));
    WORKS(ucpki_certificate_key_usage(ca, &number, &err));
    CHECK(number & UCPKI_KEY_USAGE_KEY_CERT_SIGN);

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_extended_key_usage(NULL, purposes, 8, &needed, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_extended_key_usage(leaf, NULL, 8, &needed, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_certificate_extended_key_usage(ca, purposes, 8, &needed, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_certificate_extended_key_usage(leaf, NULL, 0, &needed, &err));
    CHECK(needed > 0 && needed <= 8);
    WORKS(ucpki_certificate_extended_key_usage(leaf, purposes, 8, &needed, &err));
    CHECK(purposes[0].len == 8);

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_subject_alt_name(NULL, names, 8, &needed, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_subject_alt_name(leaf, NULL, 8, &needed, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_subject_alt_name(leaf, names, SIZE_MAX / 8, &needed, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_certificate_subject_alt_name(leaf, names, 1, &needed, &err));
    CHECK(needed == 2);
    WORKS(ucpki_certificate_subject_alt_name(leaf, names, 8, &needed, &err));
    CHECK(needed == 2 && names[0].kind == UCPKI_GENERAL_NAME_DNS && names[1].kind == UCPKI_GENERAL_NAME_IP);
    CHECK(names[0].type_id.ptr == NULL && names[1].value.len == 4);
    WORKS(ucpki_certificate_subject_alt_name(ca, NULL, 0, &needed, &err));
    CHECK(needed == 0);
    text_ucpki_general_name_text(&names[0]);
    text_ucpki_general_name_text(&names[1]);
    ucpki_general_name name = {UCPKI_GENERAL_NAME_OTHER, {(const uint8_t *)"\x01\xff", 2}, {NULL, 0}};
    char text[64];
    for (int32_t kind = UCPKI_GENERAL_NAME_OTHER; kind <= UCPKI_GENERAL_NAME_REGISTERED_ID; kind++) {
        name.kind = kind;
        ucpki_status status = ucpki_general_name_text(&name, text, sizeof text, NULL, NULL);
        int is_text = kind == UCPKI_GENERAL_NAME_EMAIL || kind == UCPKI_GENERAL_NAME_DNS || kind == UCPKI_GENERAL_NAME_URI;
        CHECK(status == (kind == UCPKI_GENERAL_NAME_DIRECTORY ? UCPKI_ERR_X509_UNEXPECTED_TAG : UCPKI_OK));
        /* Nothing that a terminal would take for a command. */
        CHECK(status != UCPKI_OK || strcmp(text, is_text ? "\\01\\FF" : "#01ff") == 0);
    }
    CHECK(strcmp(text, "#01ff") == 0);
    name.kind = 9;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_general_name_text(&name, text, sizeof text, NULL, &err));
    name.kind = UCPKI_GENERAL_NAME_DNS;
    name.value.ptr = NULL;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_general_name_text(&name, text, sizeof text, NULL, &err));
    name.value.ptr = (const uint8_t *)"a\0b.example";
    name.value.len = 11;
    WORKS(ucpki_general_name_text(&name, text, sizeof text, NULL, &err));
    CHECK(strcmp(text, "a\\00b.example") == 0); /* no C string ends early */

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_extension(NULL, BYTES("2.5.29.17"), &value, &critical, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_extension(leaf, BYTES("2.5.29.17"), NULL, &critical, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_extension(leaf, NULL, 3, &value, &critical, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_extension(leaf, BYTES("\xff"), &value, &critical, &err));
    FAILS(UCPKI_ERR_X509_OID_TEXT_INVALID, ucpki_certificate_extension(leaf, NULL, 0, &value, &critical, &err));
    FAILS(UCPKI_ERR_X509_OID_TEXT_INVALID, ucpki_certificate_extension(leaf, BYTES("2.5.x"), &value, &critical, &err));
    ucpki_error *err = NULL;
    CHECK(ucpki_certificate_extension(leaf, BYTES("2.999.1"), &value, &critical, &err) == UCPKI_ERR_ABSENT);
    CHECK(strcmp(ucpki_error_oid(err), "2.999.1") == 0 && ucpki_error_limit(err) == -1);
    ucpki_error_free(err);
    CHECK(value.ptr == NULL && critical == -1);
    WORKS(ucpki_certificate_extension(leaf, BYTES("2.5.29.17"), &value, NULL, &err));
    WORKS(ucpki_certificate_extension(leaf, BYTES("2.5.29.17"), &value, &critical, &err));
    CHECK(value.len > 0 && critical == 0);

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_fingerprint(NULL, UCPKI_HASH_SHA256, digest, 32, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_fingerprint(leaf, 0, digest, 32, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_certificate_fingerprint(leaf, UCPKI_HASH_SHA1, NULL, 20, NULL, &err));
    CHECK(ucpki_certificate_fingerprint(leaf, UCPKI_HASH_SHA256, digest, 31, &needed, &err) == UCPKI_ERR_BUFFER);
    CHECK(needed == 32 && ucpki_error_limit(err) == 32);
    ucpki_error_free(err);
    WORKS(ucpki_certificate_fingerprint(leaf, UCPKI_HASH_SHA256, digest, 32, NULL, &err));
    WORKS(ucpki_certificate_fingerprint(leaf, UCPKI_HASH_SHA1, digest, 32, &needed, &err));
    CHECK(needed == 20);
}

static void anchors(const ucpki_certificate_list *roots) {
    ucpki_anchor *anchor = NULL, *limited = NULL;
    const ucpki_certificate *root = ucpki_certificate_list_at(roots, 0);
    ucpki_bytes name = ucpki_certificate_subject_der(root), spki = ucpki_certificate_spki(root);
    static const uint8_t server[] = "1.3.6.1.5.5.7.3.1", wrong[] = "1";
    ucpki_bytes purposes[] = {{server, sizeof server - 1}, {wrong, sizeof wrong - 1}, {NULL, 7}};

    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_new_certificate(NULL, &anchor, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_new_certificate(root, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_new_pinned_leaf(NULL, &anchor, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_new_pinned_leaf(root, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_new_listed(NULL, 0, &anchor, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_new_listed(roots, 0, NULL, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_anchor_new_listed(roots, 1, &anchor, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_new_key(NULL, 1, spki.ptr, spki.len, &anchor, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_new_key(name.ptr, name.len, NULL, 1, &anchor, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_new_key(name.ptr, name.len, spki.ptr, spki.len, NULL, &err));
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_anchor_new_key(name.ptr, name.len - 1, spki.ptr, spki.len, &anchor, &err));
    FAILS(UCPKI_ERR_X509_TRUNCATED, ucpki_anchor_new_key(name.ptr, name.len, spki.ptr, spki.len - 1, &anchor, &err));
    CHECK(anchor == NULL);

    WORKS(ucpki_anchor_new_key(name.ptr, name.len, spki.ptr, spki.len, &anchor, &err));
    CHECK(ucpki_anchor_certificate(anchor) == NULL && ucpki_anchor_is_pinned_leaf(anchor) == 0);
    CHECK(ucpki_anchor_name_der(anchor).len == name.len && ucpki_anchor_spki(anchor).len == spki.len);
    text_ucpki_anchor_name(anchor);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_trust(NULL, purposes, 1, NULL, 0, &limited, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_trust(anchor, NULL, 1, NULL, 0, &limited, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_trust(anchor, NULL, 0, NULL, 1, &limited, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_trust(anchor, purposes, 1, NULL, 0, NULL, &err));
    FAILS(UCPKI_ERR_X509_OID_TEXT_INVALID, ucpki_anchor_with_trust(anchor, purposes, 2, NULL, 0, &limited, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_trust(anchor, NULL, 0, &purposes[2], 1, &limited, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_trust(anchor, purposes, SIZE_MAX / 4, NULL, 0, &limited, &err));
    WORKS(ucpki_anchor_with_trust(anchor, purposes, 1, NULL, 0, &limited, &err));
    ucpki_anchor_free(anchor);
    ucpki_anchor_free(limited);

    WORKS(ucpki_anchor_new_pinned_leaf(root, &anchor, &err));
    ucpki_anchor *other = ucpki_anchor_ref(anchor);
    ucpki_anchor_free(anchor);
    CHECK(ucpki_anchor_is_pinned_leaf(other) == 1);
    CHECK(ucpki_certificate_equals(ucpki_anchor_certificate(other), root) == 1);
    ucpki_anchor_free(other);
    CHECK(ucpki_anchor_certificate(NULL) == NULL && ucpki_anchor_is_pinned_leaf(NULL) == 0);
    CHECK(ucpki_anchor_name_der(NULL).ptr == NULL && ucpki_anchor_spki(NULL).ptr == NULL);
}

static void pools(const ucpki_certificate_list *list) {
    ucpki_pool *pool = NULL;
    ucpki_error *err = NULL;
    const ucpki_certificate *certificate = ucpki_certificate_list_at(list, 0);
    ucpki_bytes der[2] = {ucpki_certificate_der(certificate), ucpki_certificate_der(certificate)};
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_pool_new(NULL, &err));
    WORKS(ucpki_pool_new(&pool, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_pool_add(NULL, certificate, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_pool_add(pool, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_pool_add_list(NULL, list, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_pool_add_list(pool, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_pool_add_der(NULL, der, 2, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_pool_add_der(pool, NULL, 2, &err));
    der[1].len--;
    CHECK(ucpki_pool_add_der(pool, der, 2, &err) == UCPKI_ERR_X509_TRUNCATED);
    CHECK(ucpki_error_certificate(err) == 1 && ucpki_error_offset(err) >= 0);
    ucpki_error_free(err);
    CHECK(ucpki_pool_count(pool) == 0); /* all or none */
    der[1].len++;
    WORKS(ucpki_pool_add_der(pool, der, 2, &err));
    WORKS(ucpki_pool_add_der(pool, NULL, 0, &err));
    WORKS(ucpki_pool_add(pool, certificate, &err));
    WORKS(ucpki_pool_add_list(pool, list, &err));
    CHECK(ucpki_pool_count(pool) == 4 && ucpki_pool_count(NULL) == 0);
    ucpki_pool_free(pool);
}

static void crl_sets(struct file crls, const ucpki_certificate *certificate) {
    ucpki_crl_set_builder *builder = NULL;
    ucpki_crl_set *set = NULL;
    ucpki_bytes der = ucpki_certificate_der(certificate);
    uint8_t key[16] = {1, 2, 3};
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_new(NULL, &err));
    WORKS(ucpki_crl_set_builder_new(&builder, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_add(NULL, crls.data, crls.len, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_add(builder, NULL, 1, &err));
    FAILS(UCPKI_ERR_X509_PEM_NO_BLOCK, ucpki_crl_set_builder_add(builder, NULL, 0, &err));
    CHECK(ucpki_crl_set_builder_add(builder, der.ptr, der.len, NULL) >= 1000); /* a certificate is not a CRL */
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_set_max_age(NULL, 1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_set_index_key(NULL, key, 16, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_set_index_key(builder, NULL, 16, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_set_index_key(builder, key, 15, &err));
    WORKS(ucpki_crl_set_builder_set_index_key(builder, key, 16, &err));
    WORKS(ucpki_crl_set_builder_set_max_age(builder, 7 * 24 * 3600, &err));
    WORKS(ucpki_crl_set_builder_add(builder, crls.data, crls.len, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_build(NULL, &set, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_crl_set_builder_build(builder, NULL, &err)); /* does not use it up */
    WORKS(ucpki_crl_set_builder_build(builder, &set, &err));
    FAILS(UCPKI_ERR_STATE, ucpki_crl_set_builder_build(builder, &set, &err));
    FAILS(UCPKI_ERR_STATE, ucpki_crl_set_builder_add(builder, crls.data, crls.len, &err));
    FAILS(UCPKI_ERR_STATE, ucpki_crl_set_builder_set_max_age(builder, 1, &err));
    FAILS(UCPKI_ERR_STATE, ucpki_crl_set_builder_set_index_key(builder, key, 16, &err));
    ucpki_crl_set_builder_free(builder);
    ucpki_crl_set *other = ucpki_crl_set_ref(set);
    ucpki_crl_set_free(set);
    CHECK(ucpki_crl_set_count(other) == 2 && ucpki_crl_set_count(NULL) == 0);
    ucpki_crl_set_free(other);
}

static void requests(void) {
    ucpki_params *request = NULL;
    static const int32_t wrong[] = {0, -1, 7, INT32_MAX, INT32_MIN};
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_new(NOW, UCPKI_PURPOSE_SERVER, NULL, &err));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_new(NOW, wrong[i], &request, &err));
    }
    WORKS(ucpki_params_new(INT64_MIN, UCPKI_PURPOSE_ANY, &request, &err));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_name_mode(request, wrong[i], &err));
    }
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_name_mode(NULL, UCPKI_NAME_MODE_OFF, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_time(NULL, NOW, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_max_depth(NULL, 1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_danger_any_peer(NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_dns(NULL, BYTES("a.example"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_dns(request, NULL, 1, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_dns(request, BYTES("\xc3"), &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_INVALID, ucpki_params_set_dns(request, NULL, 0, &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_INVALID, ucpki_params_set_dns(request, BYTES("a..example"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_host(NULL, BYTES("a.example"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_host(request, NULL, 1, &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_ZONE, ucpki_params_set_host(request, BYTES("fe80::1%eth0"), &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_INVALID, ucpki_params_set_host(request, BYTES("[::g]"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_ip(NULL, BYTES("1234"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_ip(request, NULL, 4, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_ip(request, BYTES("12345"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_ip(request, NULL, 0, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_purpose_oid(NULL, BYTES("1.3"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_purpose_oid(request, NULL, 3, &err));
    FAILS(UCPKI_ERR_X509_OID_TEXT_INVALID, ucpki_params_set_purpose_oid(request, BYTES("1"), &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_add_crl_set(request, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_add_crl_set(NULL, NULL, &err));

    /* Structs: too small, of a later version with and without news, garbage. */
    struct {
        ucpki_budget known;
        uint64_t later;
    } budget = {{sizeof(ucpki_budget), 10, 0, 0, 0, 0}, 0};
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_budget(NULL, &budget.known, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_budget(request, NULL, &err));
    WORKS(ucpki_params_set_budget(request, &budget.known, &err));
    budget.known.size = sizeof budget;
    WORKS(ucpki_params_set_budget(request, &budget.known, &err));
    budget.later = 1;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_budget(request, &budget.known, &err));
    static const size_t sizes[] = {0, 1, sizeof(ucpki_budget) - 1, 1 << 20, SIZE_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        budget.known.size = sizes[i];
        FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_budget(request, &budget.known, &err));
    }
    ucpki_revocation revocation = {sizeof revocation, 0, 0, 0, 0};
    WORKS(ucpki_params_set_revocation(request, NULL, &err));
    WORKS(ucpki_params_set_revocation(request, &revocation, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_revocation(NULL, &revocation, &err));
    for (int field = 0; field < 5; field++) {
        ucpki_revocation one = {field == 0 ? 0 : sizeof one, field == 1 ? 4 : 0, field == 2 ? -1 : 0, field == 3 ? 2 : 0,
                                field == 4 ? 1 : 0};
        FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_revocation(request, &one, &err));
    }
    ucpki_bytes policy = {(const uint8_t *)"2.999.1", 7};
    ucpki_policies policies = {sizeof policies, &policy, 1, 0, 1, 1, 0};
    WORKS(ucpki_params_set_policies(request, &policies, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_policies(NULL, &policies, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_policies(request, NULL, &err));
    for (int field = 0; field < 6; field++) {
        ucpki_policies one = {field == 0 ? 0 : sizeof one, field == 1 ? NULL : &policy, 1, field == 2 ? 2 : 0,
                              field == 3 ? -1 : 0, field == 4 ? 2 : 0, field == 5 ? 1 : 0};
        FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_policies(request, &one, &err));
    }
    policy.len = 2;
    FAILS(UCPKI_ERR_X509_OID_TEXT_INVALID, ucpki_params_set_policies(request, &policies, &err));
    ucpki_params_free(request);
}

static void builders(const ucpki_anchor *anchor, const ucpki_certificate *certificate) {
    ucpki_validator_builder *builder = NULL;
    ucpki_validator *validator = NULL;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_new(NULL, &err));
    /* NULL, then a builder that was used up. */
    for (int round = 0; round < 2; round++) {
        ucpki_status code = round == 0 ? UCPKI_ERR_ARGUMENT : UCPKI_ERR_STATE;
        FAILS(code, ucpki_validator_builder_set_provider(builder, UCPKI_PROVIDER_RUSTCRYPTO, &err));
        FAILS(code, ucpki_validator_builder_set_profile(builder, UCPKI_PROFILE_STRICT, &err));
        FAILS(code, ucpki_validator_builder_set_profile_name(builder, BYTES("strict"), &err));
        FAILS(code, ucpki_validator_builder_set_rule(builder, UCPKI_ERR_CHAIN_SERIAL_LONG, UCPKI_SEVERITY_WARN, &err));
        FAILS(code, ucpki_validator_builder_set_partial_chain(builder, 1, &err));
        FAILS(code, ucpki_validator_builder_add_anchor(builder, anchor, &err));
        FAILS(code, ucpki_validator_builder_add_intermediate(builder, certificate, &err));
        FAILS(code, ucpki_validator_builder_use_public_suffix_list(builder, &err));
        FAILS(code, ucpki_validator_builder_build(builder, &validator, &err));
        if (round == 0) {
            WORKS(ucpki_validator_builder_new(&builder, &err));
            WORKS(ucpki_validator_builder_set_provider(builder, UCPKI_PROVIDER_RUSTCRYPTO, &err));
            ucpki_status legacy = ucpki_validator_builder_set_provider(builder, UCPKI_PROVIDER_LEGACY, NULL);
            CHECK(legacy == UCPKI_OK || legacy == UCPKI_ERR_UNSUPPORTED);
            ucpki_status suffixes = ucpki_validator_builder_use_public_suffix_list(builder, NULL);
            CHECK(suffixes == UCPKI_OK || suffixes == UCPKI_ERR_UNSUPPORTED);
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_set_provider(builder, 0, &err));
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_set_profile(builder, 99, &err));
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_set_profile_name(builder, BYTES("lax"), &err));
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_set_profile_name(builder, NULL, 1, &err));
            WORKS(ucpki_validator_builder_set_profile_name(builder, BYTES("webpki"), &err));
            WORKS(ucpki_validator_builder_set_profile(builder, UCPKI_PROFILE_RFC5280, &err));
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_set_rule(builder, 0, UCPKI_SEVERITY_WARN, &err));
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_set_rule(builder, UCPKI_ERR_CHAIN_SERIAL_LONG, 0, &err));
            FAILS(UCPKI_ERR_ARGUMENT, /* no profile lowers this */
                  ucpki_validator_builder_set_rule(builder, UCPKI_ERR_CHAIN_EXPIRED, UCPKI_SEVERITY_IGNORE, &err));
            WORKS(ucpki_validator_builder_set_rule(builder, UCPKI_ERR_CHAIN_SERIAL_LONG, UCPKI_SEVERITY_REFUSE, &err));
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_set_partial_chain(builder, 2, &err));
            WORKS(ucpki_validator_builder_set_partial_chain(builder, 0, &err));
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_add_anchor(builder, NULL, &err));
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_add_intermediate(builder, NULL, &err));
            WORKS(ucpki_validator_builder_add_intermediate(builder, certificate, &err));
            FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_builder_build(builder, NULL, &err));
            WORKS(ucpki_validator_builder_build(builder, &validator, &err));
        }
    }
    ucpki_validator_builder_free(builder);
    ucpki_validator *other = ucpki_validator_ref(validator);
    ucpki_validator_free(validator);
    ucpki_validator_free(other);
}

static void verdict_of_null(void) {
    ucpki_error *err = NULL;
    CHECK(ucpki_verdict_accepted(NULL) == 0 && ucpki_verdict_code(NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_verdict_cause(NULL) == UCPKI_CAUSE_NONE && ucpki_verdict_valid_until(NULL) == INT64_MIN);
    CHECK(ucpki_verdict_path_length(NULL) == 0 && ucpki_verdict_path_certificate(NULL, 0) == NULL);
    CHECK(ucpki_verdict_anchor(NULL) == NULL && ucpki_verdict_any_policy(NULL) == 0);
    CHECK(ucpki_verdict_revocation(NULL, 0) == UCPKI_REVOCATION_NOT_ASKED);
    CHECK(ucpki_verdict_warning_count(NULL) == 0 && ucpki_verdict_warning(NULL, 0) == NULL);
    CHECK(ucpki_verdict_finding(NULL) == NULL && ucpki_verdict_candidate_count(NULL) == 0);
    CHECK(ucpki_verdict_candidate(NULL, 0) == NULL && ucpki_verdict_omitted(NULL) == 0);
    CHECK(ucpki_candidate_length(NULL) == 0 && ucpki_candidate_certificate(NULL, 0) == NULL);
    CHECK(ucpki_candidate_anchor(NULL) == NULL && ucpki_candidate_finding_count(NULL) == 0);
    CHECK(ucpki_candidate_finding(NULL, 0) == NULL && ucpki_verdict_fetch_hint_count(NULL) == 0);
    CHECK(ucpki_verdict_fetch_hint_kind(NULL, 0) == 0 && ucpki_verdict_work(NULL, UCPKI_WORK_STEPS) == 0);
    CHECK(ucpki_verdict_fetch_hint_subject(NULL, 0) == NULL && ucpki_ocsp_subject_certificate(NULL) == NULL);
    CHECK(ucpki_finding_code(NULL) == 0 && ucpki_finding_severity(NULL) == 0 && ucpki_finding_at(NULL) == 0);
    CHECK(ucpki_finding_position(NULL) == -1 && ucpki_finding_position_above(NULL) == -1);
    CHECK(ucpki_verdict_policies(NULL, NULL, 0, NULL, &err) == UCPKI_ERR_ARGUMENT);
    ucpki_error_free(err);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_verdict_revocation_text(NULL, 0, NULL, 0, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_verdict_fetch_hint_uri(NULL, 0, NULL, 0, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_verdict_limit(NULL, NULL, 0, NULL, &err));
}

static void accepted(const ucpki_verdict *verdict) {
    size_t needed = 99;
    char buf[256];
    CHECK(ucpki_verdict_accepted(verdict) == 1 && ucpki_verdict_code(verdict) == UCPKI_OK);
    CHECK(ucpki_verdict_cause(verdict) == UCPKI_CAUSE_NONE && ucpki_verdict_valid_until(verdict) > NOW);
    CHECK(ucpki_verdict_path_length(verdict) == 2 && ucpki_verdict_path_certificate(verdict, 2) == NULL);
    CHECK(ucpki_verdict_candidate_count(verdict) == 0 && ucpki_verdict_finding(verdict) == NULL);
    CHECK(ucpki_verdict_fetch_hint_count(verdict) == 0 && ucpki_verdict_omitted(verdict) == 0);
    CHECK(ucpki_verdict_warning(verdict, ucpki_verdict_warning_count(verdict)) == NULL);
    CHECK(ucpki_verdict_revocation(verdict, 0) == UCPKI_REVOCATION_GOOD);
    CHECK(ucpki_verdict_revocation(verdict, 2) == UCPKI_REVOCATION_NOT_ASKED);
    CHECK(ucpki_verdict_work(verdict, UCPKI_WORK_SIGNATURES) > 0 && ucpki_verdict_work(verdict, UCPKI_WORK_STEPS) > 0);
    CHECK(ucpki_verdict_work(verdict, UCPKI_WORK_CERTIFICATES) > 0 && ucpki_verdict_work(verdict, UCPKI_WORK_ARCS) > 0);
    CHECK(ucpki_verdict_work(verdict, UCPKI_WORK_PATHS) == 1 && ucpki_verdict_work(verdict, UCPKI_WORK_CACHED) == 0);
    CHECK(ucpki_verdict_work(verdict, UCPKI_WORK_COMPARISONS) > 0);
    CHECK(ucpki_verdict_work(verdict, 0) == 0 && ucpki_verdict_work(verdict, 8) == 0);
    text_ucpki_verdict_text(verdict);
    text_ucpki_verdict_matched_name(verdict);
    FAILS(UCPKI_ERR_ABSENT, ucpki_verdict_limit(verdict, buf, sizeof buf, NULL, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_verdict_fetch_hint_uri(verdict, 0, buf, sizeof buf, NULL, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_verdict_revocation_text(verdict, 2, buf, sizeof buf, NULL, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_verdict_revocation_text(verdict, 0, buf, 1, &needed, &err));
    CHECK(needed > 1);
    WORKS(ucpki_verdict_revocation_text(verdict, 0, buf, sizeof buf, NULL, &err));
    WORKS(ucpki_verdict_policies(verdict, NULL, 0, &needed, &err));
}

static void refused(const ucpki_verdict *verdict) {
    char buf[256];
    const ucpki_finding *finding = ucpki_verdict_finding(verdict);
    const ucpki_candidate *candidate = ucpki_verdict_candidate(verdict, 0);
    CHECK(ucpki_verdict_accepted(verdict) == 0 && ucpki_verdict_code(verdict) == UCPKI_ERR_MATCHER_NAME_MISMATCH);
    CHECK(ucpki_verdict_cause(verdict) == UCPKI_CAUSE_REJECTED && ucpki_verdict_valid_until(verdict) == INT64_MIN);
    CHECK(ucpki_verdict_path_length(verdict) == 0 && ucpki_verdict_path_certificate(verdict, 0) == NULL);
    CHECK(ucpki_verdict_anchor(verdict) == NULL && ucpki_verdict_warning_count(verdict) == 0);
    CHECK(ucpki_finding_code(finding) == UCPKI_ERR_MATCHER_NAME_MISMATCH);
    CHECK(ucpki_finding_severity(finding) == UCPKI_SEVERITY_REFUSE && ucpki_finding_position_above(finding) == -1);
    CHECK(ucpki_finding_at(finding) == UCPKI_AT_CERTIFICATE && ucpki_finding_position(finding) == 0);
    CHECK(ucpki_candidate_length(candidate) >= 1 && ucpki_candidate_finding_count(candidate) >= 1);
    CHECK(ucpki_candidate_certificate(candidate, ucpki_candidate_length(candidate)) == NULL);
    CHECK(ucpki_candidate_finding(candidate, ucpki_candidate_finding_count(candidate)) == NULL);
    CHECK(ucpki_verdict_candidate(verdict, ucpki_verdict_candidate_count(verdict)) == NULL);
    CHECK(ucpki_verdict_work(verdict, UCPKI_WORK_CERTIFICATES) > 0);
    text_ucpki_verdict_text(verdict);
    text_ucpki_finding_text(finding);
    FAILS(UCPKI_ERR_ABSENT, ucpki_verdict_matched_name(verdict, buf, sizeof buf, NULL, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_verdict_revocation_text(verdict, 0, buf, sizeof buf, NULL, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_verdict_limit(verdict, buf, sizeof buf, NULL, &err));
    WORKS(ucpki_verdict_policies(verdict, NULL, 0, NULL, &err));
}

/* Everything that a check used is freed before its verdict is read. */
static void checks(const ucpki_anchor *anchor, struct file crls) {
    ucpki_validator_builder *builder = NULL;
    ucpki_validator *validator = NULL;
    ucpki_crl_set_builder *lists = NULL;
    ucpki_crl_set *set = NULL;
    ucpki_pool *pool = NULL;
    ucpki_params *request = NULL;
    ucpki_verdict *yes = NULL, *no = NULL, *tired = NULL, *nothing = NULL;
    ucpki_error *err = NULL;
    ucpki_certificate_list *leaf = read_list(DEMO "leaf.pem"), *intermediate = read_list(DEMO "intermediate.pem");
    const ucpki_certificate *certificate = ucpki_certificate_list_at(leaf, 0);

    WORKS(ucpki_validator_builder_new(&builder, &err));
    WORKS(ucpki_validator_builder_add_anchor(builder, anchor, &err));
    WORKS(ucpki_validator_builder_build(builder, &validator, &err));
    ucpki_validator_builder_free(builder);
    WORKS(ucpki_crl_set_builder_new(&lists, &err));
    WORKS(ucpki_crl_set_builder_add(lists, crls.data, crls.len, &err));
    WORKS(ucpki_crl_set_builder_build(lists, &set, &err));
    ucpki_crl_set_builder_free(lists);
    WORKS(ucpki_pool_new(&pool, &err));
    WORKS(ucpki_params_new(NOW, UCPKI_PURPOSE_SERVER, &request, &err));

    FAILS(UCPKI_ERR_STATE, ucpki_validator_check(validator, certificate, pool, request, &nothing, &err)); /* no identity */
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_check(NULL, certificate, pool, request, &nothing, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_check(validator, NULL, pool, request, &nothing, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_check(validator, certificate, pool, NULL, &nothing, &err));
    CHECK(nothing == NULL);

    WORKS(ucpki_params_set_dns(request, BYTES("sip.example.com"), &err));
    WORKS(ucpki_params_add_crl_set(request, set, &err));
    ucpki_crl_set_free(set);
    /* Neither a pool nor an output is needed; a pool may grow after a check. */
    CHECK(ucpki_validator_check(validator, certificate, NULL, request, NULL, NULL) == UCPKI_REFUSED);
    CHECK(ucpki_validator_check(validator, certificate, pool, request, NULL, NULL) == UCPKI_REFUSED);
    WORKS(ucpki_pool_add_list(pool, intermediate, &err));
    ucpki_certificate_list_free(intermediate);
    WORKS(ucpki_validator_check(validator, certificate, pool, request, NULL, &err));
    WORKS(ucpki_validator_check(validator, certificate, pool, request, &yes, &err));

    ucpki_budget budget = {sizeof budget, 1, 1, 1, 1, 0};
    WORKS(ucpki_params_set_budget(request, &budget, &err));
    CHECK(ucpki_validator_check(validator, certificate, pool, request, &tired, &err) == UCPKI_REFUSED);
    CHECK(err == NULL);
    memset(&budget, 0, sizeof budget);
    budget.size = sizeof budget;
    WORKS(ucpki_params_set_budget(request, &budget, &err));
    WORKS(ucpki_params_set_host(request, BYTES("198.51.100.1"), &err));
    WORKS(ucpki_params_set_dns(request, BYTES("other.example.net"), &err));
    CHECK(ucpki_validator_check(validator, certificate, pool, request, &no, &err) == UCPKI_REFUSED);
    CHECK(err == NULL);

    ucpki_certificate_list_free(leaf);
    ucpki_params_free(request);
    ucpki_pool_free(pool);
    ucpki_validator_free(validator);
    accepted(yes);
    refused(no);
    CHECK(ucpki_verdict_cause(tired) == UCPKI_CAUSE_EXHAUSTED && ucpki_verdict_code(tired) == UCPKI_ERR_CHAIN_EXHAUSTED);
    char limit[32] = "";
    WORKS(ucpki_verdict_limit(tired, limit, sizeof limit, NULL, &err));
    CHECK(strlen(limit) > 0);
    /* A borrowed certificate outlives its verdict through a handle of its own. */
    ucpki_certificate *kept = ucpki_certificate_ref(ucpki_verdict_path_certificate(yes, 1));
    ucpki_anchor *kept_anchor = ucpki_anchor_ref(ucpki_verdict_anchor(yes));
    ucpki_verdict_free(yes);
    ucpki_verdict_free(no);
    ucpki_verdict_free(tired);
    CHECK(ucpki_certificate_version(kept) == 3);
    CHECK(ucpki_anchor_name_der(kept_anchor).len == ucpki_certificate_issuer_der(kept).len);
    ucpki_anchor_free(kept_anchor);
    ucpki_certificate_free(kept);
}

int main(void) {
    ucpki_certificate_list *roots = read_list(DEMO "root.pem"), *leaf = read_list(DEMO "leaf.pem");
    const ucpki_certificate *root = ucpki_certificate_list_at(roots, 0), *end = ucpki_certificate_list_at(leaf, 0);
    struct file crls = read_file(DEMO "crls.pem");
    ucpki_certificate_list *issuing = read_list(DEMO "intermediate.pem");
    ucpki_anchor *anchor = NULL;

    errors_of_null();
    versions_and_codes();
    bad_bytes(end);
    certificates(end, ucpki_certificate_list_at(issuing, 0));
    anchors(roots);
    pools(leaf);
    crl_sets(crls, root);
    requests();
    WORKS(ucpki_anchor_new_certificate(root, &anchor, &err));
    builders(anchor, end);
    verdict_of_null();
    checks(anchor, crls);

    ucpki_anchor_free(anchor);
    ucpki_certificate_list_free(issuing);
    ucpki_certificate_list_free(leaf);
    ucpki_certificate_list_free(roots);
    free(crls.data);
    if (failures > 0) {
        fprintf(stderr, "%d checks failed\n", failures);
    }
    return failures > 0;
}

/*
 * Makes a key and a request, as the "Generate CSR" page of an appliance does; then the same with a key that the library does
 * not see, as in a hardware module; judges the request, and says what an old certificate lacks; reads a request of somebody else;
 * makes a request with any extension, and none that contradicts itself.
 *
 *   csr            makes everything in memory, and returns 0 if all answers are right
 *   csr --out FILE the same, and writes the request
 */

#include "harness.h"

/* Prints what went wrong, and frees it. Returns 1 if something did. */
static int failed(ucpki_status status, ucpki_error **err, const char *what) {
    if (status == UCPKI_OK) {
        return 0;
    }
    fprintf(stderr, "%s: %s [%s]\n", what, ucpki_error_message(*err), ucpki_error_name(*err));
    ucpki_error_free(*err);
    *err = NULL;
    failures++;
    return 1;
}

/* The system's random bytes. */
static int32_t fill(void *context, uint8_t *bytes, size_t len) {
    FILE *source = fopen("/dev/urandom", "rb");
    size_t got = 0;
    (void)context;
    if (source != NULL) {
        got = fread(bytes, 1, len, source);
        fclose(source);
    }
    return got == len ? 0 : -1;
}

static int32_t no_fill(void *context, uint8_t *bytes, size_t len) {
    (void)context;
    (void)bytes;
    (void)len;
    return -1;
}

static int32_t stuck_fill(void *context, uint8_t *bytes, size_t len) {
    (void)context, (void)bytes, (void)len;
    return 0;
}

static ucpki_status set(ucpki_appliance_builder *builder, int32_t what, const char *value, ucpki_error **err) {
    return ucpki_appliance_builder_set(builder, what, (const uint8_t *)value, strlen(value), err);
}

static ucpki_appliance_builder *new_builder(const char *preset, const char *purpose) {
    ucpki_appliance_builder *builder = NULL;
    ucpki_error *err = NULL;
    ucpki_status status = ucpki_appliance_builder_new((const uint8_t *)preset, strlen(preset), (const uint8_t *)purpose,
                                                strlen(purpose), &builder, &err);
    return failed(status, &err, purpose) ? NULL : builder;
}

/*
 * A module that signs. It "signs" by asking the library in another request for what it should give, which a real one does with
 * its own hardware: the signature of an Ed25519 key over a message is what is in a request that was made of it.
 */
struct module {
    const ucpki_csr *made_before;
    int calls;
    int refuses;
};

static int32_t module_sign(void *context, const uint8_t *message, size_t message_len, uint8_t *signature, size_t cap,
                           size_t *signature_len) {
    struct module *module = context;
    ucpki_bytes der = ucpki_csr_der(module->made_before);
    module->calls++;
    /* The message is in the request behind the header of four bytes, and the signature in its last 64. */
    if (module->refuses || cap < 64 || der.len < message_len + 64 || memcmp(der.ptr + 4, message, message_len) != 0) {
        return -1;
    }
    memcpy(signature, der.ptr + der.len - 64, 64);
    *signature_len = 64;
    return 0;
}

static void describe(ucpki_appliance_builder *builder) {
    ucpki_error *err = NULL;
    failed(set(builder, UCPKI_APPLIANCE_ROLE, "edge", &err), &err, "role");
    failed(set(builder, UCPKI_APPLIANCE_DEPLOYMENT, "per-peer", &err), &err, "deployment");
    failed(set(builder, UCPKI_APPLIANCE_NODE, "edge1.contoso.dev", &err), &err, "node");
    failed(set(builder, UCPKI_APPLIANCE_CLUSTER, "edge.contoso.dev", &err), &err, "cluster");
    failed(set(builder, UCPKI_APPLIANCE_UC_DOMAIN, "contoso.dev", &err), &err, "domain");
    failed(set(builder, UCPKI_APPLIANCE_ADDED, "DNS:old.contoso.dev", &err), &err, "added");
    failed(set(builder, UCPKI_APPLIANCE_REMOVED, "old.contoso.dev", &err), &err, "removed");
    failed(set(builder, UCPKI_CSR_COUNTRY, "NO", &err), &err, "country");
    failed(set(builder, UCPKI_CSR_ORGANIZATION, "Contoso", &err), &err, "organization");
}

static void check_plan(const ucpki_appliance_builder *builder) {
    ucpki_appliance_plan *plan = NULL;
    ucpki_error *err = NULL;
    char text[128];
    if (failed(ucpki_appliance_builder_plan(builder, &plan, &err), &err, "plan")) {
        return;
    }
    CHECK(ucpki_appliance_plan_count(plan) == 4);
    failed(ucpki_appliance_plan_text(plan, 0, text, sizeof text, NULL, &err), &err, "text");
    CHECK(strcmp(text, "DNS:edge1.contoso.dev (node)") == 0);
    failed(ucpki_appliance_plan_text(plan, 3, text, sizeof text, NULL, &err), &err, "text");
    CHECK(strcmp(text, "DNS:old.contoso.dev (added, removed)") == 0);
    CHECK(ucpki_appliance_plan_included(plan, 0) == 1 && ucpki_appliance_plan_included(plan, 3) == 0);
    CHECK(ucpki_appliance_plan_text(plan, 4, text, sizeof text, NULL, NULL) == UCPKI_ERR_INDEX);
    ucpki_appliance_plan_free(plan);
}

/* Rules of the caller's own: one is added to none, another takes what a set refuses. */
static void check_rules(const char *pem) {
    static const char names[][16] = {"", "public-ca"};
    ucpki_csr_rules *rules = NULL;
    ucpki_csr_report *report = NULL;
    ucpki_error *err = NULL;
    const uint8_t *file = (const uint8_t *)pem;
    failed(ucpki_csr_rules_new((const uint8_t *)names[0], 0, &rules, &err), &err, "no rules");
    failed(ucpki_csr_lint_with(file, strlen(pem), rules, UCPKI_PROVIDER_RUSTCRYPTO, &report, &err), &err, "lint with none");
    CHECK(ucpki_csr_report_count(report) == 0);
    ucpki_csr_report_free(report);
    failed(ucpki_csr_rules_set(rules, UCPKI_ERR_CSR_KEY_KIND, UCPKI_CSR_WARN, &err), &err, "set");
    failed(ucpki_csr_lint_with(file, strlen(pem), rules, UCPKI_PROVIDER_RUSTCRYPTO, &report, &err), &err, "lint with one");
    CHECK(ucpki_csr_report_count(report) == 1 && ucpki_csr_report_severity(report, 0) == UCPKI_CSR_WARN);
    ucpki_csr_report_free(report);
    failed(ucpki_csr_rules_set_limit(rules, UCPKI_CSR_LIMIT_ED25519, 1, &err), &err, "limit");
    failed(ucpki_csr_lint_with(file, strlen(pem), rules, UCPKI_PROVIDER_RUSTCRYPTO, &report, &err), &err, "lint with a limit");
    CHECK(ucpki_csr_report_count(report) == 0);
    ucpki_csr_report_free(report);
    CHECK(ucpki_csr_rules_set(rules, 1, UCPKI_CSR_WARN, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_csr_rules_set(rules, UCPKI_ERR_CSR_KEY_KIND, 3, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_csr_rules_set(NULL, UCPKI_ERR_CSR_KEY_KIND, 1, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_csr_rules_set_limit(rules, 9, 1, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_csr_rules_set_limit(rules, UCPKI_CSR_LIMIT_P521, 2, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_csr_lint_with(file, strlen(pem), NULL, UCPKI_PROVIDER_RUSTCRYPTO, &report, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_csr_lint_with(file, strlen(pem), rules, 99, &report, NULL) == UCPKI_ERR_ARGUMENT);
    ucpki_csr_rules_free(rules);
    failed(ucpki_csr_rules_new((const uint8_t *)names[1], strlen(names[1]), &rules, &err), &err, "copy of a set");
    failed(ucpki_csr_rules_set(rules, UCPKI_ERR_CSR_KEY_KIND, UCPKI_CSR_IGNORE, &err), &err, "ignore");
    failed(ucpki_csr_lint_with(file, strlen(pem), rules, UCPKI_PROVIDER_RUSTCRYPTO, &report, &err), &err, "lint with a copy");
    CHECK(ucpki_csr_report_count(report) == 1 && ucpki_csr_report_code(report, 0) == UCPKI_ERR_CSR_CLIENT_AUTH);
    ucpki_csr_report_free(report);
    ucpki_csr_rules_free(rules);
    ucpki_csr_rules_free(NULL);
    CHECK(ucpki_csr_rules_new((const uint8_t *)"x", 1, &rules, NULL) == UCPKI_ERR_ARGUMENT);
}

/* A request, its proof, its form as PEM, what a CA would say, and what it covers. */
static void check_request(const ucpki_appliance_builder *builder, const ucpki_csr *csr, const char *out) {
    static const char rules[] = "public-ca";
    ucpki_error *err = NULL;
    ucpki_csr *again = NULL;
    ucpki_csr_report *report = NULL;
    ucpki_appliance_coverage *coverage = NULL;
    char pem[4096], text[1024];
    size_t needed = 0;
    failed(ucpki_csr_verify_proof(csr, &err), &err, "proof");
    failed(ucpki_csr_pem(csr, pem, sizeof pem, &needed, &err), &err, "pem");
    CHECK(needed == strlen(pem) + 1);
    failed(ucpki_csr_parse((const uint8_t *)pem, strlen(pem), &again, &err), &err, "parse");
    CHECK(ucpki_csr_der(again).len == ucpki_csr_der(csr).len);
    failed(ucpki_csr_subject_text(again, text, sizeof text, NULL, &err), &err, "subject");
    CHECK(strcmp(text, "CN=edge1.contoso.dev,O=Contoso,C=NO") == 0);
    failed(ucpki_csr_checklist(again, text, sizeof text, NULL, &err), &err, "checklist");
    CHECK(strstr(text, "[ ] serverAuth") != NULL);
    failed(ucpki_csr_openssl_extensions(again, text, sizeof text, NULL, &err), &err, "extensions");
    CHECK(strstr(text, "DNS.3 = contoso.dev") != NULL);
    failed(ucpki_csr_lint((const uint8_t *)pem, strlen(pem), (const uint8_t *)rules, strlen(rules), &report, &err), &err,
           "lint");
    /* Public CAs take no Ed25519, and are about to issue no client authentication. */
    CHECK(ucpki_csr_report_count(report) == 2);
    CHECK(ucpki_csr_report_code(report, 1) == UCPKI_ERR_CSR_CLIENT_AUTH);
    CHECK(ucpki_csr_report_severity(report, 1) == UCPKI_CSR_WARN);
    failed(ucpki_csr_report_source(report, 1, text, sizeof text, NULL, &err), &err, "source");
    CHECK(strcmp(text, "CA/Browser Forum Baseline Requirements") == 0);
    CHECK(ucpki_csr_report_source(report, 2, text, sizeof text, NULL, NULL) == UCPKI_ERR_INDEX);
    CHECK(ucpki_csr_report_code(report, 0) == UCPKI_ERR_CSR_KEY_KIND);
    CHECK(ucpki_csr_report_severity(report, 0) == UCPKI_CSR_REFUSE);
    failed(ucpki_csr_report_text(report, 0, text, sizeof text, NULL, &err), &err, "text");
    check_rules(pem);
    failed(ucpki_csr_verify_proof_with(csr, UCPKI_PROVIDER_RUSTCRYPTO, &err), &err, "proof with a provider");
    CHECK(ucpki_csr_verify_proof_with(NULL, UCPKI_PROVIDER_RUSTCRYPTO, NULL) == UCPKI_ERR_ARGUMENT);
    failed(ucpki_appliance_builder_coverage_of_csr(builder, again, &coverage, &err), &err, "coverage");
    CHECK(ucpki_appliance_coverage_reissue(coverage) == UCPKI_APPLIANCE_REISSUE_NO);
    failed(ucpki_appliance_coverage_missing(coverage, text, sizeof text, NULL, &err), &err, "missing");
    CHECK(text[0] == 0);
    failed(ucpki_appliance_coverage_extra(coverage, text, sizeof text, NULL, &err), &err, "extra");
    if (out != NULL) {
        FILE *file = fopen(out, "wb");
        CHECK(file != NULL && fputs(pem, file) >= 0);
        if (file != NULL) {
            fclose(file);
        }
    }
    ucpki_appliance_coverage_free(coverage);
    ucpki_csr_report_free(report);
    ucpki_csr_free(again);
}

/* The key under a passphrase. Its derivation is slow by purpose, and takes minutes under Valgrind. */
static void check_encrypted_key(const ucpki_private_key *key) {
    static const char passphrase[] = "correct horse";
    ucpki_error *err = NULL;
    ucpki_secret *secret = NULL;
    ucpki_private_key *again = NULL;
    ucpki_bytes bytes;
    failed(ucpki_private_key_export(key, UCPKI_KEY_FORM_ENCRYPTED, (const uint8_t *)passphrase, strlen(passphrase), fill, NULL,
                                    &secret, &err),
           &err, "export");
    bytes = ucpki_secret_bytes(secret);
    CHECK(ucpki_private_key_parse(bytes.ptr, bytes.len, NULL, 0, &again, NULL) == UCPKI_ERR_CRYPTO_PASSPHRASE_MISSING);
    CHECK(ucpki_private_key_parse(bytes.ptr, bytes.len, (const uint8_t *)"x", 1, &again, NULL) ==
           UCPKI_ERR_CRYPTO_PASSPHRASE_WRONG);
    CHECK(ucpki_private_key_parse_limited(bytes.ptr, bytes.len, (const uint8_t *)passphrase, strlen(passphrase), 599999, 0, 0, &again,
                                           NULL) == UCPKI_ERR_CRYPTO_DERIVATION_COST);
    failed(ucpki_private_key_parse_limited(bytes.ptr, bytes.len, (const uint8_t *)passphrase, strlen(passphrase), 600000, 1, 1, &again,
                                           &err), &err, "parse with limits");
    ucpki_private_key_free(again);
    failed(ucpki_private_key_parse(bytes.ptr, bytes.len, (const uint8_t *)passphrase, strlen(passphrase), &again, &err), &err,
           "parse");
    CHECK(again != NULL && memcmp(ucpki_private_key_spki(again).ptr, ucpki_private_key_spki(key).ptr, 44) == 0);
    ucpki_private_key_free(again);
    ucpki_secret_free(secret);
}

/* The key goes out in one way only, and comes back. */
static void check_key(const ucpki_private_key *key) {
    ucpki_error *err = NULL;
    ucpki_secret *secret = NULL;
    char hash[128];
    failed(ucpki_private_key_fingerprint(key, UCPKI_SHOW_KEY_SHA256, hash, sizeof hash, NULL, &err), &err, "hash");
    CHECK(strlen(hash) == 32 * 3 - 1 || strlen(hash) == 64);
    CHECK(ucpki_private_key_fingerprint(key, UCPKI_SHOW_SHA256, hash, sizeof hash, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_private_key_kind(key) == UCPKI_KEY_ED25519 && ucpki_private_key_bits(key) == 256);
    if (getenv("UCPKI_QUICK") == NULL) {
        check_encrypted_key(key);
    }
    CHECK(ucpki_private_key_export(key, UCPKI_KEY_FORM_TRADITIONAL, NULL, 0, NULL, NULL, &secret, NULL) == UCPKI_ERR_ABSENT);
    failed(ucpki_private_key_export(key, UCPKI_KEY_FORM_PKCS8, NULL, 0, NULL, NULL, &secret, &err), &err, "export");
    CHECK(ucpki_secret_bytes(secret).len > 100);
    ucpki_secret_free(secret);
}

static void check_errors(ucpki_appliance_builder *builder, const ucpki_private_key *key) {
    ucpki_private_key *none = NULL;
    ucpki_csr *csr = NULL;
    ucpki_appliance_builder *tomcat = new_builder("cucm", "tomcat");
    ucpki_error *err = NULL;
    CHECK(ucpki_private_key_generate(UCPKI_KEY_P256, 0, no_fill, NULL, &none, NULL) == UCPKI_ERR_CRYPTO_RANDOM_FAILED);
    CHECK(ucpki_private_key_generate(UCPKI_KEY_P256, 0, NULL, NULL, &none, NULL) == UCPKI_ERR_CRYPTO_RANDOM_FAILED);
    /* A callback that forgot to fill what it was given. */
    CHECK(ucpki_private_key_generate(UCPKI_KEY_P256, 0, stuck_fill, NULL, &none, NULL) == UCPKI_ERR_CRYPTO_RANDOM_FAILED);
    CHECK(ucpki_private_key_generate(UCPKI_KEY_RSA, 4096, stuck_fill, NULL, &none, NULL) == UCPKI_ERR_CRYPTO_RANDOM_FAILED);
    CHECK(ucpki_private_key_generate(UCPKI_KEY_P256, 7, fill, NULL, &none, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_private_key_generate(UCPKI_KEY_RSA, 1024, fill, NULL, &none, NULL) == UCPKI_ERR_CRYPTO_KEY_UNSUPPORTED);
    CHECK(set(builder, UCPKI_APPLIANCE_ADDED, "*.contoso.dev", NULL) == UCPKI_ERR_CSR_WILDCARD);
    CHECK(set(builder, UCPKI_APPLIANCE_ADDED, "a b", NULL) == UCPKI_ERR_CSR_NAME_INVALID);
    CHECK(set(builder, 999, "x", NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(set(NULL, UCPKI_APPLIANCE_NODE, "x", NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_appliance_builder_sign(tomcat, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, NULL) ==
           UCPKI_ERR_APPLIANCE_TOPOLOGY_INCOMPLETE);
    failed(set(tomcat, UCPKI_APPLIANCE_NODE, "cucm1.contoso.dev", &err), &err, "node");
    CHECK(ucpki_appliance_builder_sign(tomcat, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, NULL) == UCPKI_ERR_APPLIANCE_PURPOSE_KEY);
    CHECK(ucpki_appliance_builder_sign(builder, key, UCPKI_HASH_SHA1, NULL, NULL, &csr, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_appliance_builder_set_switch(builder, (const uint8_t *)"x", 1, (const uint8_t *)"y", 1, NULL) ==
           UCPKI_ERR_APPLIANCE_SWITCH_UNKNOWN);
    CHECK(ucpki_csr_parse((const uint8_t *)"", 0, &csr, NULL) == UCPKI_ERR_X509_PEM_NO_BLOCK);
    CHECK(csr == NULL && none == NULL);
    ucpki_appliance_builder_free(tomcat);
    ucpki_appliance_builder_free(NULL);
    ucpki_csr_free(NULL);
    ucpki_appliance_plan_free(NULL);
    ucpki_csr_report_free(NULL);
    ucpki_appliance_coverage_free(NULL);
    ucpki_private_key_free(NULL);
    ucpki_secret_free(NULL);
}

static ucpki_status set_default(ucpki_appliance_defaults *defaults, int32_t what, const char *value, ucpki_error **err) {
    return ucpki_appliance_defaults_set(defaults, what, (const uint8_t *)value, strlen(value), err);
}

/* What every request of a node starts from, and what follows when it changes. */
static void check_defaults(const ucpki_private_key *key) {
    ucpki_appliance_defaults *defaults = NULL, *other = NULL;
    ucpki_appliance_builder *builder = new_builder("expressway", "expressway");
    ucpki_appliance_plan *plan = NULL;
    ucpki_csr *csr = NULL;
    ucpki_error *err = NULL;
    int32_t regenerate = -1, advice = -1;
    char text[1024];
    failed(ucpki_appliance_defaults_new(&defaults, &err), &err, "defaults");
    failed(ucpki_appliance_defaults_new(&other, &err), &err, "defaults");
    failed(set_default(defaults, UCPKI_CSR_COUNTRY, "NO", &err), &err, "country");
    failed(set_default(defaults, UCPKI_CSR_UNIT, "Voice", &err), &err, "unit");
    failed(set_default(defaults, UCPKI_APPLIANCE_ADDED, "email:pki@contoso.dev, IP:198.51.100.7", &err), &err, "names");
    CHECK(set_default(defaults, UCPKI_APPLIANCE_NODE, "x", NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(set_default(defaults, UCPKI_APPLIANCE_ADDED, "*.contoso.dev", NULL) == UCPKI_ERR_CSR_WILDCARD);
    failed(ucpki_appliance_defaults_change(defaults, other, &regenerate, &err), &err, "change");
    CHECK(regenerate == 1);
    failed(ucpki_appliance_defaults_change(defaults, defaults, &regenerate, &err), &err, "change");
    CHECK(regenerate == 0);

    failed(ucpki_appliance_builder_set_defaults(builder, defaults, &err), &err, "set defaults");
    failed(set(builder, UCPKI_APPLIANCE_NODE, "a.contoso.dev", &err), &err, "node");
    failed(set(builder, UCPKI_APPLIANCE_BLANK, "on", &err), &err, "blank");
    CHECK(set(builder, UCPKI_APPLIANCE_BLANK, "yes", NULL) == UCPKI_ERR_ARGUMENT);
    failed(ucpki_appliance_builder_plan(builder, &plan, &err), &err, "plan");
    CHECK(ucpki_appliance_plan_count(plan) == 2);
    ucpki_appliance_plan_free(plan);
    plan = NULL;
    failed(set(builder, UCPKI_APPLIANCE_ROLE, "edge", &err), &err, "role");
    failed(set(builder, UCPKI_APPLIANCE_UC_DOMAIN, "contoso.dev", &err), &err, "domain");
    failed(set(builder, UCPKI_APPLIANCE_COLLAB_EDGE, "on", &err), &err, "collab-edge");
    failed(ucpki_appliance_builder_plan(builder, &plan, &err), &err, "plan");
    failed(ucpki_appliance_plan_text(plan, 0, text, sizeof text, NULL, &err), &err, "text");
    CHECK(strcmp(text, "DNS:collab-edge.contoso.dev (UC domain)") == 0);
    ucpki_appliance_plan_free(plan);
    plan = NULL;
    failed(set(builder, UCPKI_APPLIANCE_DNSSEC, "on", &err), &err, "dnssec");
    failed(ucpki_appliance_builder_plan(builder, &plan, &err), &err, "plan");
    CHECK(ucpki_appliance_plan_count(plan) == 2);
    ucpki_appliance_plan_free(plan);

    failed(ucpki_appliance_builder_check_key(builder, key, &advice, &err), &err, "check key");
    CHECK(advice == UCPKI_APPLIANCE_KEY_OK);
    failed(ucpki_appliance_builder_sign(builder, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, &err), &err, "sign");
    failed(ucpki_csr_subject_text(csr, text, sizeof text, NULL, &err), &err, "subject");
    CHECK(strcmp(text, "CN=a.contoso.dev,OU=Voice,C=NO") == 0);
    failed(ucpki_appliance_builder_switches(builder, text, sizeof text, NULL, &err), &err, "switches");
    CHECK(strstr(text, "max-rsa-bits=8192\n") != NULL && strstr(text, "ed25519=on\n") != NULL);
    failed(ucpki_appliance_builder_set_switch(builder, (const uint8_t *)"ed25519", 7, (const uint8_t *)"off", 3, &err), &err, "off");
    CHECK(ucpki_appliance_builder_check_key(builder, key, &advice, NULL) == UCPKI_ERR_APPLIANCE_PURPOSE_KEY);
    ucpki_csr_free(csr);
    ucpki_appliance_builder_free(builder);
    ucpki_appliance_defaults_free(other);
    ucpki_appliance_defaults_free(defaults);
    ucpki_appliance_defaults_free(NULL);
}

/* Domains from a file, stores of purposes, and aliases that have to be the same on both sides. */
static void check_lists(void) {
    static const char file[] = "# ours\nb.example\n\nc.example # theirs\n";
    static const char purpose[] = "cup-xmpp-s2s";
    const ucpki_bytes control[] = {{(const uint8_t *)"a.contoso.dev", 13}, {(const uint8_t *)"B.contoso.dev", 13}};
    const ucpki_bytes edge[] = {{(const uint8_t *)"b.contoso.dev", 13}};
    ucpki_appliance_builder *builder = new_builder("cucm", "tomcat");
    ucpki_appliance_plan *plan = NULL;
    ucpki_csr_report *report = NULL;
    ucpki_error *err = NULL;
    char text[128];
    failed(set(builder, UCPKI_APPLIANCE_NODE, "cucm1.contoso.dev", &err), &err, "node");
    failed(set(builder, UCPKI_APPLIANCE_OTHER_DOMAINS, file, &err), &err, "domains");
    failed(ucpki_appliance_builder_plan(builder, &plan, &err), &err, "plan");
    CHECK(ucpki_appliance_plan_count(plan) == 3);
    ucpki_appliance_plan_free(plan);
    ucpki_appliance_builder_free(builder);

    failed(ucpki_appliance_purpose_trust_store((const uint8_t *)purpose, strlen(purpose), text, sizeof text, NULL, &err), &err,
           "trust store");
    CHECK(strcmp(text, "cup-xmpp-trust") == 0);
    CHECK(ucpki_appliance_purpose_trust_store((const uint8_t *)"x", 1, text, sizeof text, NULL, NULL) == UCPKI_ERR_ARGUMENT);

    failed(ucpki_appliance_compare_aliases(control, 2, edge, 1, &report, &err), &err, "aliases");
    CHECK(ucpki_csr_report_count(report) == 1 && ucpki_csr_report_code(report, 0) == UCPKI_ERR_APPLIANCE_ALIASES_DIFFER);
    failed(ucpki_csr_report_text(report, 0, text, sizeof text, NULL, &err), &err, "text");
    CHECK(strstr(text, "a.contoso.dev is missing on Expressway") != NULL);
    ucpki_csr_report_free(report);
    report = NULL;
    failed(ucpki_appliance_compare_aliases(edge, 1, edge, 1, &report, &err), &err, "aliases");
    CHECK(ucpki_csr_report_count(report) == 0);
    ucpki_csr_report_free(report);
    CHECK(ucpki_appliance_compare_aliases(NULL, 1, edge, 1, &report, NULL) == UCPKI_ERR_ARGUMENT);
}

/* ML-DSA, in libraries that were built with it. */
static void check_ml_dsa(ucpki_appliance_builder *builder) {
    ucpki_private_key *key = NULL;
    ucpki_csr *csr = NULL;
    ucpki_validator_builder *validator = NULL;
    ucpki_error *err = NULL;
    ucpki_status made = ucpki_private_key_generate(UCPKI_KEY_ML_DSA_44, 0, fill, NULL, &key, NULL);
    ucpki_status provided;
    failed(ucpki_validator_builder_new(&validator, &err), &err, "validator");
    provided = ucpki_validator_builder_set_provider(validator, UCPKI_PROVIDER_ML_DSA, NULL);
    ucpki_validator_builder_free(validator);
    if (made == UCPKI_ERR_CRYPTO_KEY_UNSUPPORTED) {
        CHECK(key == NULL && provided == UCPKI_ERR_UNSUPPORTED);
        return;
    }
    CHECK(made == UCPKI_OK && provided == UCPKI_OK);
    CHECK(ucpki_private_key_kind(key) == UCPKI_KEY_ML_DSA_44 && ucpki_private_key_bits(key) == 0);
    CHECK(ucpki_appliance_builder_sign(builder, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, NULL) == UCPKI_ERR_APPLIANCE_PURPOSE_KEY);
    failed(ucpki_appliance_builder_set_switch(builder, (const uint8_t *)"ml-dsa", 6, (const uint8_t *)"on", 2, &err), &err, "switch");
    failed(ucpki_appliance_builder_sign(builder, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, &err), &err, "sign");
    failed(ucpki_csr_verify_proof(csr, &err), &err, "proof");
    ucpki_csr_free(csr);
    ucpki_private_key_free(key);
}

static int is(ucpki_bytes bytes, const char *text) {
    return bytes.len == strlen(text) && memcmp(bytes.ptr, text, bytes.len) == 0;
}

/* Attributes and extensions of a request that OpenSSL made. */
static void check_attributes(const ucpki_csr *csr) {
    static const char password[] = "1.2.840.113549.1.9.7", no_such[] = "1.2.3.4";
    ucpki_csr_attribute attributes[3];
    ucpki_bytes value;
    ucpki_error *err = NULL;
    char text[64];
    size_t needed = 0;
    CHECK(ucpki_csr_attribute_count(csr) == 3 && ucpki_csr_attribute_count(NULL) == 0);
    CHECK(ucpki_csr_attributes(csr, NULL, 0, &needed, NULL) == UCPKI_ERR_BUFFER && needed == 3);
    failed(ucpki_csr_attributes(csr, attributes, 3, &needed, &err), &err, "attributes");
    CHECK(attributes[0].attribute == 0 && attributes[2].attribute == 2);
    failed(ucpki_csr_attribute_values(csr, (const uint8_t *)password, strlen(password), &value, 1, &needed, &err), &err,
           "values");
    /* A string with its tag and length. */
    CHECK(needed == 1 && value.len == 2 + strlen("demo password") && memcmp(value.ptr + 2, "demo password", 13) == 0);
    CHECK(ucpki_csr_attribute_values(csr, (const uint8_t *)no_such, strlen(no_such), &value, 1, NULL, NULL) ==
           UCPKI_ERR_ABSENT);
    failed(ucpki_csr_challenge_password(csr, text, sizeof text, NULL, &err), &err, "password");
    CHECK(strcmp(text, "demo password") == 0);
    failed(ucpki_csr_unstructured_name(csr, text, sizeof text, NULL, &err), &err, "name");
    CHECK(strcmp(text, "Example device") == 0);
    CHECK(ucpki_csr_unstructured_name(csr, text, 3, &needed, NULL) == UCPKI_ERR_BUFFER && needed == 15);
}

static void check_extensions(const ucpki_csr *csr) {
    static const char usage[] = "2.5.29.15", constraints[] = "2.5.29.19";
    ucpki_csr_requested extensions[3];
    ucpki_general_name names[2];
    ucpki_bytes purposes[2], value;
    ucpki_error *err = NULL;
    uint32_t bits = 0;
    int32_t critical = -1;
    char text[64];
    size_t needed = 0;
    CHECK(ucpki_csr_extensions(csr, extensions, 2, &needed, NULL) == UCPKI_ERR_BUFFER && needed == 3);
    failed(ucpki_csr_extensions(csr, extensions, 3, &needed, &err), &err, "extensions");
    CHECK(extensions[0].value.len > 0);
    failed(ucpki_csr_extension(csr, (const uint8_t *)usage, strlen(usage), &value, &critical, &err), &err, "extension");
    CHECK(critical == 1 && value.len >= 4 && value.ptr[0] == 0x03);
    CHECK(ucpki_csr_extension(csr, (const uint8_t *)constraints, strlen(constraints), &value, NULL, NULL) ==
           UCPKI_ERR_ABSENT);
    CHECK(ucpki_csr_extension(csr, (const uint8_t *)"x", 1, &value, NULL, NULL) == UCPKI_ERR_X509_OID_TEXT_INVALID);
    failed(ucpki_csr_key_usage(csr, &bits, &err), &err, "key usage");
    CHECK((bits & UCPKI_KEY_USAGE_DIGITAL_SIGNATURE) != 0);
    failed(ucpki_csr_extended_key_usage(csr, purposes, 2, &needed, &err), &err, "purposes");
    failed(ucpki_oid_text(purposes[0].ptr, purposes[0].len, text, sizeof text, NULL, &err), &err, "purpose");
    CHECK(needed == 2 && strcmp(text, "1.3.6.1.5.5.7.3.1") == 0);
    failed(ucpki_csr_subject_alt_name(csr, names, 2, &needed, &err), &err, "names");
    CHECK(needed == 2 && names[0].kind == UCPKI_GENERAL_NAME_DNS && is(names[0].value, "sip.example.com"));
}

/* What is in a request that came from elsewhere. */
static void check_content(void) {
    struct file file = read_file("tests/data/csr/demo/request.pem");
    ucpki_csr *csr = NULL;
    ucpki_error *err = NULL;
    char text[64];
    if (!failed(ucpki_csr_parse(file.data, file.len, &csr, &err), &err, "parse")) {
        ucpki_bytes info = ucpki_csr_info(csr), der = ucpki_csr_der(csr), algorithm = ucpki_csr_signature_algorithm_der(csr);
        CHECK(ucpki_csr_version(csr) == 1 && ucpki_csr_version(NULL) == 0);
        CHECK(info.ptr > der.ptr && info.len < der.len && ucpki_csr_info(NULL).ptr == NULL);
        CHECK(ucpki_csr_subject_der(csr).len > 0 && ucpki_csr_subject_der(csr).ptr[0] == 0x30);
        CHECK(ucpki_csr_spki(csr).len == 44);
        failed(ucpki_csr_signature_algorithm(csr, text, sizeof text, NULL, &err), &err, "algorithm");
        CHECK(strcmp(text, "1.3.101.112") == 0 && algorithm.len == 7);
        CHECK(ucpki_csr_signature(csr).len == 64);
        failed(ucpki_csr_verify_proof(csr, &err), &err, "proof");
        check_attributes(csr);
        check_extensions(csr);
        CHECK(ucpki_csr_attributes(NULL, NULL, 0, NULL, NULL) == UCPKI_ERR_ARGUMENT);
        CHECK(ucpki_csr_subject_alt_name(NULL, NULL, 0, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    }
    ucpki_csr_free(csr);
    free(file.data);
}

static ucpki_status say(ucpki_csr_builder *builder, int32_t what, const char *value, ucpki_error **err) {
    return ucpki_csr_builder_set(builder, what, (const uint8_t *)value, strlen(value), err);
}

static ucpki_status add(ucpki_csr_builder *builder, const char *oid, int32_t critical, const uint8_t *value, size_t len,
                        ucpki_error **err) {
    return ucpki_csr_builder_add_extension(builder, (const uint8_t *)oid, strlen(oid), critical, value, len, err);
}

static ucpki_status purposes(ucpki_csr_builder *builder, const char *first, const char *second, ucpki_error **err) {
    ucpki_bytes oids[2];
    oids[0].ptr = (const uint8_t *)first, oids[0].len = strlen(first);
    oids[1].ptr = (const uint8_t *)second, oids[1].len = strlen(second);
    return ucpki_csr_builder_set_extended_key_usage(builder, oids, 2, err);
}

static const char server_auth[] = "1.3.6.1.5.5.7.3.1", client_auth[] = "1.3.6.1.5.5.7.3.2", tls_feature[] = "1.3.6.1.5.5.7.1.24",
                  key_usage[] = "2.5.29.15";
static const uint8_t must_staple[] = {0x30, 0x03, 0x02, 0x01, 0x05}, usage_value[] = {0x03, 0x02, 0x07, 0x80};

/* The request fails with this code. */
static void refused(const ucpki_csr_builder *builder, const ucpki_private_key *key, ucpki_status code, int line) {
    ucpki_csr *csr = NULL;
    ucpki_error *err = NULL;
    ucpki_status status = ucpki_csr_builder_sign(builder, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, &err);
    if (status != code || csr != NULL || err == NULL || ucpki_error_code(err) != code) {
        fprintf(stderr, "%s:%d: %s\n", __FILE__, line, err == NULL ? "no error" : ucpki_error_message(err));
        failures++;
    }
    ucpki_error_free(err);
    ucpki_csr_free(csr);
}

#define REFUSED(code) refused(builder, key, code, __LINE__)

/* What contradicts itself, or is asked for twice. */
static void check_contradictions(const ucpki_private_key *key) {
    ucpki_csr_builder *builder = NULL;
    ucpki_csr *csr = NULL;
    ucpki_error *err = NULL;
    failed(ucpki_csr_builder_new(&builder, &err), &err, "new");
    failed(ucpki_csr_builder_set_key_usage(builder, UCPKI_KEY_USAGE_KEY_CERT_SIGN, &err), &err, "usage");
    REFUSED(UCPKI_ERR_CSR_USAGE_CONTRADICTION);
    failed(ucpki_csr_builder_set_basic_constraints(builder, 1, 0, &err), &err, "a CA");
    failed(ucpki_csr_builder_sign(builder, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, &err), &err, "sign");
    ucpki_csr_free(csr);
    failed(ucpki_csr_builder_set_basic_constraints(builder, 0, -1, &err), &err, "no CA");
    REFUSED(UCPKI_ERR_CSR_USAGE_CONTRADICTION);
    failed(ucpki_csr_builder_set_basic_constraints(builder, 0, 1, &err), &err, "a length without a CA");
    REFUSED(UCPKI_ERR_CSR_USAGE_CONTRADICTION);
    failed(ucpki_csr_builder_set_basic_constraints(builder, 0, -1, &err), &err, "no CA");
    /* A key of Ed25519 encrypts nothing. */
    failed(ucpki_csr_builder_set_key_usage(builder, UCPKI_KEY_USAGE_KEY_ENCIPHERMENT, &err), &err, "usage");
    REFUSED(UCPKI_ERR_CSR_USAGE_CONTRADICTION);
    failed(ucpki_csr_builder_set_key_usage(builder, 0, &err), &err, "usage");
    REFUSED(UCPKI_ERR_CSR_USAGE_CONTRADICTION);
    failed(ucpki_csr_builder_set_key_usage(builder, UCPKI_KEY_USAGE_DIGITAL_SIGNATURE, &err), &err, "usage");
    failed(purposes(builder, server_auth, server_auth, &err), &err, "purposes");
    REFUSED(UCPKI_ERR_CSR_REPEATED);
    failed(purposes(builder, server_auth, client_auth, &err), &err, "purposes");
    /* Given and set. */
    failed(add(builder, key_usage, 1, usage_value, sizeof usage_value, &err), &err, "given");
    REFUSED(UCPKI_ERR_CSR_REPEATED);
    ucpki_csr_builder_free(builder);
    builder = NULL;
    failed(ucpki_csr_builder_new(&builder, &err), &err, "new");
    failed(add(builder, tls_feature, 0, (const uint8_t *)"x", 1, &err), &err, "no DER");
    REFUSED(UCPKI_ERR_CSR_VALUE_INVALID);
    ucpki_csr_builder_free(builder);
}

/* A builder without a node: any name, any extension. */
static void check_any_extension(const ucpki_private_key *key) {
    ucpki_csr_builder *builder = NULL, *again = NULL, *none = NULL;
    ucpki_csr *csr = NULL, *repeated = NULL;
    ucpki_error *err = NULL;
    ucpki_bytes value = {NULL, 0}, oids[2];
    uint32_t bits = 0;
    int32_t critical = -1;
    size_t count = 0;
    char text[256];
    failed(ucpki_csr_builder_new(&builder, &err), &err, "new");
    failed(say(builder, UCPKI_CSR_COMMON_NAME, "www.contoso.dev", &err), &err, "common name");
    failed(say(builder, UCPKI_CSR_UNIT, "Web", &err), &err, "unit");
    failed(say(builder, UCPKI_CSR_NAMES, "DNS:www.contoso.dev, IP:192.0.2.1", &err), &err, "names");
    failed(say(builder, UCPKI_CSR_NAMES, "contoso.dev", &err), &err, "more names");
    failed(say(builder, UCPKI_CSR_UNSTRUCTURED_NAME, "device 1", &err), &err, "unstructured name");
    CHECK(say(builder, UCPKI_CSR_NAMES, "*.contoso.dev", NULL) == UCPKI_ERR_CSR_WILDCARD);
    CHECK(say(builder, UCPKI_APPLIANCE_NODE, "x", NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(say(NULL, UCPKI_CSR_COMMON_NAME, "x", NULL) == UCPKI_ERR_ARGUMENT);
    failed(ucpki_csr_builder_set_key_usage(builder, UCPKI_KEY_USAGE_DIGITAL_SIGNATURE | UCPKI_KEY_USAGE_NON_REPUDIATION, &err),
           &err, "usage");
    CHECK(ucpki_csr_builder_set_key_usage(builder, 0x200, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_csr_builder_set_key_usage(NULL, 1, NULL) == UCPKI_ERR_ARGUMENT);
    failed(purposes(builder, server_auth, client_auth, &err), &err, "purposes");
    CHECK(purposes(builder, server_auth, "1.x", NULL) == UCPKI_ERR_X509_OID_TEXT_INVALID);
    CHECK(ucpki_csr_builder_set_extended_key_usage(builder, NULL, 1, NULL) == UCPKI_ERR_ARGUMENT);
    failed(ucpki_csr_builder_set_basic_constraints(builder, 0, -1, &err), &err, "constraints");
    CHECK(ucpki_csr_builder_set_basic_constraints(builder, 2, -1, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_csr_builder_set_basic_constraints(builder, 1, -2, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_csr_builder_set_basic_constraints(builder, 1, (int64_t)1 << 32, NULL) == UCPKI_ERR_ARGUMENT);
    failed(add(builder, tls_feature, 1, must_staple, sizeof must_staple, &err), &err, "extension");
    CHECK(add(builder, tls_feature, 0, must_staple, sizeof must_staple, NULL) == UCPKI_ERR_CSR_REPEATED);
    CHECK(add(builder, "x", 0, must_staple, sizeof must_staple, NULL) == UCPKI_ERR_X509_OID_TEXT_INVALID);
    CHECK(add(builder, "1.2.3", 2, must_staple, sizeof must_staple, NULL) == UCPKI_ERR_ARGUMENT);
    failed(ucpki_csr_builder_sign(builder, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, &err), &err, "sign");
    failed(ucpki_csr_verify_proof(csr, &err), &err, "proof");
    failed(ucpki_csr_subject_text(csr, text, sizeof text, NULL, &err), &err, "subject");
    CHECK(strcmp(text, "CN=www.contoso.dev,OU=Web") == 0);
    failed(ucpki_csr_key_usage(csr, &bits, &err), &err, "key usage");
    CHECK(bits == (UCPKI_KEY_USAGE_DIGITAL_SIGNATURE | UCPKI_KEY_USAGE_NON_REPUDIATION));
    failed(ucpki_csr_extended_key_usage(csr, oids, 2, &count, &err), &err, "purposes");
    CHECK(count == 2);
    failed(ucpki_csr_extension(csr, (const uint8_t *)tls_feature, strlen(tls_feature), &value, &critical, &err), &err,
           "extension");
    CHECK(critical == 1 && value.len == sizeof must_staple && memcmp(value.ptr, must_staple, value.len) == 0);
    CHECK(ucpki_csr_extensions(csr, NULL, 0, &count, NULL) == UCPKI_ERR_BUFFER && count == 5);

    /* The same again, with other names and another key usage. */
    failed(ucpki_csr_builder_repeat(csr, &again, &err), &err, "repeat");
    CHECK(ucpki_csr_builder_repeat(NULL, &none, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(say(again, UCPKI_CSR_COMMON_NAME, "x", NULL) == UCPKI_ERR_ARGUMENT);
    failed(say(again, UCPKI_CSR_NAMES, "www.contoso.dev", &err), &err, "names");
    failed(add(again, key_usage, 0, usage_value, sizeof usage_value, &err), &err, "usage");
    failed(ucpki_csr_builder_sign(again, key, UCPKI_HASH_USUAL, NULL, NULL, &repeated, &err), &err, "sign");
    failed(ucpki_csr_extension(repeated, (const uint8_t *)key_usage, strlen(key_usage), &value, &critical, &err), &err, "usage");
    CHECK(critical == 0 && value.len == sizeof usage_value && memcmp(value.ptr, usage_value, value.len) == 0);
    failed(ucpki_csr_extension(repeated, (const uint8_t *)tls_feature, strlen(tls_feature), &value, &critical, &err), &err,
           "extension");
    CHECK(critical == 1);
    CHECK(ucpki_csr_attribute_count(csr) == 2 && ucpki_csr_attribute_count(repeated) == 1);
    CHECK(ucpki_csr_builder_new(NULL, NULL) == UCPKI_ERR_ARGUMENT);
    ucpki_csr_free(repeated);
    ucpki_csr_free(csr);
    ucpki_csr_builder_free(again);
    ucpki_csr_builder_free(builder);
    ucpki_csr_builder_free(NULL);
}

/* What a certificate has already, with other names. */
static void check_renewal(const ucpki_private_key *key) {
    size_t count = 0;
    ucpki_certificate_list *list = read_list(DEMO "leaf.pem");
    ucpki_csr_builder *builder = NULL, *none = NULL;
    ucpki_csr *csr = NULL;
    ucpki_error *err = NULL;
    ucpki_general_name names[2];
    failed(ucpki_csr_builder_renew(ucpki_certificate_list_at(list, 0), &builder, &err), &err, "renew");
    failed(say(builder, UCPKI_CSR_NAMES, "renewed.example.com", &err), &err, "names");
    CHECK(say(builder, UCPKI_CSR_COUNTRY, "NO", NULL) == UCPKI_ERR_ARGUMENT);
    failed(ucpki_csr_builder_sign(builder, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, &err), &err, "sign");
    failed(ucpki_csr_subject_alt_name(csr, names, 2, &count, &err), &err, "names");
    CHECK(count == 1 && is(names[0].value, "renewed.example.com"));
    CHECK(ucpki_csr_builder_renew(NULL, &none, NULL) == UCPKI_ERR_ARGUMENT && none == NULL);
    ucpki_csr_free(csr);
    ucpki_csr_builder_free(builder);
    ucpki_certificate_list_free(list);
}

/* What an appliance asks for, and one extension more. */
static void check_more_than_an_appliance(const ucpki_appliance_builder *builder, const ucpki_private_key *key) {
    ucpki_csr_builder *request = NULL, *none = NULL;
    ucpki_csr *csr = NULL;
    ucpki_error *err = NULL;
    ucpki_bytes spki = ucpki_private_key_spki(key);
    size_t count = 0;
    failed(ucpki_appliance_builder_request(builder, spki.ptr, spki.len, &request, &err), &err, "request");
    failed(add(request, tls_feature, 0, must_staple, sizeof must_staple, &err), &err, "extension");
    failed(ucpki_csr_builder_sign(request, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, &err), &err, "sign");
    CHECK(ucpki_csr_extensions(csr, NULL, 0, &count, NULL) == UCPKI_ERR_BUFFER && count == 4);
    CHECK(ucpki_appliance_builder_request(builder, spki.ptr, 1, &none, NULL) != UCPKI_OK);
    CHECK(ucpki_appliance_builder_request(NULL, spki.ptr, spki.len, &none, NULL) == UCPKI_ERR_ARGUMENT);
    ucpki_csr_free(csr);
    ucpki_csr_builder_free(request);
}

/* Requests of a cluster with different keys. */
static void check_cluster(const ucpki_appliance_builder *builder, const ucpki_csr *csr) {
    const ucpki_csr *requests[2];
    ucpki_private_key *other = NULL;
    ucpki_csr *differs = NULL;
    ucpki_csr_report *report = NULL;
    ucpki_error *err = NULL;
    failed(ucpki_private_key_generate(UCPKI_KEY_P384, 0, fill, NULL, &other, &err), &err, "generate");
    failed(ucpki_appliance_builder_sign(builder, other, UCPKI_HASH_USUAL, NULL, NULL, &differs, &err), &err, "sign");
    requests[0] = csr;
    requests[1] = differs;
    failed(ucpki_appliance_compare_cluster(requests, 2, &report, &err), &err, "compare");
    CHECK(ucpki_csr_report_count(report) == 2 && ucpki_csr_report_code(report, 0) == UCPKI_ERR_APPLIANCE_CLUSTER_DIFFERS);
    ucpki_csr_report_free(report);
    ucpki_csr_free(differs);
    ucpki_private_key_free(other);
}

/* The purpose decides the kind of a new key. */
static void check_usual_key(void) {
    ucpki_appliance_builder *ecdsa = new_builder("cucm", "tomcat-ECDSA"), *rsa = new_builder("cucm", "tomcat");
    ucpki_error *err = NULL;
    int32_t kind = 0;
    uint32_t bits = 1;
    failed(ucpki_appliance_builder_usual_key(ecdsa, &kind, &bits, &err), &err, "usual key");
    CHECK(kind == UCPKI_KEY_P384 && bits == 0);
    failed(ucpki_appliance_builder_usual_key(rsa, &kind, &bits, &err), &err, "usual key");
    CHECK(kind == UCPKI_KEY_RSA && bits == 3072);
    CHECK(ucpki_appliance_builder_usual_key(NULL, &kind, &bits, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_appliance_builder_usual_key(rsa, NULL, &bits, NULL) == UCPKI_ERR_ARGUMENT);
    ucpki_appliance_builder_free(ecdsa);
    ucpki_appliance_builder_free(rsa);
}

int main(int argc, char **argv) {
    ucpki_private_key *key = NULL;
    ucpki_csr *csr = NULL, *with_module = NULL;
    ucpki_error *err = NULL;
    ucpki_appliance_builder *builder = new_builder("expressway", "expressway");
    struct module module = {NULL, 0, 0};
    if (builder == NULL ||
        failed(ucpki_private_key_generate(UCPKI_KEY_ED25519, 0, fill, NULL, &key, &err), &err, "generate")) {
        return 1;
    }
    describe(builder);
    check_plan(builder);
    check_key(key);
    if (!failed(ucpki_appliance_builder_sign(builder, key, UCPKI_HASH_USUAL, NULL, NULL, &csr, &err), &err, "sign")) {
        ucpki_bytes spki = ucpki_private_key_spki(key);
        check_request(builder, csr, argc == 3 && strcmp(argv[1], "--out") == 0 ? argv[2] : NULL);
        check_cluster(builder, csr);
        module.made_before = csr;
        failed(ucpki_appliance_builder_sign_with(builder, spki.ptr, spki.len, UCPKI_HASH_USUAL, module_sign, &module, &with_module,
                                           &err),
               &err, "sign with a module");
        CHECK(module.calls == 1 && ucpki_csr_der(with_module).len == ucpki_csr_der(csr).len);
        module.refuses = 1;
        CHECK(ucpki_appliance_builder_sign_with(builder, spki.ptr, spki.len, UCPKI_HASH_USUAL, module_sign, &module, &with_module,
                                           NULL) == UCPKI_ERR_CRYPTO_SIGNING_FAILED);
    }
    check_errors(builder, key);
    check_defaults(key);
    check_lists();
    check_ml_dsa(builder);

    check_content();
    check_usual_key();
    check_any_extension(key);
    check_contradictions(key);
    check_renewal(key);
    check_more_than_an_appliance(builder, key);
    ucpki_csr_free(with_module);
    ucpki_csr_free(csr);
    ucpki_private_key_free(key);
    ucpki_appliance_builder_free(builder);
    if (failures == 0) {
        puts("csr: all answers are right");
    }
    return failures == 0 ? 0 : 1;
}

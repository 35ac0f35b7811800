/*
 * Who the peer is, whether it may come in, and whether this is the right certificate: every function of the matcher, on its
 * error path too.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include "harness.h"

static char text[1024];

static void identities(void) {
    ucpki_identity *id = NULL;
    static const uint8_t address[] = {192, 0, 2, 1};
    WORKS(ucpki_identity_new_dns(BYTES("VCS.example.com"), &id, &err));
    IS("vcs.example.com", ucpki_identity_text(id, text, sizeof text, NULL, &err));
    size_t needed = 0;
    FAILS(UCPKI_ERR_BUFFER, ucpki_identity_text(id, text, 15, &needed, &err));
    CHECK(needed == 16);
    ucpki_identity_free(id);
    WORKS(ucpki_identity_new_host(BYTES("[2001:db8::1]"), &id, &err));
    IS("2001:db8::1", ucpki_identity_text(id, text, sizeof text, NULL, &err));
    ucpki_identity_free(id);
    WORKS(ucpki_identity_new_ip(address, 4, &id, &err));
    IS("192.0.2.1", ucpki_identity_text(id, text, sizeof text, NULL, &err));
    ucpki_identity_free(id);
    WORKS(ucpki_identity_new_email(BYTES("Ann@Example.com"), &id, &err));
    IS("Ann@example.com", ucpki_identity_text(id, text, sizeof text, NULL, &err));
    ucpki_identity_free(id);
    WORKS(ucpki_identity_new_sip(BYTES("Example.com"), UCPKI_SIP_USAGE_STRICT, &id, &err));
    IS("sip:example.com", ucpki_identity_text(id, text, sizeof text, NULL, &err));
    ucpki_identity_free(id);
    WORKS(ucpki_identity_new_srv(BYTES("_SIP.example.com"), &id, &err));
    IS("_sip.example.com", ucpki_identity_text(id, text, sizeof text, NULL, &err));
    ucpki_identity_free(id);
    WORKS(ucpki_identity_new_uri(BYTES("https://example.com/login"), &id, &err));
    IS("https://example.com", ucpki_identity_text(id, text, sizeof text, NULL, &err));
    ucpki_identity_free(id);
    WORKS(ucpki_identity_new_xmpp(BYTES("example.com"), UCPKI_XMPP_SERVICE_CLIENT, &id, &err));
    IS("xmpp:example.com", ucpki_identity_text(id, text, sizeof text, NULL, &err));
    ucpki_identity_free(id);
    WORKS(ucpki_identity_new_xmpp_account(BYTES("Ann@example.com"), &id, &err));
    IS("xmpp:ann@example.com", ucpki_identity_text(id, text, sizeof text, NULL, &err));

    ucpki_params *request = NULL;
    WORKS(ucpki_params_new(0, UCPKI_PURPOSE_SERVER, &request, &err));
    WORKS(ucpki_params_set_identity(request, id, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_identity(request, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_identity(NULL, id, &err));
    ucpki_params_free(request);
    ucpki_identity_free(id);
    ucpki_identity_free(NULL);

    FAILS(UCPKI_ERR_MATCHER_REFERENCE_WILDCARD, ucpki_identity_new_dns(BYTES("*.example.com"), &id, &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_ZONE, ucpki_identity_new_host(BYTES("fe80::1%eth0"), &id, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_identity_new_ip(address, 3, &id, &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_EMAIL, ucpki_identity_new_email(BYTES("example.com"), &id, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_identity_new_sip(BYTES("example.com"), 0, &id, &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_INVALID, ucpki_identity_new_sip(BYTES("192.0.2.1"), 1, &id, &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_SERVICE, ucpki_identity_new_srv(BYTES("example.com"), &id, &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_URI, ucpki_identity_new_uri(BYTES("sip:bob@example.com"), &id, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_identity_new_xmpp(BYTES("example.com"), 3, &id, &err));
    FAILS(UCPKI_ERR_MATCHER_REFERENCE_XMPP, ucpki_identity_new_xmpp_account(BYTES("example.com"), &id, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_identity_new_dns(BYTES("a"), NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_identity_new_dns(NULL, 1, &id, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_identity_text(NULL, text, sizeof text, NULL, &err));

    /* A library without the tables says so; one with them maps the name. */
    ucpki_error *err = NULL;
    ucpki_status status = ucpki_identity_new_dns_unicode(BYTES("B\xC3\xBC" "cher.example"), &id, &err);
    CHECK(status == UCPKI_OK || status == UCPKI_ERR_UNSUPPORTED);
    if (status == UCPKI_OK) {
        IS("xn--bcher-kva.example", ucpki_identity_text(id, text, sizeof text, NULL, &err));
        ucpki_identity_free(id);
    }
    ucpki_error_free(err);
}

static void matches(const ucpki_certificate *certificate) {
    ucpki_identity *id = NULL;
    ucpki_match *match = NULL;
    size_t index = 7;
    WORKS(ucpki_identity_new_dns(BYTES("mail.apps.example.com"), &id, &err));
    GIVES(UCPKI_OK, ucpki_match_check(certificate, id, UCPKI_NAME_MODE_RFC9525, 100, &match, &err));
    CHECK(ucpki_match_code(match) == 0 && ucpki_match_hint(match) == 0 && ucpki_match_near_count(match) == 0);
    CHECK(ucpki_match_place(match, &index) == UCPKI_NAME_PLACE_SUBJECT_ALT_NAME && index == 1);
    IS("*.apps.example.com (subjectAltName 1)", ucpki_match_text(match, text, sizeof text, NULL, &err));
    ucpki_match_free(match);

    GIVES(UCPKI_REFUSED, ucpki_match_check(certificate, id, UCPKI_NAME_MODE_APPLIANCE, 0, &match, &err));
    CHECK(ucpki_match_code(match) == UCPKI_ERR_MATCHER_NAME_MISMATCH);
    CHECK(ucpki_match_hint(match) == UCPKI_ERR_MATCHER_WILDCARD_OFF);
    CHECK(ucpki_match_place(match, NULL) == UCPKI_NAME_PLACE_NONE);
    CHECK(ucpki_match_near_count(match) == 4);
    CHECK(ucpki_match_near_code(match, 0) == UCPKI_ERR_MATCHER_WILDCARD_OFF);
    CHECK(ucpki_match_near_place(match, 0, &index) == UCPKI_NAME_PLACE_SUBJECT_ALT_NAME && index == 1);
    IS("*.apps.example.com", ucpki_match_near_name(match, 0, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_match_near_name(match, 4, text, sizeof text, NULL, &err));
    CHECK(ucpki_match_near_code(match, 4) == 0 && ucpki_match_near_place(match, 4, NULL) == UCPKI_NAME_PLACE_NONE);
    WORKS(ucpki_match_text(match, text, sizeof text, NULL, &err));
    ucpki_match_free(match);

    GIVES(UCPKI_REFUSED, ucpki_match_check(certificate, id, UCPKI_NAME_MODE_RFC9525, 1, &match, &err));
    CHECK(ucpki_match_code(match) == UCPKI_ERR_MATCHER_COMPARISONS_EXHAUSTED);
    ucpki_match_free(match);
    GIVES(UCPKI_OK, ucpki_match_check(certificate, id, UCPKI_NAME_MODE_OFF, 0, &match, &err));
    CHECK(ucpki_match_place(match, NULL) == UCPKI_NAME_PLACE_NONE);
    ucpki_match_free(match);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_match_check(certificate, id, 0, 0, &match, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_match_check(NULL, id, UCPKI_NAME_MODE_OFF, 0, &match, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_match_check(certificate, NULL, UCPKI_NAME_MODE_OFF, 0, &match, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_match_check(certificate, id, UCPKI_NAME_MODE_OFF, 0, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_match_text(NULL, text, sizeof text, NULL, &err));
    CHECK(ucpki_match_code(NULL) == 0 && ucpki_match_near_count(NULL) == 0);
    ucpki_match_free(NULL);
    ucpki_identity_free(id);

    /* A SIP domain, for which host names count. */
    WORKS(ucpki_identity_new_sip(BYTES("vcs.example.com"), UCPKI_SIP_USAGE_SERVER_AUTH, &id, &err));
    GIVES(UCPKI_OK, ucpki_match_check(certificate, id, UCPKI_NAME_MODE_RFC9525, 0, &match, &err));
    ucpki_match_free(match);
    ucpki_identity_free(id);
    WORKS(ucpki_identity_new_sip(BYTES("vcs.example.com"), UCPKI_SIP_USAGE_STRICT, &id, &err));
    GIVES(UCPKI_REFUSED, ucpki_match_check(certificate, id, UCPKI_NAME_MODE_RFC9525, 0, &match, &err));
    CHECK(ucpki_match_code(match) == UCPKI_ERR_MATCHER_SIP_USAGE);
    ucpki_match_free(match);
    ucpki_identity_free(id);
}

static void access_rules(const ucpki_certificate *certificate) {
    ucpki_rules *rules = NULL;
    ucpki_access *access = NULL;
    size_t index = 7;
    WORKS(ucpki_rules_parse(BYTES("20 deny suffix .example.com\n10 allow exact 192.0.2.10\n"), &rules, &err));
    CHECK(ucpki_rules_count(rules) == 2 && ucpki_rules_count(NULL) == 0);
    GIVES(UCPKI_OK, ucpki_rules_check(rules, certificate, 0, &access, &err));
    CHECK(ucpki_access_decision(access) == UCPKI_ACCESS_ALLOWED);
    CHECK(ucpki_access_priority(access) == 10 && ucpki_access_line(access) == 2);
    CHECK(ucpki_access_place(access, &index) == UCPKI_NAME_PLACE_SUBJECT_ALT_NAME && index == 2);
    IS("allowed by 10 allow exact 192.0.2.10: 192.0.2.10 (subjectAltName 2)",
       ucpki_access_text(access, text, sizeof text, NULL, &err));
    ucpki_access_free(access);
    FAILS(UCPKI_ERR_MATCHER_COMPARISONS_EXHAUSTED, ucpki_rules_check(rules, certificate, 1, &access, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_rules_check(NULL, certificate, 0, &access, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_rules_check(rules, NULL, 0, &access, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_rules_check(rules, certificate, 0, NULL, &err));
    ucpki_rules_free(rules);

    WORKS(ucpki_rules_parse(BYTES("1 deny regex vcs\\.[a-z.]+\n"), &rules, &err));
    GIVES(UCPKI_REFUSED, ucpki_rules_check(rules, certificate, 0, &access, &err));
    CHECK(ucpki_access_decision(access) == UCPKI_ACCESS_DENIED);
    ucpki_access_free(access);
    ucpki_rules_free(rules);

    WORKS(ucpki_rules_parse(NULL, 0, &rules, &err));
    GIVES(UCPKI_REFUSED, ucpki_rules_check(rules, certificate, 0, &access, &err));
    CHECK(ucpki_access_decision(access) == UCPKI_ACCESS_NO_RULE && ucpki_access_priority(access) == -1);
    CHECK(ucpki_access_line(access) == 0 && ucpki_access_place(access, NULL) == UCPKI_NAME_PLACE_NONE);
    ucpki_access_free(access);
    ucpki_access_free(NULL);
    ucpki_rules_free(rules);
    ucpki_rules_free(NULL);

    ucpki_error *err = NULL;
    CHECK(ucpki_rules_parse(BYTES("# rules\n1 permit exact a\n"), &rules, &err) == UCPKI_ERR_MATCHER_RULE_SYNTAX);
    CHECK(ucpki_error_line(err) == 2);
    ucpki_error_free(err);
    FAILS(UCPKI_ERR_MATCHER_RULE_REGEX, ucpki_rules_parse(BYTES("1 deny regex ("), &rules, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_rules_parse(BYTES(""), NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_access_text(NULL, text, sizeof text, NULL, &err));
}

static void comparisons(const ucpki_certificate *old, const ucpki_certificate *new) {
    ucpki_comparison *comparison = NULL;
    ucpki_bytes old_der = ucpki_certificate_der(old), new_der = ucpki_certificate_der(new);
    WORKS(ucpki_comparison_new(UCPKI_SIDE_CERTIFICATE, old_der, UCPKI_SIDE_CERTIFICATE, old_der, &comparison, &err));
    CHECK(ucpki_comparison_count(comparison) == 0 && ucpki_comparison_left_out(comparison) == 0);
    CHECK(ucpki_comparison_holds(comparison, UCPKI_DIFF_EXACT) == 1 && ucpki_comparison_holds(comparison, 0) == 0);
    CHECK(ucpki_comparison_code(comparison, 0) == 0 && ucpki_comparison_cause(comparison, 0) == 0);
    ucpki_comparison_free(comparison);

    /* What a configuration needs: a host, and the same with www. */
    static const uint8_t names[] = "\x30\x24\x82\x0Fvcs.example.com\x82\x11www.example.com.a";
    ucpki_bytes wanted = {names, sizeof names - 1};
    WORKS(ucpki_comparison_new(UCPKI_SIDE_NAMES, wanted, UCPKI_SIDE_CERTIFICATE, old_der, &comparison, &err));
    CHECK(ucpki_comparison_count(comparison) == 3);
    CHECK(ucpki_comparison_code(comparison, 0) == UCPKI_ERR_MATCHER_NAME_MISSING);
    CHECK(ucpki_comparison_code(comparison, 2) == UCPKI_ERR_MATCHER_NAME_ADDED);
    CHECK(ucpki_comparison_cause(comparison, 2) == UCPKI_ERR_MATCHER_CAUSE_ADDRESS);
    IS("DNS:www.example.com.a", ucpki_comparison_wanted(comparison, 0, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_ABSENT, ucpki_comparison_found(comparison, 0, text, sizeof text, NULL, &err));
    IS("IP:192.0.2.10", ucpki_comparison_found(comparison, 2, text, sizeof text, NULL, &err));
    IS("a name is missing: DNS:www.example.com.a", ucpki_comparison_text(comparison, 0, text, sizeof text, NULL, &err));
    CHECK(ucpki_comparison_holds(comparison, UCPKI_DIFF_SUPERSET) == 0);
    CHECK(ucpki_comparison_holds(comparison, UCPKI_DIFF_SUBSET) == 0);
    FAILS(UCPKI_ERR_INDEX, ucpki_comparison_text(comparison, 3, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_comparison_wanted(comparison, 3, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_comparison_wanted(comparison, 0, text, 3, NULL, &err));
    ucpki_comparison_free(comparison);
    ucpki_comparison_free(NULL);

    ucpki_bytes key = ucpki_certificate_spki(old);
    WORKS(ucpki_comparison_new(UCPKI_SIDE_KEY, key, UCPKI_SIDE_CERTIFICATE, new_der, &comparison, &err));
    CHECK(ucpki_comparison_count(comparison) == 1 && ucpki_comparison_holds(comparison, UCPKI_DIFF_SUPERSET) == 0);
    ucpki_comparison_free(comparison);

    ucpki_error *err = NULL;
    CHECK(ucpki_comparison_new(UCPKI_SIDE_CERTIFICATE, old_der, UCPKI_SIDE_REQUEST, new_der, &comparison, &err) > 1000);
    CHECK(ucpki_error_certificate(err) == 1);
    ucpki_error_free(err);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_comparison_new(0, old_der, 1, new_der, &comparison, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_comparison_new(1, old_der, 1, new_der, NULL, &err));
    CHECK(ucpki_comparison_count(NULL) == 0 && ucpki_comparison_holds(NULL, 1) == 0);

    ucpki_certificate_list *issuers = read_list("tests/data/chain/demo/intermediate.pem");
    int32_t same = 0;
    WORKS(ucpki_comparison_same_issuer(new, new, issuers, UCPKI_PROVIDER_RUSTCRYPTO, &same, &err));
    CHECK(same == UCPKI_SAME_ISSUER_YES);
    WORKS(ucpki_comparison_same_issuer(old, new, issuers, UCPKI_PROVIDER_RUSTCRYPTO, &same, &err));
    CHECK(same == UCPKI_SAME_ISSUER_NO);
    WORKS(ucpki_comparison_same_issuer(old, old, issuers, UCPKI_PROVIDER_RUSTCRYPTO, &same, &err));
    CHECK(same == UCPKI_SAME_ISSUER_UNKNOWN);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_comparison_same_issuer(old, new, issuers, 0, &same, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_comparison_same_issuer(old, new, NULL, 1, &same, &err));
    ucpki_certificate_list_free(issuers);
}

int main(void) {
    ucpki_certificate_list *example = read_list("tests/data/matcher/example.pem");
    ucpki_certificate_list *leaf = read_list("tests/data/chain/demo/leaf.pem");
    const ucpki_certificate *certificate = ucpki_certificate_list_at(example, 0);
    identities();
    matches(certificate);
    access_rules(certificate);
    comparisons(certificate, ucpki_certificate_list_at(leaf, 0));
    ucpki_certificate_list_free(example);
    ucpki_certificate_list_free(leaf);
    if (failures == 0) {
        puts("matcher: ok");
    }
    return failures == 0 ? 0 : 1;
}

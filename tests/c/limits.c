/*
 * Settings of a judgement: profiles, modes of the extended key usage, limits of anchors, and complete explanations.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include "harness.h"

#define LATE INT64_C(2240524800) /* 2041-01-01T00:00:00Z */
#define OF_2025 INT64_C(1767139200)

struct demo {
    ucpki_certificate_list *root, *intermediate, *leaf;
    ucpki_anchor *anchor;
    ucpki_pool *pool;
};

static void open_demo(struct demo *demo) {
    demo->root = read_list(DEMO "root.pem");
    demo->intermediate = read_list(DEMO "intermediate.pem");
    demo->leaf = read_list(DEMO "leaf.pem");
    MUST(ucpki_anchor_new_listed(demo->root, 0, &demo->anchor, &err));
    MUST(ucpki_pool_new(&demo->pool, &err));
    MUST(ucpki_pool_add_list(demo->pool, demo->intermediate, &err));
}

static void close_demo(struct demo *demo) {
    ucpki_pool_free(demo->pool);
    ucpki_anchor_free(demo->anchor);
    ucpki_certificate_list_free(demo->leaf);
    ucpki_certificate_list_free(demo->intermediate);
    ucpki_certificate_list_free(demo->root);
}

static ucpki_validator *validator(const ucpki_anchor *anchor, int32_t profile) {
    ucpki_validator_builder *builder = NULL;
    ucpki_validator *made = NULL;
    MUST(ucpki_validator_builder_new(&builder, &err));
    MUST(ucpki_validator_builder_set_profile(builder, profile, &err));
    MUST(ucpki_validator_builder_add_anchor(builder, anchor, &err));
    MUST(ucpki_validator_builder_build(builder, &made, &err));
    ucpki_validator_builder_free(builder);
    return made;
}

/* Stands for a purpose that has no number of its own: codeSigning. */
static const int32_t CODE_SIGNING = -1;

static ucpki_params *params(int64_t time, int32_t purpose, int32_t usage_mode) {
    static const char code_signing[] = "1.3.6.1.5.5.7.3.3";
    ucpki_params *made = NULL;
    MUST(ucpki_params_new(time, purpose == CODE_SIGNING ? UCPKI_PURPOSE_SERVER : purpose, &made, &err));
    if (purpose == CODE_SIGNING) {
        MUST(ucpki_params_set_purpose_oid(made, (const uint8_t *)code_signing, strlen(code_signing), &err));
    }
    MUST(ucpki_params_set_danger_any_peer(made, &err));
    MUST(ucpki_params_set_usage_mode(made, usage_mode, &err));
    return made;
}

/* What decides on the leaf under an anchor; 0 is accepted. */
static ucpki_status decides(const struct demo *demo, const ucpki_anchor *anchor, int32_t profile, int32_t purpose,
                            int32_t usage_mode) {
    ucpki_validator *judge = validator(anchor, profile);
    ucpki_params *asked = params(NOW, purpose, usage_mode);
    ucpki_verdict *verdict = NULL;
    ucpki_status status = ucpki_validator_check(judge, ucpki_certificate_list_at(demo->leaf, 0), demo->pool, asked, &verdict, NULL);
    ucpki_status code = status == UCPKI_OK ? UCPKI_OK : ucpki_verdict_code(verdict);
    ucpki_verdict_free(verdict);
    ucpki_params_free(asked);
    ucpki_validator_free(judge);
    return code;
}

static ucpki_status limited(const struct demo *demo, const ucpki_anchor_limits *limits) {
    ucpki_anchor *anchor = NULL;
    MUST(ucpki_anchor_with_limits(demo->anchor, limits, &anchor, &err));
    ucpki_status code = decides(demo, anchor, UCPKI_PROFILE_RFC5280, UCPKI_PURPOSE_SERVER, UCPKI_USAGE_MODE_PROFILE);
    ucpki_anchor_free(anchor);
    return code;
}

/* The limits of an anchor, one after the other. */
static void limits(const struct demo *demo) {
    ucpki_anchor_limits limits = {.size = sizeof limits};
    CHECK(limited(demo, &limits) == UCPKI_OK);

    limits = (ucpki_anchor_limits){.size = sizeof limits, .has_path_length = 1, .path_length = 0};
    CHECK(limited(demo, &limits) == UCPKI_ERR_CHAIN_PATH_LENGTH);

    limits = (ucpki_anchor_limits){.size = sizeof limits, .has_distrust_after = 1, .distrust_after = OF_2025};
    CHECK(limited(demo, &limits) == UCPKI_ERR_CHAIN_ANCHOR_DISTRUSTED);

    /* excludedSubtrees: every DNS name */
    static const uint8_t no_dns[] = {0x30, 0x06, 0xA1, 0x04, 0x30, 0x02, 0x82, 0x00};
    limits = (ucpki_anchor_limits){.size = sizeof limits, .name_constraints = no_dns, .name_constraints_len = sizeof no_dns};
    CHECK(limited(demo, &limits) == UCPKI_ERR_CHAIN_NAME_EXCLUDED);

    const ucpki_bytes client = {(const uint8_t *)"1.3.6.1.5.5.7.3.2", 17};
    limits = (ucpki_anchor_limits){.size = sizeof limits, .trust = &client, .trust_count = 1};
    CHECK(limited(demo, &limits) == UCPKI_ERR_CHAIN_ANCHOR_PURPOSE);

    const ucpki_policies policies = {.size = sizeof policies, .require_explicit = 1};
    limits = (ucpki_anchor_limits){.size = sizeof limits, .policies = &policies};
    CHECK(limited(demo, &limits) == UCPKI_ERR_CHAIN_POLICY_NOT_ACCEPTABLE);

    limits = (ucpki_anchor_limits){.size = sizeof limits, .from_certificate = 1};
    CHECK(limited(demo, &limits) == UCPKI_OK);

    ucpki_anchor *out = NULL;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_limits(NULL, &limits, &out, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_limits(demo->anchor, NULL, &out, &err));
    limits.size = 3;
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_limits(demo->anchor, &limits, &out, &err));
    limits = (ucpki_anchor_limits){.size = sizeof limits, .has_path_length = 2};
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_anchor_with_limits(demo->anchor, &limits, &out, &err));
    CHECK(out == NULL);
}

/* An intermediate in the trust list, and a purpose that the leaf is not for. */
static void profiles_and_modes(const struct demo *demo) {
    ucpki_anchor *intermediate = NULL;
    MUST(ucpki_anchor_new_listed(demo->intermediate, 0, &intermediate, &err));
    const int32_t server = UCPKI_PURPOSE_SERVER, as_profile = UCPKI_USAGE_MODE_PROFILE;
    CHECK(decides(demo, intermediate, UCPKI_PROFILE_RFC5280, server, as_profile) == UCPKI_OK);
    CHECK(decides(demo, intermediate, UCPKI_PROFILE_EXPRESSWAY, server, as_profile) == UCPKI_ERR_CHAIN_ISSUER_UNKNOWN);
    CHECK(decides(demo, intermediate, UCPKI_PROFILE_CUCM, server, as_profile) == UCPKI_ERR_CHAIN_ISSUER_UNKNOWN);
    ucpki_anchor_free(intermediate);

    const int32_t prefer = UCPKI_USAGE_MODE_PREFER, ignore = UCPKI_USAGE_MODE_IGNORE;
    const int32_t code = CODE_SIGNING, ocsp = UCPKI_PURPOSE_OCSP_SIGNING;
    CHECK(decides(demo, demo->anchor, UCPKI_PROFILE_CUCM, code, as_profile) == UCPKI_ERR_CHAIN_PURPOSE);
    CHECK(decides(demo, demo->anchor, UCPKI_PROFILE_CUCM, code, UCPKI_USAGE_MODE_REQUIRE) == UCPKI_ERR_CHAIN_PURPOSE);
    CHECK(decides(demo, demo->anchor, UCPKI_PROFILE_CUCM, code, prefer) == UCPKI_OK);
    CHECK(decides(demo, demo->anchor, UCPKI_PROFILE_LEGACY, code, ignore) == UCPKI_OK);
    /* Who signs OCSP answers has to be named as that (RFC 6960, 4.2.2.2): no mode makes up for it. */
    CHECK(decides(demo, demo->anchor, UCPKI_PROFILE_CUCM, ocsp, as_profile) == UCPKI_ERR_CHAIN_PURPOSE);
    CHECK(decides(demo, demo->anchor, UCPKI_PROFILE_CUCM, ocsp, prefer) == UCPKI_ERR_CHAIN_PURPOSE);
    CHECK(decides(demo, demo->anchor, UCPKI_PROFILE_LEGACY, ocsp, ignore) == UCPKI_ERR_CHAIN_PURPOSE);
    ucpki_params *any = params(NOW, server, as_profile);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_params_set_usage_mode(any, 9, &err));
    ucpki_params_free(any);
}

/* Expired and not known to be good: a check stops at the first, an explanation tells both. */
static void explanation(const struct demo *demo) {
    ucpki_validator *judge = validator(demo->anchor, UCPKI_PROFILE_RFC5280);
    ucpki_params *asked = params(LATE, UCPKI_PURPOSE_SERVER, UCPKI_USAGE_MODE_PROFILE);
    MUST(ucpki_params_set_revocation(asked, NULL, &err));
    const ucpki_certificate *leaf = ucpki_certificate_list_at(demo->leaf, 0);
    ucpki_verdict *refused = NULL, *explained = NULL;
    CHECK(ucpki_validator_check(judge, leaf, demo->pool, asked, &refused, NULL) == UCPKI_REFUSED);
    MUST(ucpki_validator_explain(judge, refused, demo->pool, asked, &explained, &err));
    size_t few = ucpki_candidate_finding_count(ucpki_verdict_candidate(refused, 0));
    size_t many = ucpki_candidate_finding_count(ucpki_verdict_candidate(explained, 0));
    CHECK(many >= few + 2);
    CHECK(ucpki_verdict_cause(explained) == ucpki_verdict_cause(refused));
    ucpki_verdict_free(explained);
    ucpki_verdict_free(refused);

    MUST(ucpki_params_set_time(asked, NOW, &err));
    ucpki_params_free(asked);
    asked = params(NOW, UCPKI_PURPOSE_SERVER, UCPKI_USAGE_MODE_PROFILE);
    MUST(ucpki_validator_check(judge, leaf, demo->pool, asked, &refused, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_validator_explain(judge, refused, demo->pool, asked, &explained, &err));
    ucpki_verdict_free(refused);
    ucpki_params_free(asked);
    ucpki_validator_free(judge);
}

int main(void) {
    struct demo demo;
    open_demo(&demo);
    limits(&demo);
    profiles_and_modes(&demo);
    explanation(&demo);
    close_demo(&demo);
    if (failures == 0) {
        printf("limits: all right\n");
    }
    return failures == 0 ? 0 : 1;
}

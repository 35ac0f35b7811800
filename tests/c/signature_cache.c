/*
 * What a validator remembers: signatures that verified, for several validators, and the keys of issuers.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include "harness.h"

static ucpki_validator *validator(const ucpki_anchor *anchor, const ucpki_signature_cache *cache) {
    ucpki_validator_builder *builder = NULL;
    ucpki_validator *made = NULL;
    MUST(ucpki_validator_builder_new(&builder, &err));
    MUST(ucpki_validator_builder_add_anchor(builder, anchor, &err));
    if (cache != NULL) {
        MUST(ucpki_validator_builder_set_signature_cache(builder, cache, &err));
    }
    MUST(ucpki_validator_builder_keep_keys(builder, 8, 0, &err));
    MUST(ucpki_validator_builder_build(builder, &made, &err));
    ucpki_validator_builder_free(builder);
    return made;
}

/* How many signatures an accepted check took; those that were known go to `cached`. */
static uint64_t signatures(const ucpki_validator *judge, const ucpki_certificate *leaf, const ucpki_pool *pool, int64_t time,
                           ucpki_status status, uint64_t *cached) {
    ucpki_params *asked = NULL;
    ucpki_verdict *verdict = NULL;
    MUST(ucpki_params_new(time, UCPKI_PURPOSE_SERVER, &asked, &err));
    MUST(ucpki_params_set_danger_any_peer(asked, &err));
    CHECK(ucpki_validator_check(judge, leaf, pool, asked, &verdict, NULL) == status);
    uint64_t checked = ucpki_verdict_work(verdict, UCPKI_WORK_SIGNATURES);
    *cached = ucpki_verdict_work(verdict, UCPKI_WORK_CACHED);
    ucpki_verdict_free(verdict);
    ucpki_params_free(asked);
    return checked;
}

int main(void) {
    ucpki_certificate_list *root = read_list(DEMO "root.pem");
    ucpki_certificate_list *intermediate = read_list(DEMO "intermediate.pem");
    ucpki_certificate_list *leaves = read_list(DEMO "leaf.pem");
    const ucpki_certificate *leaf = ucpki_certificate_list_at(leaves, 0);
    ucpki_anchor *anchor = NULL;
    ucpki_pool *pool = NULL;
    ucpki_signature_cache *cache = NULL;
    uint64_t cached = 0;
    MUST(ucpki_anchor_new_listed(root, 0, &anchor, &err));
    MUST(ucpki_pool_new(&pool, &err));
    MUST(ucpki_pool_add_list(pool, intermediate, &err));
    MUST(ucpki_signature_cache_new(100, &cache, &err));
    CHECK(ucpki_signature_cache_capacity(cache) >= 100 && ucpki_signature_cache_len(cache) == 0);

    ucpki_validator *first = validator(anchor, cache);
    ucpki_validator *second = validator(anchor, cache);
    ucpki_validator *forgetful = validator(anchor, NULL);

    /* What is refused is not remembered, what is accepted is, and by all who share the cache. */
    signatures(first, leaf, pool, INT64_C(2240524800), UCPKI_REFUSED, &cached);
    CHECK(ucpki_signature_cache_len(cache) == 0);
    CHECK(signatures(first, leaf, pool, NOW, UCPKI_OK, &cached) == 2 && cached == 0);
    CHECK(ucpki_signature_cache_len(cache) == 2);
    CHECK(signatures(first, leaf, pool, NOW, UCPKI_OK, &cached) == 0 && cached == 2);
    CHECK(signatures(second, leaf, pool, NOW, UCPKI_OK, &cached) == 0 && cached == 2);
    CHECK(signatures(forgetful, leaf, pool, NOW, UCPKI_OK, &cached) == 2 && cached == 0);
    CHECK(signatures(forgetful, leaf, pool, NOW, UCPKI_OK, &cached) == 2 && cached == 0);

    ucpki_signature_cache *same = ucpki_signature_cache_ref(cache);
    ucpki_signature_cache_free(cache);
    ucpki_signature_cache_clear(same);
    CHECK(signatures(second, leaf, pool, NOW, UCPKI_OK, &cached) == 2 && cached == 0);
    ucpki_signature_cache_free(same);
    CHECK(signatures(second, leaf, pool, NOW, UCPKI_OK, &cached) == 0 && cached == 2);

    /* NULL is answered neutrally, or is an argument that is missing. */
    CHECK(ucpki_signature_cache_ref(NULL) == NULL && ucpki_signature_cache_len(NULL) == 0);
    CHECK(ucpki_signature_cache_capacity(NULL) == 0);
    ucpki_signature_cache_clear(NULL);
    ucpki_signature_cache_free(NULL);
    CHECK(ucpki_signature_cache_new(1, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_validator_builder_keep_keys(NULL, 1, 0, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_validator_builder_set_signature_cache(NULL, NULL, NULL) == UCPKI_ERR_ARGUMENT);

    ucpki_validator_free(forgetful);
    ucpki_validator_free(second);
    ucpki_validator_free(first);
    ucpki_pool_free(pool);
    ucpki_anchor_free(anchor);
    ucpki_certificate_list_free(leaves);
    ucpki_certificate_list_free(intermediate);
    ucpki_certificate_list_free(root);
    return failures == 0 ? 0 : 1;
}

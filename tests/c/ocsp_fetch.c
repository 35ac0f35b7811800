/*
 * Asks OCSP responders what a check did not know, and checks again.
 *
 *   1. A check without data says which responder could be asked, and about which certificate: the fetch hints.
 *   2. A request is made for each, and sent: GET where the address is short enough, else POST.
 *   3. What comes back is verified, and goes into a cache. What is refused says what may help.
 *   4. The check is made again, with a snapshot of the cache.
 *
 * The library opens no connection: `send_request()` stands for the HTTP client of your program, and answers from a file. Runs from
 * the root of the repository, without arguments. 0 is success.
 */

#include "program.h"

#define DATA "tests/data/ocsp/staples/"

/* Everything that has to be freed. A NULL is fine for every _free, so there is one way out. */
struct job {
    ucpki_certificate_list *anchors, *leaves;
    ucpki_validator *validator;
    ucpki_ocsp_policy *policy;
    ucpki_ocsp_cache *cache;
    ucpki_params *params;
};

static void job_free(struct job *job) {
    ucpki_params_free(job->params);
    ucpki_ocsp_cache_free(job->cache);
    ucpki_ocsp_policy_free(job->policy);
    ucpki_validator_free(job->validator);
    ucpki_certificate_list_free(job->leaves);
    ucpki_certificate_list_free(job->anchors);
}

/* Stands for an HTTP client: the body of the answer, to be freed; NULL if there is none. A GET has no `body`. */
static uint8_t *send_request(const char *uri, ucpki_bytes body, size_t *len) {
    printf("%s %s\n", body.len == 0 ? "GET" : "POST", uri);
    return read_file(DATA "leaf.der", len);
}

/* Sends a request to `responder`, and gives what came back. */
static uint8_t *ask(const ucpki_ocsp_request *request, const char *responder, size_t *len) {
    static const ucpki_bytes nothing = {NULL, 0};
    char uri[256]; /* an address that may be sent with GET has at most 255 bytes */
    ucpki_error *err = NULL;
    ucpki_status status = ucpki_ocsp_request_uri(request, (const uint8_t *)responder, strlen(responder), uri, sizeof uri, NULL, &err);
    if (status == UCPKI_OK) {
        return send_request(uri, nothing, len);
    }
    if (status == UCPKI_ERR_ABSENT) { /* with a nonce, or too long for GET */
        ucpki_error_free(err);
        return send_request(responder, ucpki_ocsp_request_der(request), len);
    }
    failed(status, &err, responder);
    return NULL;
}

/* Asks one responder about one certificate, and keeps what it says. Returns what may help, one of UCPKI_OCSP_NEXT_; 0 if it helped. */
static int32_t ask_and_keep(struct job *job, const ucpki_ocsp_request *request, const char *responder, int64_t now) {
    ucpki_ocsp_verified *verified = NULL;
    ucpki_error *err = NULL;
    size_t len = 0;
    uint8_t *body = ask(request, responder, &len);
    if (body == NULL) {
        return UCPKI_OCSP_NEXT_OTHER_RESPONDER;
    }
    ucpki_status status = ucpki_ocsp_request_accept(request, body, len, job->policy, job->validator, now, &verified, &err);
    int32_t next = ucpki_error_next_step(err);
    free(body);
    if (!failed(status, &err, responder)) { /* what is refused is for the log: what is known stays */
        failed(ucpki_ocsp_cache_insert(job->cache, verified, &err), &err, "cache");
    }
    ucpki_ocsp_verified_free(verified);
    return next;
}

/* Asks as the policy says, and once more with SHA-1 where that may help. */
static void ask_twice(struct job *job, const ucpki_ocsp_subject *subject, const char *responder, int64_t now) {
    ucpki_ocsp_request *request = NULL, *old = NULL;
    ucpki_error *err = NULL;
    if (!failed(ucpki_ocsp_request_new_for_policy(subject, job->policy, NULL, NULL, &request, &err), &err, responder) &&
        ask_and_keep(job, request, responder, now) == UCPKI_OCSP_NEXT_ASK_WITH_SHA1 &&
        !failed(ucpki_ocsp_request_new(subject, UCPKI_HASH_SHA1, 0, NULL, 0, &old, &err), &err, responder)) {
        ask_and_keep(job, old, responder, now);
    }
    ucpki_ocsp_request_free(old);
    ucpki_ocsp_request_free(request);
}

/* Fetches what a verdict asks for. The addresses come from certificates: a real program decides which of them it goes to. */
static void fetch(struct job *job, const ucpki_verdict *verdict, int64_t now) {
    for (size_t i = 0; i < ucpki_verdict_fetch_hint_count(verdict); i++) {
        const ucpki_ocsp_subject *subject = ucpki_verdict_fetch_hint_subject(verdict, i);
        char responder[1024];
        ucpki_error *err = NULL;
        if (subject == NULL) {
            continue; /* a CRL, or the certificate of an issuer */
        }
        if (!failed(ucpki_verdict_fetch_hint_uri(verdict, i, responder, sizeof responder, NULL, &err), &err, "hint")) {
            ask_twice(job, subject, responder, now);
        }
    }
}

/* Checks the leaf with what the cache knows. */
static ucpki_verdict *check(struct job *job) {
    ucpki_ocsp_responses *responses = NULL;
    ucpki_verdict *verdict = NULL;
    ucpki_error *err = NULL;
    if (!failed(ucpki_ocsp_cache_snapshot(job->cache, job->policy, &responses, &err), &err, "snapshot") &&
        !failed(ucpki_params_set_ocsp(job->params, responses, &err), &err, "OCSP")) {
        const ucpki_certificate *leaf = ucpki_certificate_list_at(job->leaves, 0);
        ucpki_status status = ucpki_validator_check(job->validator, leaf, NULL, job->params, &verdict, &err);
        if (status != UCPKI_REFUSED) {
            failed(status, &err, "check");
        }
    }
    ucpki_ocsp_responses_free(responses);
    return verdict;
}

static ucpki_certificate_list *read_certificates(const char *path) {
    ucpki_certificate_list *list = NULL;
    ucpki_error *err = NULL;
    size_t len = 0;
    uint8_t *file = read_file(path, &len);
    if (file != NULL) {
        failed(ucpki_certificate_list_parse(file, len, &list, &err), &err, path);
        free(file);
    }
    return list;
}

static int prepare(struct job *job, int64_t now) {
    static const char name[] = "sip.example.com";
    ucpki_validator_builder *builder = NULL;
    ucpki_anchor *anchor = NULL;
    ucpki_error *err = NULL;
    job->anchors = read_certificates(DATA "ca.pem");
    job->leaves = read_certificates(DATA "leaf.pem");
    int wrong = failed(ucpki_anchor_new_listed(job->anchors, 0, &anchor, &err), &err, "anchor") ||
                failed(ucpki_validator_builder_new(&builder, &err), &err, "validator") ||
                failed(ucpki_validator_builder_add_anchor(builder, anchor, &err), &err, "validator") ||
                failed(ucpki_validator_builder_build(builder, &job->validator, &err), &err, "validator") ||
                failed(ucpki_ocsp_policy_new(&job->policy, &err), &err, "policy") ||
                failed(ucpki_ocsp_cache_new(1000, &job->cache, &err), &err, "cache") ||
                failed(ucpki_params_new(now, UCPKI_PURPOSE_SERVER, &job->params, &err), &err, "params") ||
                failed(ucpki_params_set_dns(job->params, (const uint8_t *)name, strlen(name), &err), &err, name);
    ucpki_anchor_free(anchor);
    ucpki_validator_builder_free(builder);
    return wrong;
}

static void print(const char *when, const ucpki_verdict *verdict) {
    char text[256] = "(long)";
    ucpki_verdict_text(verdict, text, sizeof text, NULL, NULL);
    printf("%s: %s\n", when, text);
    if (ucpki_verdict_revocation_text(verdict, 0, text, sizeof text, NULL, NULL) == UCPKI_OK) {
        printf("  %s\n", text);
    }
}

int main(void) {
    const int64_t now = INT64_C(1798761600); /* 2027-01-01T00:00:00Z; a real program asks its clock */
    struct job job = {0};
    int right = 0;
    if (!prepare(&job, now)) {
        ucpki_verdict *before = check(&job);
        print("before", before);
        fetch(&job, before, now);
        ucpki_verdict *after = check(&job);
        print("after", after);
        right = !ucpki_verdict_accepted(before) && ucpki_verdict_accepted(after) &&
                ucpki_verdict_evidence_kind(after, 0) == UCPKI_EVIDENCE_OCSP;
        ucpki_verdict_free(after);
        ucpki_verdict_free(before);
    }
    job_free(&job);
    return !right;
}

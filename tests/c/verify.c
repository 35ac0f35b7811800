/*
 * Judges a certificate, as `ucpki verify` does.
 *
 *   verify --anchors FILE... [--untrusted FILE...] [--crl FILE...] [--at SECONDS] [--name HOST] LEAF
 *
 * Files are DER or PEM. --at is in seconds since 1970-01-01T00:00:00Z, now if it is left out. Without --name no name is checked.
 * Exit status: 0 accepted, 1 refused, 2 usage or unreadable input, 3 no decision because the budget ended.
 *
 * Without arguments it judges the chain in tests/data/chain/demo, and a refusal of it: then 0 says that both answers are right.
 */

#include "program.h"
#include <time.h>

enum { ACCEPTED = 0, REFUSED = 1, UNUSABLE = 2, UNDECIDED = 3 };

/* Everything that has to be freed. A NULL is fine for every _free, so there is one way out. */
struct job {
    ucpki_validator_builder *builder;
    ucpki_validator *validator;
    ucpki_crl_set_builder *crls;
    ucpki_crl_set *crl_set;
    ucpki_pool *pool;
    ucpki_params *params;
    ucpki_certificate_list *leaf;
    ucpki_verdict *verdict;
};

static void job_free(struct job *job) {
    ucpki_verdict_free(job->verdict);
    ucpki_certificate_list_free(job->leaf);
    ucpki_params_free(job->params);
    ucpki_pool_free(job->pool);
    ucpki_crl_set_free(job->crl_set);
    ucpki_crl_set_builder_free(job->crls);
    ucpki_validator_free(job->validator);
    ucpki_validator_builder_free(job->builder);
}

static ucpki_certificate_list *read_certificates(const char *path) {
    ucpki_certificate_list *list = NULL;
    ucpki_error *err = NULL;
    size_t len = 0;
    uint8_t *file = read_file(path, &len);
    if (file == NULL) {
        return NULL;
    }
    failed(ucpki_certificate_list_parse(file, len, &list, &err), &err, path);
    free(file);
    return list;
}

static int add_anchors(struct job *job, const char *path) {
    ucpki_error *err = NULL;
    ucpki_certificate_list *list = read_certificates(path);
    int wrong = list == NULL;
    for (size_t i = 0; !wrong && i < ucpki_certificate_list_count(list); i++) {
        ucpki_anchor *anchor = NULL;
        wrong = failed(ucpki_anchor_new_listed(list, i, &anchor, &err), &err, path) ||
                failed(ucpki_validator_builder_add_anchor(job->builder, anchor, &err), &err, path);
        ucpki_anchor_free(anchor);
    }
    ucpki_certificate_list_free(list);
    return wrong;
}

static int add_untrusted(struct job *job, const char *path) {
    ucpki_error *err = NULL;
    ucpki_certificate_list *list = read_certificates(path);
    int wrong = list == NULL || failed(ucpki_pool_add_list(job->pool, list, &err), &err, path);
    ucpki_certificate_list_free(list);
    return wrong;
}

static int add_crls(struct job *job, const char *path) {
    ucpki_error *err = NULL;
    size_t len = 0;
    uint8_t *file = read_file(path, &len);
    int wrong = file == NULL || failed(ucpki_crl_set_builder_add(job->crls, file, len, &err), &err, path);
    free(file);
    return wrong;
}

/* A function that copies text, with what it is asked of bound to `self`. */
typedef ucpki_status (*text_of)(const void *self, char *buf, size_t cap, size_t *needed, ucpki_error **err);

static ucpki_status subject(const void *self, char *buf, size_t cap, size_t *needed, ucpki_error **err) {
    return ucpki_certificate_subject(self, buf, cap, needed, err);
}

static ucpki_status anchor_name(const void *self, char *buf, size_t cap, size_t *needed, ucpki_error **err) {
    return ucpki_anchor_name(self, buf, cap, needed, err);
}

static ucpki_status finding_text(const void *self, char *buf, size_t cap, size_t *needed, ucpki_error **err) {
    return ucpki_finding_text(self, buf, cap, needed, err);
}

static ucpki_status matched_name(const void *self, char *buf, size_t cap, size_t *needed, ucpki_error **err) {
    return ucpki_verdict_matched_name(self, buf, cap, needed, err);
}

static ucpki_status verdict_text(const void *self, char *buf, size_t cap, size_t *needed, ucpki_error **err) {
    return ucpki_verdict_text(self, buf, cap, needed, err);
}

/* Prints text of any length: asks for the size, then for the text. */
static void print(const char *before, text_of text, const void *self) {
    size_t needed = 0;
    ucpki_status status = text(self, NULL, 0, &needed, NULL);
    char *buf = status == UCPKI_ERR_BUFFER ? malloc(needed) : NULL;
    if (buf != NULL && text(self, buf, needed, NULL, NULL) == UCPKI_OK) {
        printf("%s%s\n", before, buf);
    } else {
        printf("%s-\n", before);
    }
    free(buf);
}

static void print_finding(const ucpki_finding *finding) {
    char name[64] = "", clause[128] = "";
    ucpki_status code = ucpki_finding_code(finding);
    ucpki_code_name(code, name, sizeof name, NULL, NULL);
    ucpki_code_clause(code, clause, sizeof clause, NULL, NULL);
    const char *severity = ucpki_finding_severity(finding) == UCPKI_SEVERITY_REFUSE ? "refuse" : "warn";
    printf("    %s [%s, %" PRId32 "]", severity, name, code);
    if (ucpki_finding_position(finding) >= 0) {
        printf(" certificate %" PRId64, ucpki_finding_position(finding));
    }
    printf(" %s\n", clause);
    print("      ", finding_text, finding);
}

static void print_accepted(const ucpki_verdict *verdict) {
    printf("accepted until %" PRId64 "\n", ucpki_verdict_valid_until(verdict));
    print("  peer: ", matched_name, verdict);
    for (size_t i = 0; i < ucpki_verdict_path_length(verdict); i++) {
        static const char *const revocation[] = {"not asked", "good", "revoked", "unknown"};
        printf("  %zu (revocation: %s)", i, revocation[ucpki_verdict_revocation(verdict, i)]);
        print(" ", subject, ucpki_verdict_path_certificate(verdict, i));
    }
    print("  anchor ", anchor_name, ucpki_verdict_anchor(verdict));
    for (size_t i = 0; i < ucpki_verdict_warning_count(verdict); i++) {
        print_finding(ucpki_verdict_warning(verdict, i));
    }
}

static void print_refused(const ucpki_verdict *verdict) {
    print("refused: ", verdict_text, verdict);
    for (size_t c = 0; c < ucpki_verdict_candidate_count(verdict); c++) {
        const ucpki_candidate *candidate = ucpki_verdict_candidate(verdict, c);
        printf("  path %zu\n", c);
        for (size_t i = 0; i < ucpki_candidate_length(candidate); i++) {
            printf("    %zu", i);
            print(" ", subject, ucpki_candidate_certificate(candidate, i));
        }
        if (ucpki_candidate_anchor(candidate) != NULL) {
            print("    anchor ", anchor_name, ucpki_candidate_anchor(candidate));
        }
        for (size_t i = 0; i < ucpki_candidate_finding_count(candidate); i++) {
            print_finding(ucpki_candidate_finding(candidate, i));
        }
    }
    for (size_t i = 0; i < ucpki_verdict_fetch_hint_count(verdict); i++) {
        char uri[256] = "(long)";
        ucpki_verdict_fetch_hint_uri(verdict, i, uri, sizeof uri, NULL, NULL);
        printf("  could help: %s\n", uri);
    }
}

static int prepare(struct job *job) {
    ucpki_error *err = NULL;
    return failed(ucpki_validator_builder_new(&job->builder, &err), &err, "validator") ||
           failed(ucpki_crl_set_builder_new(&job->crls, &err), &err, "crls") ||
           failed(ucpki_pool_new(&job->pool, &err), &err, "pool");
}

static int judge(struct job *job, const char *name, int64_t at, int with_crls) {
    ucpki_error *err = NULL;
    if (failed(ucpki_validator_builder_build(job->builder, &job->validator, &err), &err, "validator") ||
        failed(ucpki_crl_set_builder_build(job->crls, &job->crl_set, &err), &err, "crls") ||
        failed(ucpki_params_new(at, UCPKI_PURPOSE_SERVER, &job->params, &err), &err, "params")) {
        return UNUSABLE;
    }
    ucpki_status status = name == NULL
                              ? ucpki_params_set_danger_any_peer(job->params, &err)
                              : ucpki_params_set_host(job->params, (const uint8_t *)name, strlen(name), &err);
    if (failed(status, &err, "--name") ||
        (with_crls && failed(ucpki_params_add_crl_set(job->params, job->crl_set, &err), &err, "--crl"))) {
        return UNUSABLE;
    }
    const ucpki_certificate *leaf = ucpki_certificate_list_at(job->leaf, 0);
    status = ucpki_validator_check(job->validator, leaf, job->pool, job->params, &job->verdict, &err);
    if (status == UCPKI_OK) {
        print_accepted(job->verdict);
        return ACCEPTED;
    }
    if (status == UCPKI_REFUSED) {
        print_refused(job->verdict);
        return ucpki_verdict_cause(job->verdict) == UCPKI_CAUSE_EXHAUSTED ? UNDECIDED : REFUSED;
    }
    failed(status, &err, "check");
    return UNUSABLE;
}

static int usage(void) {
    fputs("usage: verify --anchors FILE... [--untrusted FILE...] [--crl FILE...] [--at SECONDS] [--name HOST] LEAF\n", stderr);
    return UNUSABLE;
}

static int verify(int argc, char **argv) {
    struct job job = {0};
    const char *option = "", *name = NULL, *leaf = NULL;
    int64_t at = (int64_t)time(NULL);
    int with_crls = 0, wrong = prepare(&job);
    for (int i = 1; i < argc && !wrong; i++) {
        if (strncmp(argv[i], "--", 2) == 0) {
            option = argv[i];
        } else if (i == argc - 1) {
            leaf = argv[i];
        } else if (strcmp(option, "--anchors") == 0) {
            wrong = add_anchors(&job, argv[i]);
        } else if (strcmp(option, "--untrusted") == 0) {
            wrong = add_untrusted(&job, argv[i]);
        } else if (strcmp(option, "--crl") == 0) {
            with_crls = 1;
            wrong = add_crls(&job, argv[i]);
        } else if (strcmp(option, "--at") == 0) {
            at = strtoll(argv[i], NULL, 10);
        } else if (strcmp(option, "--name") == 0) {
            name = argv[i];
        } else {
            wrong = usage();
        }
    }
    if (!wrong && leaf == NULL) {
        wrong = usage();
    }
    if (!wrong) {
        job.leaf = read_certificates(leaf);
        wrong = job.leaf == NULL;
    }
    int answer = wrong ? UNUSABLE : judge(&job, name, at, with_crls);
    job_free(&job);
    return answer;
}

#define DEMO "tests/data/chain/demo/"
#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static int demo(void) {
    static char *accepted[] = {"verify",           "--anchors", DEMO "root.pem",    "--untrusted",
                               DEMO "intermediate.pem", "--crl",     DEMO "crls.pem",    "--at",
                               "1795305600",       "--name",    "sip.example.com",  DEMO "leaf.pem"};
    static char *refused[] = {"verify",           "--anchors", DEMO "root.pem",    "--untrusted",
                              DEMO "intermediate.pem", "--crl",     DEMO "crls.pem",    "--at",
                              "1795305600",       "--name",    "sip.example.org",  DEMO "revoked.pem"};
    static char *unusable[] = {"verify", "--anchors", DEMO "crls.pem", DEMO "leaf.pem"};
    return !(verify(COUNT(accepted), accepted) == ACCEPTED && verify(COUNT(refused), refused) == REFUSED &&
             verify(COUNT(unusable), unusable) == UNUSABLE);
}

int main(int argc, char **argv) {
    if (ucpki_version_number() / 1000 != UCPKI_VERSION_NUMBER / 1000) {
        fprintf(stderr, "header %s, library %s\n", UCPKI_VERSION, ucpki_version_string());
        return UNUSABLE;
    }
    return argc == 1 ? demo() : verify(argc, argv);
}

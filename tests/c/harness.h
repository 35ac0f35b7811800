/* What the C programs check with: each check that fails is printed, and counted in `failures`. */
#ifndef HARNESS_H
#define HARNESS_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ucpki.h>

#define DEMO "tests/data/chain/demo/"
#define NOW INT64_C(1795305600) /* 2026-11-22T00:00:00Z */

static int failures;

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);       \
            failures++;                                                           \
        }                                                                         \
    } while (0)

/* Counts a call whose status, or whose error object, is not what it should be, and frees that. */
static inline void settle(const char *file, int line, ucpki_status wanted, ucpki_status status, ucpki_error *err) {
    int is_told = status == UCPKI_OK || status == UCPKI_REFUSED
                      ? err == NULL
                      : err != NULL && ucpki_error_code(err) == status && strlen(ucpki_error_name(err)) > 0 &&
                            strlen(ucpki_error_message(err)) > 0;
    if (status != wanted || !is_told) {
        fprintf(stderr, "%s:%d: status %" PRId32 " instead of %" PRId32 ", %s\n", file, line, status, wanted,
                err == NULL ? "no error object" : ucpki_error_message(err));
        failures++;
    }
    ucpki_error_free(err);
}

/* The call gives this status. It is called with a stale pointer in `err`, which it has to overwrite. */
#define GIVES(wanted, call)                                                       \
    do {                                                                          \
        ucpki_error *err = (ucpki_error *)(void *)&failures;                      \
        ucpki_status status = call;                                               \
        settle(__FILE__, __LINE__, wanted, status, err);                          \
    } while (0)

#define WORKS(call) GIVES(UCPKI_OK, call)
#define FAILS(code, call) GIVES(code, call)

/* The call succeeds; without what it makes there is no use in going on. */
#define MUST(call)                                                                \
    do {                                                                          \
        int before = failures;                                                    \
        WORKS(call);                                                              \
        if (failures != before) {                                                 \
            exit(2);                                                              \
        }                                                                         \
    } while (0)

/* Whether the text that the call writes into `text` is this one. */
#define IS(expected, call)                                                        \
    do {                                                                          \
        WORKS(call);                                                              \
        if (strcmp(text, expected) != 0) {                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, text);             \
            failures++;                                                           \
        }                                                                         \
    } while (0)

#define BYTES(text) (const uint8_t *)(text), strlen(text)

struct file {
    uint8_t *data;
    size_t len;
};

/* The content of a small file; the program ends where it cannot be read. */
static inline struct file read_file(const char *path) {
    struct file file = {malloc(1 << 16), 0};
    FILE *stream = fopen(path, "rb");
    if (stream == NULL || file.data == NULL) {
        perror(path);
        exit(2);
    }
    file.len = fread(file.data, 1, 1 << 16, stream);
    fclose(stream);
    return file;
}

/* The certificates of a file. */
static inline ucpki_certificate_list *read_list(const char *path) {
    struct file file = read_file(path);
    ucpki_certificate_list *list = NULL;
    MUST(ucpki_certificate_list_parse(file.data, file.len, &list, &err));
    free(file.data);
    return list;
}

/* The first certificate of a file. */
static inline ucpki_certificate *read_certificate(const char *path) {
    ucpki_certificate_list *list = read_list(path);
    ucpki_certificate *certificate = ucpki_certificate_ref(ucpki_certificate_list_at(list, 0));
    ucpki_certificate_list_free(list);
    return certificate;
}

/* Whether these are the same bytes, and some. */
static inline int same(ucpki_bytes one, ucpki_bytes other) {
    return one.len > 0 && one.len == other.len && memcmp(one.ptr, other.ptr, one.len) == 0;
}

/* A validator that trusts one CA. */
static inline ucpki_validator *make_validator(const ucpki_certificate *root) {
    ucpki_validator_builder *builder = NULL;
    ucpki_validator *validator = NULL;
    ucpki_anchor *anchor = NULL;
    WORKS(ucpki_validator_builder_new(&builder, &err));
    WORKS(ucpki_anchor_new_certificate(root, &anchor, &err));
    WORKS(ucpki_validator_builder_add_anchor(builder, anchor, &err));
    WORKS(ucpki_validator_builder_build(builder, &validator, &err));
    ucpki_anchor_free(anchor);
    ucpki_validator_builder_free(builder);
    return validator;
}

#endif

/* What the C programs check with: each check that fails is printed, and counted. */
#ifndef HARNESS_H
#define HARNESS_H

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <ucpki.h>

static int failures;

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);       \
            failures++;                                                           \
        }                                                                         \
    } while (0)

/* The call fails with this code; its error object agrees, and is freed. */
#define FAILS(code, call)                                                         \
    do {                                                                          \
        ucpki_error *err = NULL;                                                  \
        ucpki_status status = call;                                               \
        CHECK(status == (code) && err != NULL && ucpki_error_code(err) == status); \
        ucpki_error_free(err);                                                    \
    } while (0)

/* The call gives this status without an error. */
#define GIVES(wanted, call)                                                       \
    do {                                                                          \
        ucpki_error *err = NULL;                                                  \
        ucpki_status status = call;                                               \
        if (status != (wanted) || err != NULL) {                                  \
            fprintf(stderr, "%s:%d: status %" PRId32 ", %s\n", __FILE__, __LINE__, status, \
                    err == NULL ? "no error object" : ucpki_error_message(err));  \
            failures++;                                                           \
        }                                                                         \
        ucpki_error_free(err);                                                    \
    } while (0)

#define WORKS(call) GIVES(UCPKI_OK, call)
#define BYTES(text) (const uint8_t *)(text), strlen(text)

/* Whether the text that the call writes into `text` is this one. */
#define IS(expected, call)                                                        \
    do {                                                                          \
        WORKS(call);                                                              \
        if (strcmp(text, expected) != 0) {                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, text);             \
            failures++;                                                           \
        }                                                                         \
    } while (0)

#endif

/*
 * What is known about appliances: where CA certificates have to go.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
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

static char text[1024];

/* Whether a text is this one. */
#define IS(expected, call)                                                        \
    do {                                                                          \
        WORKS(call);                                                              \
        if (strcmp(text, expected) != 0) {                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, text);             \
            failures++;                                                           \
        }                                                                         \
    } while (0)

static void deliveries(void) {
    ucpki_appliance_distribution *distribution = NULL;
    const char *neighbours = "exp-e edge\ncucm call-manager mra\n";
    WORKS(ucpki_appliance_distribution_new(UCPKI_APPLIANCE_ROLE_CONTROL, BYTES(neighbours), &distribution, &err));
    CHECK(ucpki_appliance_distribution_count(distribution) == 4 && ucpki_appliance_distribution_count(NULL) == 0);
    CHECK(ucpki_appliance_distribution_store(distribution, 0) == UCPKI_APPLIANCE_STORE_TRUSTED_CA);
    CHECK(ucpki_appliance_distribution_store(distribution, 1) == UCPKI_APPLIANCE_STORE_TOMCAT_TRUST);
    CHECK(ucpki_appliance_distribution_store(distribution, 2) == UCPKI_APPLIANCE_STORE_CALL_MANAGER_TRUST);
    CHECK(ucpki_appliance_distribution_store(distribution, 3) == UCPKI_APPLIANCE_STORE_TRUSTED_CA);
    IS("", ucpki_appliance_distribution_neighbour(distribution, 3, text, sizeof text, NULL, &err));
    CHECK(ucpki_appliance_distribution_store(distribution, 4) == 0);
    IS("cucm", ucpki_appliance_distribution_neighbour(distribution, 1, text, sizeof text, NULL, &err));
    IS("Cisco Tomcat", ucpki_appliance_distribution_restarts(distribution, 1, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_appliance_distribution_neighbour(distribution, 4, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_appliance_distribution_restarts(distribution, 4, text, sizeof text, NULL, &err));
    ucpki_appliance_distribution_free(distribution);
    ucpki_appliance_distribution_free(NULL);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_appliance_distribution_new(0, BYTES(neighbours), &distribution, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_appliance_distribution_new(1, BYTES(neighbours), NULL, &err));
    ucpki_error *err = NULL;
    CHECK(ucpki_appliance_distribution_new(1, BYTES("a edge\nb router"), &distribution, &err) ==
          UCPKI_ERR_APPLIANCE_NEIGHBOUR_SYNTAX);
    CHECK(ucpki_error_line(err) == 2);
    ucpki_error_free(err);
}

int main(void) {
    deliveries();
    if (failures == 0) {
        puts("appliance: ok");
    }
    return failures == 0 ? 0 : 1;
}

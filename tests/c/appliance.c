/*
 * What is known about appliances: purposes, trust stores, the steps of a change, and where CA certificates have to go.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static char text[1024];

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

static int is(ucpki_bytes bytes, const char *expected) {
    return bytes.len == strlen(expected) && memcmp(bytes.ptr, expected, bytes.len) == 0;
}

static void purposes(void) {
    ucpki_appliance_purpose rows[32];
    ucpki_bytes oids[3];
    size_t count = 0;
    uint32_t bits = 0;
    FAILS(UCPKI_ERR_BUFFER, ucpki_appliance_purposes(rows, 3, &count, &err));
    CHECK(count == 15);
    WORKS(ucpki_appliance_purposes(rows, 32, &count, &err));
    for (size_t i = 0; i < count; i++) {
        int is_capf = is(rows[i].name, "CAPF");
        CHECK(rows[i].publisher_only == is_capf);
        CHECK(rows[i].copied_to == (is_capf ? UCPKI_APPLIANCE_STORE_CALL_MANAGER_TRUST : 0));
        CHECK(rows[i].trust_store != 0);
    }
    CHECK(is(rows[0].name, "CallManager") && rows[0].multi_server == 1);
    CHECK(rows[0].trust_store == UCPKI_APPLIANCE_STORE_CALL_MANAGER_TRUST);
    CHECK(is(rows[14].name, "expressway") && rows[14].trust_store == UCPKI_APPLIANCE_STORE_TRUSTED_CA);
    IS("cup-xmpp-trust", ucpki_appliance_purpose_trust_store(BYTES("cup-xmpp-s2s"), text, sizeof text, NULL, &err));
    IS("trusted CA", ucpki_appliance_purpose_trust_store(BYTES("expressway"), text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_appliance_purpose_trust_store(BYTES("x"), text, sizeof text, NULL, &err));

    /* Both generations: keyEncipherment of tomcat, and clientAuth of CAPF. */
    WORKS(ucpki_appliance_purpose_key_usage(BYTES("tomcat"), UCPKI_APPLIANCE_GENERATION_NEW, &bits, &err));
    CHECK(bits == (UCPKI_KEY_USAGE_DIGITAL_SIGNATURE | UCPKI_KEY_USAGE_DATA_ENCIPHERMENT));
    WORKS(ucpki_appliance_purpose_key_usage(BYTES("tomcat"), UCPKI_APPLIANCE_GENERATION_OLD, &bits, &err));
    CHECK((bits & UCPKI_KEY_USAGE_KEY_ENCIPHERMENT) != 0);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_appliance_purpose_key_usage(BYTES("tomcat"), 2, &bits, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_appliance_purpose_key_usage(BYTES("x"), 0, &bits, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_appliance_purpose_key_usage(BYTES("tomcat"), 0, NULL, &err));
    WORKS(ucpki_appliance_purpose_extended_key_usage(BYTES("CAPF"), UCPKI_APPLIANCE_GENERATION_OLD, oids, 3, &count, &err));
    CHECK(count == 1);
    IS("1.3.6.1.5.5.7.3.1", ucpki_oid_text(oids[0].ptr, oids[0].len, text, sizeof text, NULL, &err));
    WORKS(ucpki_appliance_purpose_extended_key_usage(BYTES("cup"), UCPKI_APPLIANCE_GENERATION_NEW, oids, 3, &count, &err));
    CHECK(count == 3);
    IS("1.3.6.1.5.5.7.3.5", ucpki_oid_text(oids[2].ptr, oids[2].len, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_appliance_purpose_extended_key_usage(BYTES("cup"), 0, oids, 2, &count, &err));

    CHECK(ucpki_appliance_purposes_exclude(BYTES("TVS"), BYTES("CallManager")) == 1);
    CHECK(ucpki_appliance_purposes_exclude(BYTES("CallManager-ECDSA"), BYTES("TVS")) == 1);
    CHECK(ucpki_appliance_purposes_exclude(BYTES("CallManager"), BYTES("tomcat")) == 0);
    CHECK(ucpki_appliance_purposes_exclude(BYTES("x"), NULL, 1) == 0);
}

static void stores(void) {
    ucpki_appliance_store rows[16];
    size_t count = 0, replicated = 0;
    FAILS(UCPKI_ERR_BUFFER, ucpki_appliance_stores(NULL, 0, &count, &err));
    WORKS(ucpki_appliance_stores(rows, 16, &count, &err));
    CHECK(count == 11 && is(rows[0].name, "tomcat-trust") && rows[0].store == UCPKI_APPLIANCE_STORE_TOMCAT_TRUST);
    for (size_t i = 0; i < count; i++) {
        replicated += rows[i].replicates;
        CHECK(rows[i].store >= 1 && rows[i].store <= 11);
        if (rows[i].store == UCPKI_APPLIANCE_STORE_CAPF_TRUST) {
            CHECK(rows[i].replicates == 0);
        }
    }
    CHECK(replicated == 6);
}

static void steps(void) {
    ucpki_appliance_step rows[16];
    size_t count = 0;
    FAILS(UCPKI_ERR_BUFFER, ucpki_appliance_purpose_steps(BYTES("CAPF"), rows, 1, &count, &err));
    CHECK(count == 6);
    WORKS(ucpki_appliance_purpose_steps(BYTES("CAPF"), rows, 16, &count, &err));
    CHECK(rows[0].phase == UCPKI_APPLIANCE_PHASE_INSTALLED && rows[0].action == UCPKI_APPLIANCE_ACTION_UPDATE_CTL);
    CHECK(rows[0].only_in_mixed_mode == 1 && rows[0].service.len == 0);
    CHECK(rows[1].action == UCPKI_APPLIANCE_ACTION_RESTART && rows[1].publisher_only == 0);
    CHECK(rows[3].phase == UCPKI_APPLIANCE_PHASE_RESTART && rows[3].publisher_only == 1);
    CHECK(is(rows[3].service, "Cisco Certificate Authority Proxy Function"));
    CHECK(rows[4].phase == UCPKI_APPLIANCE_PHASE_AFTER && rows[4].action == UCPKI_APPLIANCE_ACTION_RESET_PHONES);
    CHECK(rows[5].action == UCPKI_APPLIANCE_ACTION_AWAIT_REGISTRATION);
    IS("in mixed mode: update the CTL", ucpki_appliance_purpose_step_text(BYTES("CAPF"), 0, text, sizeof text, NULL, &err));
    IS("restart Cisco Certificate Authority Proxy Function on the publisher",
       ucpki_appliance_purpose_step_text(BYTES("CAPF"), 3, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_INDEX, ucpki_appliance_purpose_step_text(BYTES("CAPF"), 6, text, sizeof text, NULL, &err));
    WORKS(ucpki_appliance_purpose_steps(BYTES("ipsec"), rows, 16, &count, &err));
    CHECK(count == 3 && rows[0].action == UCPKI_APPLIANCE_ACTION_AWAIT_BACKUP && rows[0].phase == UCPKI_APPLIANCE_PHASE_BEFORE);
    WORKS(ucpki_appliance_purpose_steps(BYTES("tomcat"), rows, 16, &count, &err));
    CHECK(count == 3 && rows[0].action == UCPKI_APPLIANCE_ACTION_SINGLE_SIGN_ON_OFF);
    CHECK(rows[2].action == UCPKI_APPLIANCE_ACTION_SINGLE_SIGN_ON_ON);
    WORKS(ucpki_appliance_purpose_steps(BYTES("TVS"), rows, 16, &count, &err));
    CHECK(rows[0].action == UCPKI_APPLIANCE_ACTION_AWAIT_CALL_MANAGER);
    IS("restart the system", ucpki_appliance_purpose_step_text(BYTES("expressway"), 0, text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_appliance_purpose_steps(BYTES("x"), rows, 16, &count, &err));
}

static void presets(void) {
    char text[1024];
    size_t needed = 0;
    WORKS(ucpki_appliance_preset(BYTES("cucm"), text, sizeof text, &needed, &err));
    CHECK(needed == strlen(text) + 1 && strncmp(text, "profile=cucm\nrules=cucm\n", 24) == 0);
    CHECK(strstr(text, "\nuc-names=off\n") != NULL && strstr(text, "\npending=replace\n") != NULL);
    WORKS(ucpki_appliance_preset(BYTES("expressway"), text, sizeof text, NULL, &err));
    CHECK(strstr(text, "\ncluster-name=on\n") != NULL);
    FAILS(UCPKI_ERR_ARGUMENT, ucpki_appliance_preset(BYTES("vcs"), text, sizeof text, NULL, &err));
    FAILS(UCPKI_ERR_BUFFER, ucpki_appliance_preset(BYTES("cucm"), text, 10, &needed, &err));
}

int main(void) {
    presets();
    purposes();
    stores();
    steps();
    deliveries();
    if (failures == 0) {
        puts("appliance: ok");
    }
    return failures == 0 ? 0 : 1;
}

/*
 * Shows what a file holds, as `ucpki show` does.
 *
 *   show [--json | --summary] FILE
 *
 * Exit status: 0 shown, 2 usage or unreadable input.
 *
 * Without arguments it shows a certificate and a request of the repository, compares two certificates, and looks at what must
 * fail: then 0 says that all of it is right.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ucpki.h>

enum { SHOWN = 0, UNUSABLE = 2 };

static int failed(ucpki_status status, ucpki_error **err, const char *what) {
    if (status == UCPKI_OK) {
        return 0;
    }
    fprintf(stderr, "%s: %s [%s]\n", what, ucpki_error_message(*err), ucpki_error_name(*err));
    ucpki_error_free(*err);
    *err = NULL;
    return 1;
}

static unsigned char *read_file(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = NULL;
    *len = 0;
    if (file == NULL) {
        perror(path);
        return NULL;
    }
    for (;;) {
        unsigned char *more = realloc(bytes, *len + 65536);
        size_t got;
        if (more == NULL) {
            free(bytes);
            fclose(file);
            return NULL;
        }
        bytes = more;
        got = fread(bytes + *len, 1, 65536, file);
        *len += got;
        if (got == 0) {
            fclose(file);
            return bytes;
        }
    }
}

static ucpki_show *open_file(const char *path) {
    size_t len;
    unsigned char *bytes = read_file(path, &len);
    ucpki_show *objects = NULL;
    ucpki_error *err = NULL;
    ucpki_status status;
    if (bytes == NULL) {
        return NULL;
    }
    status = ucpki_show_parse(bytes, len, &objects, &err);
    free(bytes);
    return failed(status, &err, path) ? NULL : objects;
}

/* The whole text of an object, to be freed; NULL if that fails. */
static char *text_of(const ucpki_show *objects, size_t index, int32_t form) {
    size_t needed = 0;
    char *text;
    ucpki_error *err = NULL;
    ucpki_status status = ucpki_show_write(objects, index, form, NULL, 0, &needed, NULL);
    if (status != UCPKI_ERR_BUFFER) {
        return NULL;
    }
    text = malloc(needed);
    if (text == NULL) {
        return NULL;
    }
    status = ucpki_show_write(objects, index, form, text, needed, &needed, &err);
    if (failed(status, &err, "text")) {
        free(text);
        return NULL;
    }
    return text;
}

static int show(const char *path, int32_t form) {
    ucpki_show *objects = open_file(path);
    size_t index;
    if (objects == NULL) {
        return UNUSABLE;
    }
    for (index = 0; index < ucpki_show_count(objects); index++) {
        char *text = text_of(objects, index, form);
        if (text == NULL) {
            ucpki_show_free(objects);
            return UNUSABLE;
        }
        fputs(text, stdout);
        free(text);
    }
    ucpki_show_free(objects);
    return SHOWN;
}

#define CHECK(condition)                                                                                                              \
    do {                                                                                                                              \
        if (!(condition)) {                                                                                                           \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                                           \
            return 1;                                                                                                                 \
        }                                                                                                                             \
    } while (0)

static int self_test(void) {
    ucpki_show *request = open_file("tests/data/csr/demo/request.pem");
    ucpki_show *leaf = open_file("tests/data/chain/demo/leaf.pem");
    ucpki_show *lists = open_file("tests/data/chain/demo/crls.pem");
    ucpki_show *none = NULL;
    ucpki_error *err = NULL;
    const unsigned char der[] = {0x30, 0x03, 0x02, 0x01, 0x05};
    char small[128];
    char large[8192];
    char *text;
    int32_t same = -1;

    CHECK(request != NULL && leaf != NULL && lists != NULL);
    CHECK(ucpki_show_count(request) == 1 && ucpki_show_count(lists) == 2 && ucpki_show_count(NULL) == 0);
    CHECK(ucpki_show_kind(request, 0) == UCPKI_SHOW_REQUEST && ucpki_show_kind(leaf, 0) == UCPKI_SHOW_CERTIFICATE);
    CHECK(ucpki_show_kind(lists, 1) == UCPKI_SHOW_CRL && ucpki_show_kind(lists, 2) == 0 && ucpki_show_kind(NULL, 0) == 0);
    CHECK(ucpki_show_line(request, 0) == 1 && ucpki_show_line(NULL, 0) == 0);

    text = text_of(request, 0, UCPKI_SHOW_TEXT);
    CHECK(text != NULL && strncmp(text, "Certificate Request:\n", 21) == 0);
    CHECK(strstr(text, "challengePassword        :demo password\n") != NULL);
    free(text);
    text = text_of(leaf, 0, UCPKI_SHOW_JSON);
    CHECK(text != NULL && strstr(text, "\"kind\":\"certificate\"") != NULL);
    free(text);
    text = text_of(lists, 0, UCPKI_SHOW_SUMMARY);
    CHECK(text != NULL && strncmp(text, "kind            crl\n", 20) == 0);
    free(text);

    CHECK(ucpki_show_fingerprint(request, 0, UCPKI_SHOW_KEY_IDENTIFIER, small, sizeof small, NULL, &err) == UCPKI_OK);
    CHECK(err == NULL && strlen(small) == 59);
    CHECK(ucpki_show_fingerprint(leaf, 0, UCPKI_SHOW_SHA256, small, sizeof small, NULL, NULL) == UCPKI_OK && strlen(small) == 95);
    CHECK(ucpki_show_fingerprint(lists, 0, UCPKI_SHOW_KEY_SHA256, small, sizeof small, NULL, NULL) == UCPKI_ERR_ABSENT);
    CHECK(ucpki_show_compare(leaf, 0, leaf, 0, &same, large, sizeof large, NULL, NULL) == UCPKI_OK && same == 1);
    CHECK(ucpki_show_compare(leaf, 0, request, 0, &same, large, sizeof large, NULL, NULL) == UCPKI_OK && same == 0);
    CHECK(ucpki_show_identify((const uint8_t *)"<html>", 6, 0, large, sizeof large, NULL, NULL) == UCPKI_OK);
    CHECK(strstr(large, "HTML") != NULL);
    CHECK(ucpki_show_identify((const uint8_t *)"<html>", 6, 1, large, sizeof large, NULL, NULL) == UCPKI_OK);
    CHECK(strstr(large, "fetch the file") != NULL);
    CHECK(ucpki_show_identify(NULL, 0, 0, large, sizeof large, NULL, NULL) == UCPKI_OK);
    CHECK(strcmp(large, "an empty file") == 0);
    CHECK(ucpki_show_identify(NULL, 0, 2, large, sizeof large, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_show_identify(NULL, 0, 0, large, 1, NULL, NULL) == UCPKI_ERR_BUFFER);
    CHECK(ucpki_show_asn1(der, sizeof der, 0, 0, small, sizeof small, NULL, NULL) == UCPKI_OK);
    CHECK(strcmp(small, "     0  2+3     SEQUENCE\n     2  2+1       INTEGER 5\n") == 0);
    CHECK(ucpki_show_asn1(der, sizeof der, 1, 4, large, sizeof large, NULL, NULL) == UCPKI_OK && large[0] == ' ');

    CHECK(ucpki_show_parse(der, sizeof der, &none, &err) == UCPKI_ERR_X509_UNEXPECTED_TAG && none == NULL && err != NULL);
    ucpki_error_free(err);
    err = NULL;
    CHECK(ucpki_show_parse(NULL, 0, &none, NULL) == UCPKI_ERR_X509_PEM_NO_BLOCK);
    CHECK(ucpki_show_write(leaf, 1, UCPKI_SHOW_TEXT, NULL, 0, NULL, NULL) == UCPKI_ERR_INDEX);
    CHECK(ucpki_show_write(leaf, 0, 9, NULL, 0, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_show_write(NULL, 0, UCPKI_SHOW_TEXT, NULL, 0, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    ucpki_show_free(request);
    ucpki_show_free(leaf);
    ucpki_show_free(lists);
    ucpki_show_free(NULL);
    return 0;
}

static ucpki_certificate *certificate_of(const char *path) {
    size_t len;
    unsigned char *bytes = read_file(path, &len);
    ucpki_certificate_list *list = NULL;
    ucpki_certificate *certificate = NULL;
    if (bytes != NULL && ucpki_certificate_list_parse(bytes, len, &list, NULL) == UCPKI_OK) {
        certificate = ucpki_certificate_ref(ucpki_certificate_list_at(list, 0));
    }
    free(bytes);
    ucpki_certificate_list_free(list);
    return certificate;
}

static int holds_text(const ucpki_verdict *verdict, const ucpki_validator *validator, const ucpki_params *params, int32_t color,
                      const char *expected) {
    size_t needed = 0;
    char *text;
    int found;
    const uint8_t *leaf = (const uint8_t *)"leaf.pem";
    CHECK(ucpki_verdict_report(verdict, validator, params, leaf, 8, color, NULL, 0, &needed, NULL) == UCPKI_ERR_BUFFER);
    text = malloc(needed);
    CHECK(text != NULL);
    CHECK(ucpki_verdict_report(verdict, validator, params, leaf, 8, color, text, needed, &needed, NULL) == UCPKI_OK);
    found = strstr(text, expected) != NULL;
    if (!found) {
        fprintf(stderr, "no \"%s\" in:\n%s", expected, text);
    }
    free(text);
    return found ? 0 : 1;
}

static int holds_json(const ucpki_verdict *verdict, const ucpki_validator *validator, const ucpki_params *params,
                      const char *expected) {
    static char text[65536];
    CHECK(ucpki_verdict_json(verdict, validator, params, text, sizeof text, NULL, NULL) == UCPKI_OK);
    CHECK(strstr(text, "{\n  \"format\": \"ucpki-verdict\",\n  \"version\": 1,\n") == text);
    CHECK(strstr(text, expected) != NULL);
    return 0;
}

/* Verdicts: a chain whose intermediate is missing, and with it. */
static int verdicts(void) {
    ucpki_certificate *root = certificate_of("tests/data/chain/demo/root.pem");
    ucpki_certificate *intermediate = certificate_of("tests/data/chain/demo/intermediate.pem");
    ucpki_certificate *leaf = certificate_of("tests/data/chain/demo/leaf.pem");
    ucpki_validator_builder *builder = NULL;
    ucpki_validator *validator = NULL;
    ucpki_params *params = NULL;
    ucpki_anchor *anchor = NULL;
    ucpki_pool *pool = NULL;
    ucpki_verdict *verdict = NULL;

    CHECK(root != NULL && intermediate != NULL && leaf != NULL);
    CHECK(ucpki_validator_builder_new(&builder, NULL) == UCPKI_OK);
    CHECK(ucpki_anchor_new_certificate(root, &anchor, NULL) == UCPKI_OK);
    CHECK(ucpki_validator_builder_add_anchor(builder, anchor, NULL) == UCPKI_OK);
    CHECK(ucpki_validator_builder_build(builder, &validator, NULL) == UCPKI_OK);
    /* 2026-11-22T00:00:00Z */
    CHECK(ucpki_params_new(1795305600, UCPKI_PURPOSE_SERVER, &params, NULL) == UCPKI_OK);
    CHECK(ucpki_verdict_json(verdict, validator, params, NULL, 0, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_params_set_dns(params, (const uint8_t *)"sip.example.com", 15, NULL) == UCPKI_OK);

    CHECK(ucpki_validator_check(validator, leaf, NULL, params, &verdict, NULL) == UCPKI_REFUSED);
    CHECK(holds_text(verdict, validator, params, 0, "= help: give the certificate of its issuer") == 0);
    CHECK(holds_text(verdict, validator, params, 0, "--> leaf.pem, ") == 0);
    CHECK(holds_text(verdict, validator, params, 1, "\033[1;31merror[chain.issuer_unknown]\033[0m") == 0);
    CHECK(holds_json(verdict, validator, params, "\"result\": \"refused\"") == 0);
    CHECK(ucpki_verdict_report(verdict, validator, params, NULL, 0, 2, NULL, 0, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_verdict_report(verdict, NULL, params, NULL, 0, 0, NULL, 0, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    CHECK(ucpki_verdict_json(verdict, validator, NULL, NULL, 0, NULL, NULL) == UCPKI_ERR_ARGUMENT);
    ucpki_verdict_free(verdict);
    verdict = NULL;

    CHECK(ucpki_pool_new(&pool, NULL) == UCPKI_OK && ucpki_pool_add(pool, intermediate, NULL) == UCPKI_OK);
    CHECK(ucpki_validator_check(validator, leaf, pool, params, &verdict, NULL) == UCPKI_OK);
    CHECK(holds_text(verdict, validator, params, 0, "accepted: sip.example.com") == 0);
    CHECK(holds_json(verdict, validator, params, "\"valid_until\": \"") == 0);

    ucpki_verdict_free(verdict);
    ucpki_pool_free(pool);
    ucpki_anchor_free(anchor);
    ucpki_params_free(params);
    ucpki_validator_free(validator);
    ucpki_validator_builder_free(builder);
    ucpki_certificate_free(leaf);
    ucpki_certificate_free(intermediate);
    ucpki_certificate_free(root);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 1) {
        return self_test() == 0 ? verdicts() : 1;
    }
    if (argc == 3 && strcmp(argv[1], "--json") == 0) {
        return show(argv[2], UCPKI_SHOW_JSON);
    }
    if (argc == 3 && strcmp(argv[1], "--summary") == 0) {
        return show(argv[2], UCPKI_SHOW_SUMMARY);
    }
    if (argc == 2) {
        return show(argv[1], UCPKI_SHOW_TEXT);
    }
    fprintf(stderr, "usage: show [--json | --summary] FILE\n");
    return UNUSABLE;
}

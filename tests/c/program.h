/* What the C programs for people share: a message for each error, and whole files. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ucpki.h>

/*
 * Prints what went wrong, and frees it. Returns 1 if something did.
 *
 * Takes the address of the error: C leaves open whether `err` in the same argument list is read before or after the call that
 * writes it.
 */
static inline int failed(ucpki_status status, ucpki_error **err, const char *what) {
    if (status == UCPKI_OK) {
        return 0;
    }
    fprintf(stderr, "%s: %s [%s]\n", what, ucpki_error_message(*err), ucpki_error_name(*err));
    ucpki_error_free(*err);
    *err = NULL;
    return 1;
}

/* The whole file, to be freed; NULL if it cannot be read. */
static inline uint8_t *read_file(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    size_t size = 0, room = 0;
    if (file == NULL) {
        perror(path);
        return NULL;
    }
    for (;;) {
        if (size == room) {
            uint8_t *more = realloc(data, room = 2 * room + 4096);
            if (more == NULL) {
                break;
            }
            data = more;
        }
        size_t got = fread(data + size, 1, room - size, file);
        if (got == 0) {
            break;
        }
        size += got;
    }
    if (!feof(file)) {
        fprintf(stderr, "%s: cannot be read\n", path);
        free(data);
        data = NULL;
    }
    fclose(file);
    *len = size;
    return data;
}

#endif

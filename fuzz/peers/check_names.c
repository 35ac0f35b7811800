/*
 * Asks OpenSSL whether certificates are for hosts, as -verify_hostname and -verify_ip do: no flags.
 *
 * Standard input: for each question the length of the certificate in four bytes, big-endian, the certificate, then the
 * length of the reference and the reference. Standard output: `1` or `0` for each; an address is one that OpenSSL reads as
 * such.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>
#include <openssl/x509v3.h>

static unsigned char *field(size_t *len) {
    unsigned char head[4];
    if (fread(head, 1, 4, stdin) != 4) {
        return NULL;
    }
    *len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    unsigned char *bytes = malloc(*len + 1);
    if (bytes == NULL || fread(bytes, 1, *len, stdin) != *len) {
        exit(2);
    }
    bytes[*len] = 0;
    return bytes;
}

int main(void) {
    size_t der_len, name_len;
    unsigned char *der, *name;
    while ((der = field(&der_len)) != NULL && (name = field(&name_len)) != NULL) {
        const unsigned char *at = der;
        X509 *certificate = d2i_X509(NULL, &at, (long)der_len);
        ASN1_OCTET_STRING *address = a2i_IPADDRESS((char *)name);
        int is = certificate != NULL && (address != NULL ? X509_check_ip_asc(certificate, (char *)name, 0)
                                                         : X509_check_host(certificate, (char *)name, name_len, 0, NULL));
        putchar(is == 1 ? '1' : '0');
        ASN1_OCTET_STRING_free(address);
        X509_free(certificate);
        free(der);
        free(name);
    }
    return 0;
}

// What rtmpgen says and hears, in the clear or, compiled with -DTLS and -lssl, encrypted.
#include <errno.h>
#include <sys/socket.h>
#ifdef TLS
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
typedef SSL *wire;
static wire wire_open(int fd) {
  static SSL_CTX *context;
  if (!context) {
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
  }
  SSL *ssl = SSL_new(context); SSL_set_fd(ssl, fd);
  if (SSL_connect(ssl) != 1) { fprintf(stderr, "no TLS\n"); exit(1); }
  return ssl;
}
static ssize_t wire_send(wire w, const void *p, int n) { return SSL_write(w, p, n); }
static ssize_t wire_recv(wire w, char *p, int n) { // all that is there
  ssize_t all = 0;
  for (;;) {
    int r = SSL_read(w, p, n);
    if (r > 0) { all += r; continue; }
    if (SSL_get_error(w, r) == SSL_ERROR_WANT_READ) { errno = EAGAIN; return all > 0 ? all : -1; }
    errno = ECONNRESET; return all > 0 ? all : 0;
  }
}
#else
typedef int wire;
static wire wire_open(int fd) { return fd; }
static ssize_t wire_send(wire w, const void *p, int n) { return send(w, p, n, MSG_NOSIGNAL); }
static ssize_t wire_recv(wire w, char *p, int n) { return recv(w, p, n, MSG_TRUNC); }
#endif

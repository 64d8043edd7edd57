// Sessions of WebRTC as a player has them, with the origin behind the proxy in the same process: an offer by WHEP, a signed check,
// then bursts of packets from the origin to each player. Prints what the proxy's process has used for each packet that arrived.
//   rtcgen API ORIGIN_API ORIGIN_UDP MEDIA SESSIONS PACKETS_PER_SECOND BURST PAYLOAD SECONDS PID [WARM]
// Where API is 0 nothing is offered: for a plain relay of datagrams on port MEDIA. Ports are of 127.0.0.1.
#include "process.h"
#include "udp.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>

#define PWD "the-password-of-the-origin-1234"

static int origin_api, origin_udp, media, origin, sessions, burst, payload;
static int client[MAX_SESSIONS];
static struct sockaddr_in peer[MAX_SESSIONS];
static long sent;

// ---- SHA-1 (RFC 3174) and HMAC (RFC 2104)
typedef struct { uint32_t h[5]; unsigned char block[64]; uint64_t bytes; } Sha1;
static uint32_t rol(uint32_t x, int n) { return x << n | x >> (32 - n); }
static void sha1_block(Sha1 *s) {
  uint32_t w[80], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3], e = s->h[4];
  for (int i = 0; i < 16; i++) w[i] = ntohl(((uint32_t *) s->block)[i]);
  for (int i = 16; i < 80; i++) w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  for (int i = 0; i < 80; i++) {
    uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
    uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
    uint32_t t = rol(a, 5) + f + e + k + w[i]; e = d; d = c; c = rol(b, 30); b = a; a = t;
  }
  s->h[0] += a; s->h[1] += b; s->h[2] += c; s->h[3] += d; s->h[4] += e;
}
static void sha1_start(Sha1 *s) { *s = (Sha1) {{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}, {0}, 0}; }
static void sha1_add(Sha1 *s, const void *data, size_t n) {
  for (const unsigned char *p = data; n--; p++) { s->block[s->bytes++ % 64] = *p; if (s->bytes % 64 == 0) sha1_block(s); }
}
static void sha1_end(Sha1 *s, unsigned char *out) {
  uint64_t bits = s->bytes * 8; unsigned char pad = 0x80, length[8];
  for (int i = 0; i < 8; i++) length[i] = bits >> (56 - 8 * i);
  do { sha1_add(s, &pad, 1); pad = 0; } while (s->bytes % 64 != 56);
  sha1_add(s, length, 8);
  for (int i = 0; i < 5; i++) { uint32_t v = htonl(s->h[i]); memcpy(out + 4 * i, &v, 4); }
}
static void hmac(const void *data, size_t n, unsigned char *out) {
  unsigned char inner[64], outer[64]; Sha1 s;
  for (size_t i = 0; i < 64; i++) { unsigned char k = i < sizeof PWD - 1 ? PWD[i] : 0; inner[i] = k ^ 0x36; outer[i] = k ^ 0x5C; }
  sha1_start(&s); sha1_add(&s, inner, 64); sha1_add(&s, data, n); sha1_end(&s, out);
  sha1_start(&s); sha1_add(&s, outer, 64); sha1_add(&s, out, 20); sha1_end(&s, out);
}

// ---- STUN (RFC 8489): a check of session N, and the answer to it
static int check(unsigned char *m, int n) {
  char user[32]; int size = sprintf(user, "origin:c%d", n), at = 20;
  memset(m, 0, 128); m[1] = 1; memcpy(m + 4, "\x21\x12\xA4\x42", 4); memcpy(m + 8, &n, 4);
  m[at + 1] = 6; m[at + 3] = size; memcpy(m + at + 4, user, size); at += 4 + ((size + 3) & ~3);
  m[at + 1] = 0x25; at += 4; // USE-CANDIDATE
  m[at + 1] = 0x24; m[at + 3] = 4; at += 8; // PRIORITY
  m[3] = at - 20 + 24; hmac(m, at, m + at + 4); m[at + 1] = 8; m[at + 3] = 20;
  return at + 24;
}
static void answer(const unsigned char *asked, const struct sockaddr_in *to) {
  unsigned char m[20] = {1, 1}; memcpy(m + 4, asked + 4, 16);
  sendto(origin, m, sizeof m, 0, (void *) to, sizeof *to);
}

// ---- the origin's API: every offer is answered, one connection after the other
static int listen_on(int port) {
  int s = socket(AF_INET, SOCK_STREAM, 0), on = 1; setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in a = local(port);
  if (bind(s, (void *) &a, sizeof a) || listen(s, 512)) die("listen");
  return s;
}
static const char *SDP = "v=0\r\no=- %d 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n%sa=group:BUNDLE 0\r\n"
  "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:%s\r\na=ice-pwd:" PWD "\r\na=fingerprint:sha-256 "
  "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\na=setup:%s\r\na=mid:0\r\n"
  "a=%s\r\na=rtcp-mux\r\na=rtpmap:96 H264/90000\r\n";
static int http(int s, char *buffer, int size) { // reads one message; returns its length, 0 at the end
  int n = 0;
  for (;;) {
    int r = read(s, buffer + n, size - 1 - n); if (r <= 0) return 0;
    n += r; buffer[n] = 0;
    char *end = strstr(buffer, "\r\n\r\n"), *length = strcasestr(buffer, "content-length:");
    if (end && n >= end + 4 - buffer + (length && length < end ? atoi(length + 15) : 0)) return n;
  }
}
static void *api(void *unused) {
  int l = listen_on(origin_api); char in[16384], sdp[2048], out[4096];
  for (int id = 0;; id++) {
    int s = accept(l, 0, 0); if (s < 0) continue;
    if (http(s, in, sizeof in)) {
      int n = sprintf(sdp, SDP, id, "a=ice-lite\r\n", "origin", "passive", "sendonly");
      n += sprintf(sdp + n, "a=candidate:1 1 udp 2130706431 127.0.0.1 %d typ host\r\n", origin_udp);
      int m = sprintf(out, "HTTP/1.1 201 Created\r\nContent-Type: application/sdp\r\nLocation: /session/%d\r\nContent-Length: %d\r\n"
        "Connection: close\r\n\r\n%s", id, n, sdp);
      if (write(s, out, m) != m) perror("answer");
    }
    close(s);
  }
  return unused;
}
static void offer(int port, int n) {
  char sdp[2048], out[4096], user[32]; sprintf(user, "c%d", n);
  int s = socket(AF_INET, SOCK_STREAM, 0); struct sockaddr_in a = local(port);
  if (connect(s, (void *) &a, sizeof a)) die("the proxy's API");
  int size = sprintf(sdp, SDP, n, "", user, "actpass", "recvonly");
  int m = sprintf(out, "POST /rtc/v1/whep/?app=live&stream=bench HTTP/1.1\r\nHost: proxy\r\nContent-Type: application/sdp\r\n"
    "Content-Length: %d\r\n\r\n%s", size, sdp);
  if (write(s, out, m) != m || !http(s, out, sizeof out)) die("offer");
  char *candidate = strstr(out, "a=candidate:");
  if (strncmp(out, "HTTP/1.1 201", 12) || !candidate) { fprintf(stderr, "offer refused: %s\n", out); exit(1); }
  if (!strstr(candidate, " udp ")) { fprintf(stderr, "no UDP candidate: %s\n", candidate); exit(1); }
  sscanf(strstr(candidate, " udp "), " udp %*s %*s %d", &media);
  close(s);
}

static void learn(void) { // what players say to the origin
  unsigned char m[2048]; struct sockaddr_in from; socklen_t size = sizeof from;
  for (int n; (n = recvfrom(origin, m, sizeof m, 0, (void *) &from, &size)) > 0; size = sizeof from) {
    char *user = n > 24 && m[0] == 0 ? memmem(m, n, "origin:c", 8) : 0; int at = user ? atoi(user + 8) : -1;
    if (at >= 0 && at < sessions) { peer[at] = from; answer(m, &from); }
  }
}

static unsigned char packets[BATCH][2048];
static void send_burst(int to) { // a picture: packets of equal size, and a shorter one at its end
  struct mmsghdr out[BATCH]; struct iovec part[BATCH]; double at = now();
  for (int i = 0; i < burst; i++) {
    memcpy(packets[i] + 16, &at, sizeof at); packets[i][0] = 0x80;
    part[i] = (struct iovec) {packets[i], i < burst - 1 ? payload : payload - 137};
    out[i] = (struct mmsghdr) {{&peer[to], sizeof peer[to], &part[i], 1, 0, 0, 0}, 0};
  }
  int n = sendmmsg(origin, out, burst, 0);
  if (n > 0) __sync_fetch_and_add(&sent, n);
}
static void *send_all(void *rate) { // the origin: looks every half millisecond who is due
  double period = burst / *(double *) rate, start = now(), *due = calloc(sessions, sizeof *due);
  for (int i = 0; i < sessions; i++) due[i] = start + period * i / sessions;
  for (struct timespec rest = {0, 500000};; nanosleep(&rest, 0)) {
    double t = now();
    for (int i = 0; i < sessions; i++) for (; due[i] <= t; due[i] += period) send_burst(i);
    learn();
  }
  return 0;
}
static long drain(int s, int measured) {
  static unsigned char in[BATCH][2048]; static struct mmsghdr got[BATCH]; static struct iovec part[BATCH]; long media_packets = 0;
  for (int n = BATCH; n == BATCH;) {
    for (int i = 0; i < BATCH; i++) { part[i] = (struct iovec) {in[i], 2048}; got[i].msg_hdr = (struct msghdr) {0, 0, &part[i], 1, 0, 0, 0}; }
    n = recvmmsg(s, got, BATCH, 0, 0); double t = now();
    for (int i = 0; i < n; i++) if (in[i][0] == 0x80 && (int) got[i].msg_len >= payload - 137) {
      double sent; memcpy(&sent, in[i] + 16, sizeof sent); media_packets++;
      if (measured) took(t - sent);
    }
  }
  return media_packets;
}

int main(int n, char **a) {
  if (n < 11) { fprintf(stderr, "see the head of the source\n"); return 2; }
  signal(SIGPIPE, SIG_IGN); // a proxy may close a connection to the origin's API that is just being answered
  int port = atoi(a[1]); origin_api = atoi(a[2]); origin_udp = atoi(a[3]); media = atoi(a[4]); sessions = atoi(a[5]);
  double rate = atof(a[6]), seconds = atof(a[9]), warm = n > 11 ? atof(a[11]) : 3; int pid = atoi(a[10]);
  burst = atoi(a[7]); payload = atoi(a[8]);
  if (sessions > MAX_SESSIONS || burst > BATCH || payload < 192 || payload > 2048) { fprintf(stderr, "out of range\n"); return 2; }
  origin = udp(origin_udp); int poller = epoll_create1(0); pthread_t thread;
  if (port) pthread_create(&thread, 0, api, 0);
  usleep(100000);
  for (int i = 0; i < sessions; i++) {
    if (port) offer(port, i);
    client[i] = udp(0); struct epoll_event e = {EPOLLIN, {.u32 = i}}; epoll_ctl(poller, EPOLL_CTL_ADD, client[i], &e);
    struct sockaddr_in to = local(media);
    if (connect(client[i], (void *) &to, sizeof to)) die("connect");
  }
  int known = 0; // every check until it is answered, as a browser repeats it; a port of an older run is free after 5 s
  for (int round = 0; round < 200 && known < sessions; round++) {
    unsigned char m[128]; known = 0;
    for (int i = 0; i < sessions; i++) if (!peer[i].sin_port) { int size = check(m, i); if (send(client[i], m, size, 0) < 0 && errno != ECONNREFUSED) die("check"); }
    usleep(50000); learn();
    for (int i = 0; i < sessions; i++) known += peer[i].sin_port != 0;
  }
  if (known < sessions) { fprintf(stderr, "%d of %d sessions opened\n", known, sessions); return 1; }
  double start = now(), begin = 0, used = 0, spoke = start; long got = 0, before = 0; struct epoll_event events[256];
  pthread_create(&thread, 0, send_all, &rate);
  for (;;) {
    double t = now();
    if (!begin && t > start + warm) { begin = t; used = cpu(pid); before = sent; got = 0; }
    if (begin && t > begin + seconds) break;
    if (t > spoke + 1) { spoke = t; unsigned char rtcp[60] = {0x80, 201}; for (int i = 0; i < sessions; i++) send(client[i], rtcp, sizeof rtcp, 0); }
    int ready = epoll_wait(poller, events, 256, 50);
    for (int i = 0; i < ready; i++) got += drain(client[events[i].data.u32], begin > 0);
  }
  used = cpu(pid) - used;
  printf("%d sessions %ld packets %.2f %% lost %.3f us/packet p50 %ld p99 %ld us %ld MiB\n", sessions, got, sent > before ? 100.0 * (sent - before - got) / (sent - before) : 0,
    got ? used * 1e6 / got : 0, percentile(0.5), percentile(0.99), rss_kb(pid) / 1024);
  return 0;
}

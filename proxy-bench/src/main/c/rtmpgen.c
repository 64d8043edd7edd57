// Many RTMP players that read and throw away: the load for measuring what relaying costs.
// usage: rtmpgen PORT APP STREAM_PREFIX STREAMS PLAYERS SECONDS PID [WARM]
// Player i plays rtmp://127.0.0.1:PORT/APP/STREAM_PREFIX<i % STREAMS> (no number is added if STREAMS is 0).
// Prints one line: players asked for, players that got media, players closed, Gbit/s, processor seconds that PID used,
// processor seconds per gigabyte, resident MiB of PID. All traffic is on 127.0.0.1. Compiled with -DTLS it speaks rtmps.
#include "process.h"
#include "tls.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct player { int fd; wire wire; int state; long in; char stream[128]; };
static int str(char *p, const char *s, int key) {
  int n = strlen(s), i = 0; if (!key) p[i++] = 2;
  p[i++] = n >> 8; p[i++] = n; memcpy(p + i, s, n); return i + n;
}
static int num(char *p, double d) {
  union { double d; unsigned long long u; } v = { d }; p[0] = 0;
  for (int i = 0; i < 8; i++) p[1 + i] = v.u >> (56 - 8 * i);
  return 9;
}
static void message(wire w, int csid, int type, int sid, const char *body, int n) {
  char out[4096]; int o = 0;
  out[o++] = csid; memset(out + o, 0, 3); o += 3;
  out[o++] = n >> 16; out[o++] = n >> 8; out[o++] = n; out[o++] = type;
  out[o++] = sid; out[o++] = 0; out[o++] = 0; out[o++] = 0;
  for (int i = 0; i < n; i++) { if (i && i % 128 == 0) out[o++] = 0xC0 | csid; out[o++] = body[i]; }
  if (wire_send(w, out, o) != o) perror("send");
}
static void say_connect(wire w, int port, const char *app) {
  char b[1024], url[256]; int n = 0; sprintf(url, "rtmp://127.0.0.1:%d/%s", port, app);
  n += str(b + n, "connect", 0); n += num(b + n, 1); b[n++] = 3;
  n += str(b + n, "app", 1); n += str(b + n, app, 0);
  n += str(b + n, "flashVer", 1); n += str(b + n, "LNX 9,0,124,2", 0);
  n += str(b + n, "tcUrl", 1); n += str(b + n, url, 0);
  b[n++] = 0; b[n++] = 0; b[n++] = 9; message(w, 3, 20, 0, b, n);
}
static void say_play(wire w, const char *stream) {
  char b[512]; int n = 0;
  n += str(b, "createStream", 0); n += num(b + n, 2); b[n++] = 5; message(w, 3, 20, 0, b, n);
  n = str(b, "play", 0); n += num(b + n, 3); b[n++] = 5; n += str(b + n, stream, 0); n += num(b + n, -2000);
  message(w, 8, 20, 1, b, n);
}
int main(int c, char **v) {
  if (c < 8) { fprintf(stderr, "usage: rtmpgen PORT APP STREAM_PREFIX STREAMS PLAYERS SECONDS PID [WARM]\n"); return 2; }
  int port = atoi(v[1]), streams = atoi(v[4]), n = atoi(v[5]), secs = atoi(v[6]), pid = atoi(v[7]), warm = c > 8 ? atoi(v[8]) : 5;
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  struct player *p = calloc(n, sizeof *p); int ep = epoll_create1(0);
  char *buf = malloc(1 << 20); char hello[1537] = { 3 }; char c2[1536] = { 0 };
  int opened = 0, playing = 0, closed = 0; double t0 = now(), m0 = 0, c0 = 0; unsigned long long rx = 0, r0 = 0;
  for (;;) {
    double t = now();
    while (opened < n && opened < (t - t0) * 400) {   // 400 new players a second
      struct player *q = &p[opened];
      if (streams) snprintf(q->stream, 127, "%s%d", v[3], opened % streams); else snprintf(q->stream, 127, "%s", v[3]);
      q->fd = socket(AF_INET, SOCK_STREAM, 0);
      if (connect(q->fd, (void *)&a, sizeof a)) { perror("connect"); return 1; }
      q->wire = wire_open(q->fd);
      if (wire_send(q->wire, hello, 1537) != 1537) perror("send");
      fcntl(q->fd, F_SETFL, O_NONBLOCK);
      struct epoll_event e = { .events = EPOLLIN, .data.ptr = q }; epoll_ctl(ep, EPOLL_CTL_ADD, q->fd, &e); opened++;
    }
    struct epoll_event ev[256]; int k = epoll_wait(ep, ev, 256, 5);
    for (int i = 0; i < k; i++) {
      struct player *q = ev[i].data.ptr; ssize_t r = wire_recv(q->wire, buf, 1 << 20);
      if (r <= 0) { if (r == 0 || errno != EAGAIN) { epoll_ctl(ep, EPOLL_CTL_DEL, q->fd, 0); close(q->fd); closed++; } continue; }
      q->in += r; rx += r;
      if (q->state == 0 && q->in >= 3073) { q->state = 1; if (wire_send(q->wire, c2, 1536) < 0) perror("send"); say_connect(q->wire, port, v[2]); }
      else if (q->state == 1 && q->in > 3073 + 150) { q->state = 2; say_play(q->wire, q->stream); }
      else if (q->state == 2 && q->in > 3073 + 4096) { q->state = 3; playing++; }
    }
    if (m0 == 0 && opened == n && t > t0 + n / 400.0 + warm) { m0 = now(); r0 = rx; c0 = cpu(pid); }
    if (m0 > 0 && now() > m0 + secs) {
      double d = now() - m0, gb = (rx - r0) / 1e9, used = cpu(pid) - c0;
      printf("%d %d %d %.4f %.4f %.4f %ld\n", n, playing, closed, gb * 8 / d, used, used / gb, rss_kb(pid) / 1024);
      return 0;
    }
  }
}

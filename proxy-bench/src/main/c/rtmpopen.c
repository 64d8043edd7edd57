// How many RTMP plays a proxy opens: clients that connect, play until the first media arrives, and leave, over and over.
// usage: rtmpopen PORT APP STREAM CLIENTS SECONDS PID
// Prints plays per second, processor milliseconds of PID per play, and plays that failed. All traffic is on 127.0.0.1.
#include "process.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct client { int fd; int state; long in; };
static int str(char *p, const char *s, int key) {
  int n = strlen(s), i = 0; if (!key) p[i++] = 2;
  p[i++] = n >> 8; p[i++] = n; memcpy(p + i, s, n); return i + n;
}
static int num(char *p, double d) {
  union { double d; unsigned long long u; } v = { d }; p[0] = 0;
  for (int i = 0; i < 8; i++) p[1 + i] = v.u >> (56 - 8 * i);
  return 9;
}
static int message(char *out, int csid, int type, int sid, const char *body, int n) {
  int o = 0;
  out[o++] = csid; memset(out + o, 0, 3); o += 3;
  out[o++] = n >> 16; out[o++] = n >> 8; out[o++] = n; out[o++] = type;
  out[o++] = sid; out[o++] = 0; out[o++] = 0; out[o++] = 0;
  for (int i = 0; i < n; i++) { if (i && i % 128 == 0) out[o++] = 0xC0 | csid; out[o++] = body[i]; }
  return o;
}
static int say_connect(char *out, int port, const char *app) {
  char b[1024], url[256]; int n = 0; sprintf(url, "rtmp://127.0.0.1:%d/%s", port, app);
  n += str(b + n, "connect", 0); n += num(b + n, 1); b[n++] = 3;
  n += str(b + n, "app", 1); n += str(b + n, app, 0);
  n += str(b + n, "tcUrl", 1); n += str(b + n, url, 0);
  b[n++] = 0; b[n++] = 0; b[n++] = 9; return message(out, 3, 20, 0, b, n);
}
static int say_play(char *out, const char *stream) {
  char b[512]; int n = 0, o = 0;
  n += str(b, "createStream", 0); n += num(b + n, 2); b[n++] = 5; o += message(out, 3, 20, 0, b, n);
  n = str(b, "play", 0); n += num(b + n, 3); b[n++] = 5; n += str(b + n, stream, 0); n += num(b + n, -2000);
  return o + message(out + o, 8, 20, 1, b, n);
}
static int port, ep;
static void begin(struct client *q) {
  static char hello[1537] = { 3 };
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  struct linger hard = { 1, 0 };
  q->fd = socket(AF_INET, SOCK_STREAM, 0); q->state = 0; q->in = 0;
  if (connect(q->fd, (void *)&a, sizeof a)) { perror("connect"); exit(1); }
  setsockopt(q->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard); // no TIME_WAIT: ports are reused thousands of times
  if (send(q->fd, hello, 1537, MSG_NOSIGNAL) != 1537) perror("send");
  fcntl(q->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event e = { .events = EPOLLIN, .data.ptr = q }; epoll_ctl(ep, EPOLL_CTL_ADD, q->fd, &e);
}
int main(int c, char **v) {
  if (c < 7) { fprintf(stderr, "usage: rtmpopen PORT APP STREAM CLIENTS SECONDS PID\n"); return 2; }
  port = atoi(v[1]); ep = epoll_create1(0);
  int clients = atoi(v[4]), pid = atoi(v[6]); double secs = atof(v[5]);
  struct client *all = calloc(clients, sizeof *all); char *buf = malloc(1 << 20), out[4096]; char c2[1536] = { 0 };
  for (int i = 0; i < clients; i++) begin(&all[i]);
  long plays = 0, failed = 0; double t0 = now(), c0 = cpu(pid);
  while (now() < t0 + secs) {
    struct epoll_event ev[256]; int k = epoll_wait(ep, ev, 256, 5);
    for (int i = 0; i < k; i++) {
      struct client *q = ev[i].data.ptr; ssize_t r = recv(q->fd, buf, 1 << 20, MSG_TRUNC); int n = 0;
      if (r < 0 && errno == EAGAIN) continue;
      if (r <= 0) { failed++; close(q->fd); begin(q); continue; }
      q->in += r;
      if (q->state == 0 && q->in >= 3073) { q->state = 1; memcpy(out, c2, 1536); n = 1536 + say_connect(out + 1536, port, v[2]); }
      else if (q->state == 1 && q->in > 3073 + 100) { q->state = 2; n = say_play(out, v[3]); }
      else if (q->state == 2 && q->in > 3073 + 2048) { plays++; close(q->fd); begin(q); }
      if (n && send(q->fd, out, n, MSG_NOSIGNAL) != n) { failed++; close(q->fd); begin(q); }
    }
  }
  double d = now() - t0;
  printf("%.0f plays/s, %.3f ms of processor time a play, %ld failed\n", plays / d, (cpu(pid) - c0) * 1000 / (plays ? plays : 1), failed);
  return 0;
}

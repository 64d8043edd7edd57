// Many HLS players of one live playlist: each polls it, fetches the newest segment, and throws it away.
// usage: hlsgen PORT PLAYLIST PLAYERS SECONDS PID [WARM] [HASHES]
// With HASHES every player adds an hls_ctx of its own to segment URLs, as SRS's players do, and the sum of each
// segment's bytes is written to that file, one "name bytes sum" a line; a player that gets other bytes than the first
// one counts as different.
// Prints one line: players, segments fetched, playlists fetched, different, errors, Gbit/s, processor seconds that PID
// used, processor seconds per gigabyte, resident MiB of PID. All traffic is on 127.0.0.1.
#include "process.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define POLL 1.0 // seconds between two looks at the playlist
enum { IDLE, HEAD, BODY };
struct player {
  int fd, state, segment, used;
  long left, length;
  double next;
  uint64_t sum, words;
  char last[512], want[1024], buf[16384];
};
struct sum { char name[256]; long length; uint64_t sum; } sums[4096];
static int known;
static long segments, playlists, different, errors;
static unsigned long long rx;
static const char *playlist, *hashes;
static int port;

static void check(struct player *p) {
  char name[256]; snprintf(name, sizeof name, "%.*s", (int) strcspn(p->want, "?"), p->want);
  for (int i = known - 1; i >= 0; i--)
    if (!strcmp(sums[i].name, name)) { if (sums[i].sum != p->sum || sums[i].length != p->length) different++; return; }
  if (known < 4096) { strcpy(sums[known].name, name); sums[known].length = p->length; sums[known++].sum = p->sum; }
}
// A sum that depends on every byte and its place.
static void add(struct player *p, const unsigned char *b, long n) {
  for (long i = 0; i < n; i++) p->sum = (p->sum ^ b[i]) * 1099511628211ULL;
}
static void ask(struct player *p, int index, int segment) {
  char out[2048]; int n; p->segment = segment;
  const char *target = segment ? p->want : playlist;
  if (segment && hashes) n = snprintf(out, sizeof out, "GET %s%chls_ctx=p%d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", target, strchr(target, '?') ? '&' : '?', index, port);
  else n = snprintf(out, sizeof out, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", target, port);
  if (send(p->fd, out, n, MSG_NOSIGNAL) != n) errors++;
  p->state = HEAD; p->used = 0; p->sum = 14695981039346656037ULL;
}
// The last line that is a URI, against the playlist's path.
static void newest(struct player *p) {
  char *line, *save = 0, *found = 0; p->buf[p->used] = 0;
  for (line = strtok_r(p->buf, "\r\n", &save); line; line = strtok_r(0, "\r\n", &save)) if (*line != '#') found = line;
  if (!found) { p->want[0] = 0; return; }
  const char *slash = strrchr(playlist, '/');
  if (*found == '/') snprintf(p->want, sizeof p->want, "%s", found);
  else snprintf(p->want, sizeof p->want, "%.*s/%s", (int) (slash - playlist), playlist, found);
}
static void done(struct player *p, int index, double t) {
  if (p->segment) {
    segments++; if (hashes) check(p);
    p->state = IDLE; p->next = t + POLL; return;
  }
  playlists++; newest(p);
  char name[512]; snprintf(name, sizeof name, "%.*s", (int) strcspn(p->want, "?"), p->want);
  if (p->want[0] && strcmp(name, p->last)) { strcpy(p->last, name); ask(p, index, 1); }
  else { p->state = IDLE; p->next = t + POLL / 4; }
}
static void head(struct player *p) {
  char *end = memmem(p->buf, p->used, "\r\n\r\n", 4);
  if (!end) { if (p->used > 16000) { errors++; p->state = IDLE; } return; }
  *end = 0; long size = end + 4 - p->buf;
  char *length = strcasestr(p->buf, "\r\ncontent-length:");
  if (strncmp(p->buf, "HTTP/1.1 200", 12) || !length) { errors++; if (getenv("HLSGEN_DEBUG")) fprintf(stderr, "%s\n%s\n", p->want, p->buf); }
  p->length = p->left = length ? atol(length + 17) : 0;
  memmove(p->buf, end + 4, p->used - size); p->used -= size; p->state = BODY;
}
int main(int c, char **v) {
  if (c < 6) { fprintf(stderr, "usage: hlsgen PORT PLAYLIST PLAYERS SECONDS PID [WARM] [HASHES]\n"); return 2; }
  port = atoi(v[1]); playlist = v[2]; int n = atoi(v[3]), secs = atoi(v[4]), pid = atoi(v[5]), warm = c > 6 ? atoi(v[6]) : 4; hashes = c > 7 ? v[7] : 0;
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  struct player *p = calloc(n, sizeof *p); int ep = epoll_create1(0); unsigned char *big = malloc(1 << 20);
  for (int i = 0; i < n; i++) {
    p[i].fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(p[i].fd, (void *) &a, sizeof a)) { perror("connect"); return 1; }
    fcntl(p[i].fd, F_SETFL, O_NONBLOCK); struct epoll_event e = { .events = EPOLLIN, .data.u32 = i };
    epoll_ctl(ep, EPOLL_CTL_ADD, p[i].fd, &e);
  }
  double t0 = now(), m0 = 0, c0 = 0; unsigned long long r0 = 0; long s0 = 0;
  for (int i = 0; i < n; i++) p[i].next = t0 + POLL * i / n;
  for (;;) {
    double t = now();
    for (int i = 0; i < n; i++) if (p[i].state == IDLE && p[i].fd >= 0 && t >= p[i].next) ask(p + i, i, 0);
    struct epoll_event ev[512]; int k = epoll_wait(ep, ev, 512, 5);
    for (int j = 0; j < k; j++) {
      int i = ev[j].data.u32; struct player *q = p + i;
      for (int reads = 0; reads < 8; reads++) {
        int whole = q->state == BODY && q->segment;
        long room = whole ? 1 << 20 : (long) sizeof q->buf - 1 - q->used;
        ssize_t got = recv(q->fd, whole ? (char *) big : q->buf + q->used, room, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN)) { errors++; close(q->fd); q->fd = -1; q->state = IDLE; break; }
        if (got < 0) break;
        rx += got;
        if (whole) { if (hashes) add(q, big, got); q->left -= got; }
        else { q->used += got; if (q->state == HEAD) { head(q); if (q->state == BODY && q->segment) { if (hashes) add(q, (unsigned char *) q->buf, q->used); q->left -= q->used; q->used = 0; } } }
        if (q->state == BODY && !q->segment && q->used >= q->left) { done(q, i, now()); break; }
        if (q->state == BODY && q->segment && q->left <= 0) { done(q, i, now()); break; }
      }
    }
    if (m0 == 0 && t > t0 + warm) { m0 = now(); r0 = rx; c0 = cpu(pid); s0 = segments; }
    if (m0 && now() - m0 > secs) break;
  }
  double d = now() - m0, gb = (rx - r0) / 1e9, used = cpu(pid) - c0;
  printf("%d %ld %ld %ld %ld %.4f %.4f %.4f %ld\n", n, segments - (hashes ? 0 : s0), playlists, different, errors, gb * 8 / d, used, used / gb, rss_kb(pid) / 1024);
  if (hashes) {
    FILE *f = fopen(hashes, "w");
    for (int i = 0; f && i < known; i++) fprintf(f, "%s %ld %016llx\n", sums[i].name, sums[i].length, (unsigned long long) sums[i].sum);
    if (f) fclose(f);
  }
  return 0;
}

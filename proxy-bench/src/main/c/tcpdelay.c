// Passes TCP connections on to a server at some distance: what comes is held back for a time, in each direction.
//
//   tcpdelay PORT SERVER_PORT MICROSECONDS
//
// Both ports on 127.0.0.1. A round trip takes twice the time longer than it would. One thread, which the system runs before all
// others where it may: a network does not wait for the processors of its users.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PIECES (1 << 16)
#define PIECE 65536
#define SOCKETS 4096

// On their way, in the order in which they arrive; all take the same time. A length of 0 is the end of the connection.
typedef struct { char *bytes; int length, to; long long due; } Piece;
static Piece pieces[PIECES];
static unsigned first, count;
static int peers[SOCKETS], ended[SOCKETS], events;
static char buffer[PIECE];

static long long now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }

static void take(int socket, long long held) {
  int length = read(socket, buffer, sizeof buffer);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (length <= 0) { length = 0; epoll_ctl(events, EPOLL_CTL_DEL, socket, NULL); }
  if (count == PIECES) { fprintf(stderr, "tcpdelay: too much is on its way\n"); exit(1); }
  char *bytes = length ? malloc(length) : NULL;
  if (length) memcpy(bytes, buffer, length);
  pieces[(first + count++) % PIECES] = (Piece) {bytes, length, peers[socket], now() + held};
}

static void give(Piece *piece) {
  for (int sent = 0, n; sent < piece->length && (n = write(piece->to, piece->bytes + sent, piece->length - sent)) > 0; sent += n) { }
  free(piece->bytes);
  if (piece->length) return;
  int to = piece->to, from = peers[to];
  shutdown(to, SHUT_WR);
  ended[from] = 1;
  if (ended[to]) { ended[from] = ended[to] = 0; close(from); close(to); }
}

static void join(int from, int to) {
  struct epoll_event in = {.events = EPOLLIN, .data.fd = from};
  peers[from] = to;
  epoll_ctl(events, EPOLL_CTL_ADD, from, &in);
}

int main(int c, char **a) {
  if (c != 4) { fprintf(stderr, "usage: tcpdelay PORT SERVER_PORT MICROSECONDS\n"); return 2; }
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(atoi(a[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, there = here;
  there.sin_port = htons(atoi(a[2]));
  long long held = atoll(a[3]) * 1000;
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  events = epoll_create1(0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (void *) &here, sizeof here) || listen(listener, 128)) { perror("tcpdelay"); return 1; }
  prctl(PR_SET_TIMERSLACK, 1);
  struct sched_param before = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_FIFO, &before)) fprintf(stderr, "tcpdelay: shares the processors as any other: %s\n", strerror(errno));
  join(listener, -1);
  for (;;) {
    struct epoll_event ready[64];
    long long wait = count ? pieces[first].due - now() : 1000000000LL;
    struct timespec time = {0, wait < 0 ? 0 : wait > 999999999 ? 999999999 : wait};
    int n = epoll_pwait2(events, ready, 64, &time, NULL);
    for (int i = 0; i < n; i++) {
      int from = ready[i].data.fd;
      if (from != listener) { take(from, held); continue; }
      int client = accept(listener, NULL, NULL), server = socket(AF_INET, SOCK_STREAM, 0);
      if (client < 0 || server >= SOCKETS || connect(server, (void *) &there, sizeof there)) { close(client); close(server); continue; }
      setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      join(client, server); join(server, client);
    }
    for (long long t = now(); count && pieces[first].due <= t; first = (first + 1) % PIECES, count--) give(&pieces[first]);
  }
}

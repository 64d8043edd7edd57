// A datagram relay that is nothing but system calls, with segmented sends: what a proxy can at best cost.
//   udprelay LISTEN ORIGIN    (ports of 127.0.0.1; clients are told apart by their port, origins connect to nobody)
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#define BATCH 64
#define MAX_RUN 40

static struct { int origin; struct sockaddr_in client; } *session[65536]; // by the client's port
static char data[BATCH][2048];
static int listener, poller;
static struct sockaddr_in origin;

static int open_socket(void) {
  int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 4 << 20;
  setsockopt(s, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  return s;
}

static void watch(int s, int port) {
  struct epoll_event e = {EPOLLIN, {.u32 = port}};
  epoll_ctl(poller, EPOLL_CTL_ADD, s, &e);
}

static void from_clients(void) {
  struct sockaddr_in from;
  socklen_t size = sizeof from;
  for (ssize_t n; (n = recvfrom(listener, data[0], 2048, 0, (void *) &from, &size)) >= 0; size = sizeof from) {
    int port = ntohs(from.sin_port);
    if (!session[port]) {
      session[port] = malloc(sizeof **session);
      session[port]->client = from;
      session[port]->origin = open_socket();
      if (connect(session[port]->origin, (void *) &origin, sizeof origin)) exit(1);
      watch(session[port]->origin, port);
    }
    send(session[port]->origin, data[0], n, 0);
  }
}

static void send_run(struct sockaddr_in *to, struct iovec *parts, int count) {
  char control[CMSG_SPACE(sizeof(uint16_t))];
  struct msghdr m = {to, sizeof *to, parts, count, 0, 0, 0};
  if (count > 1) {
    m.msg_control = control;
    m.msg_controllen = sizeof control;
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_UDP;
    c->cmsg_type = UDP_SEGMENT;
    c->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    *(uint16_t *) CMSG_DATA(c) = parts[0].iov_len;
  }
  sendmsg(listener, &m, 0);
}

static void from_origin(int port) {
  static struct mmsghdr got[BATCH];
  static struct iovec part[BATCH];
  for (int i = 0; i < BATCH; i++) {
    part[i] = (struct iovec) {data[i], 2048};
    got[i].msg_hdr = (struct msghdr) {0, 0, &part[i], 1, 0, 0, 0};
  }
  int n = recvmmsg(session[port]->origin, got, BATCH, MSG_DONTWAIT, 0);
  for (int i = 0; i < n; i++) part[i].iov_len = got[i].msg_len;
  for (int from = 0, to; from < n; from = to) {
    for (to = from + 1; to < n && to - from < MAX_RUN && part[to].iov_len == part[from].iov_len;) to++;
    send_run(&session[port]->client, &part[from], to - from);
  }
}

int main(int n, char **a) {
  if (n < 3) return 2;
  struct sockaddr_in here = {AF_INET, htons(atoi(a[1])), {htonl(INADDR_LOOPBACK)}, {0}};
  origin = (struct sockaddr_in) {AF_INET, htons(atoi(a[2])), {htonl(INADDR_LOOPBACK)}, {0}};
  listener = open_socket();
  poller = epoll_create1(0);
  if (bind(listener, (void *) &here, sizeof here)) { perror("bind"); return 1; }
  watch(listener, 0);
  for (struct epoll_event ready[256];;) {
    int count = epoll_wait(poller, ready, 256, -1);
    for (int i = 0; i < count; i++) ready[i].data.u32 ? from_origin(ready[i].data.u32) : from_clients();
  }
}

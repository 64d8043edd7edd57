// What the generators of datagrams have in common: sockets of 127.0.0.1, and how long packets took. Included once by each of them,
// after process.h.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_SESSIONS 10000
#define BATCH 64

static unsigned buckets[1000000]; // of a microsecond

static inline void die(const char *what) { perror(what); exit(1); }
static inline struct sockaddr_in local(int port) { return (struct sockaddr_in) {AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {0}}; }
static inline int udp(int port) {
  int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 8 << 20;
  setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size); setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  struct sockaddr_in a = local(port);
  if (bind(s, (void *) &a, sizeof a)) die("bind");
  return s;
}
static inline void took(double seconds) { long us = seconds * 1e6; buckets[us < 0 ? 0 : us > 999999 ? 999999 : us]++; }
static inline long percentile(double share) {
  unsigned long all = 0, seen = 0; for (int i = 0; i < 1000000; i++) all += buckets[i];
  for (int i = 0; i < 1000000; i++) if ((seen += buckets[i]) > all * share) return i;
  return 0;
}

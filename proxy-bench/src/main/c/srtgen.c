// Sessions of SRT as players have them, with the origin behind the proxy in the same process: a handshake of version 5 for each
// (draft-sharabayko-srt-01 4.3.1), then live data from the origin, acknowledged every 10 ms. Prints what the proxy's process has
// used for each packet of either direction that arrived.
//   srtgen MEDIA ORIGIN SESSIONS KBIT BURST SECONDS PID [WARM]
// MEDIA is the port that callers call, ORIGIN the one that the origin listens on, of 127.0.0.1. KBIT is a session's rate of payload;
// its packets leave the origin evenly, BURST at a time.
#include "process.h"
#include "udp.h"
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>

#define STREAM "#!::r=live/bench,m=request"
#define CALLER 0x10000000 // socket ids: these and the session's number
#define ORIGIN 0x20000000
#define PAYLOAD 1316      // of a data packet: seven packets of MPEG-TS
#define HEADER 16
#define HANDSHAKE 64      // the header and the fixed part
enum { INDUCTION = 1, CONCLUSION = -1, REJECTION = 1000 };
enum { CONTROL_HANDSHAKE = 0x80000000, CONTROL_ACK = 0x80020000, CONTROL_SHUTDOWN = 0x80050000, CONTROL_ACKACK = 0x80060000 };
enum { TIME = 8, TO = 12, VERSION = 16, FIELD = 20, SEQUENCE = 24, TYPE = 36, SOCKET = 40, COOKIE = 44, ADDRESS = 48 };

typedef struct { unsigned char data[BATCH][2048]; struct iovec part[BATCH]; struct mmsghdr got[BATCH]; struct sockaddr_in from[BATCH]; } Batch;
static struct { int socket; uint32_t cookie, origin, next, acks; int heard; double acknowledged; } caller[MAX_SESSIONS];
static struct { struct sockaddr_in address; uint32_t next; } peer[MAX_SESSIONS]; // the origin's view of a session
static int origin, sessions, burst;
static double begun;
// Each is counted by one thread and read by the main one: data and answers go down to callers, acknowledgements up.
static long sent_down, sent_up, got_down, got_up;

static void put(unsigned char *p, int at, uint32_t v) { v = htonl(v); memcpy(p + at, &v, 4); }
static uint32_t word(const unsigned char *p, int at) { uint32_t v; memcpy(&v, p + at, 4); return ntohl(v); }
static void head(unsigned char *p, uint32_t first, uint32_t second, uint32_t to) {
  put(p, 0, first); put(p, 4, second); put(p, TIME, (uint32_t) (uint64_t) ((now() - begun) * 1e6)); put(p, TO, to);
}
static long count(long *of) { return __atomic_load_n(of, __ATOMIC_RELAXED); }
static void add(long *to, long n) { __atomic_store_n(to, *to + n, __ATOMIC_RELAXED); }

static int receive(int s, Batch *b) {
  for (int i = 0; i < BATCH; i++) {
    b->part[i] = (struct iovec) {b->data[i], 2048};
    b->got[i].msg_hdr = (struct msghdr) {&b->from[i], sizeof b->from[i], &b->part[i], 1, 0, 0, 0};
  }
  return recvmmsg(s, b->got, BATCH, 0, 0);
}

// ---- handshakes
static int extension(unsigned char *p, int type, uint32_t latency) { // HSREQ or HSRSP of libsrt 1.5.1
  put(p, 0, type << 16 | 3); put(p, 4, 0x00010501); put(p, 8, 0xBF); put(p, 12, latency << 16 | latency);
  return 16;
}
static void call(int n) { // the packet that caller N has not heard an answer to
  unsigned char m[256] = {0}; int size = HANDSHAKE; uint32_t cookie = caller[n].cookie;
  head(m, CONTROL_HANDSHAKE, 0, 0); put(m, VERSION, cookie ? 5 : 4); put(m, FIELD, cookie ? 5 : 2); // HSREQ and CONFIG; UDT_DGRAM
  put(m, SEQUENCE, 1000 * n); put(m, 28, 1500); put(m, 32, 8192); put(m, TYPE, cookie ? CONCLUSION : INDUCTION);
  put(m, SOCKET, CALLER + n); put(m, COOKIE, cookie); put(m, ADDRESS, 0x0100007F);
  if (cookie) {
    int words = (sizeof STREAM + 2) / 4;
    size += extension(m + size, 1, 120); put(m, size, 5 << 16 | words); size += 4;
    for (int i = 0; STREAM[i]; i++) m[size + (i ^ 3)] = STREAM[i]; // each word's bytes stand in reverse
    size += 4 * words;
  }
  send(caller[n].socket, m, size, 0); // one that is refused or lost is said again
}
static void hear(int n) { // what the answers to caller N are
  unsigned char m[2048];
  for (int size; (size = recv(caller[n].socket, m, sizeof m, 0)) > 0;) {
    if (size < HANDSHAKE || word(m, 0) != CONTROL_HANDSHAKE || word(m, TO) != CALLER + n) continue;
    int type = word(m, TYPE);
    if (type >= REJECTION) { fprintf(stderr, "rejection %d\n", type); exit(1); }
    if (type == INDUCTION && !caller[n].cookie && word(m, VERSION) == 5) { caller[n].cookie = word(m, COOKIE); call(n); }
    if (type == CONCLUSION) { caller[n].origin = word(m, SOCKET); caller[n].next = word(m, SEQUENCE); }
  }
}
static uint32_t cookie_for(const struct sockaddr_in *a) { return (ntohs(a->sin_port) * 2654435761u ^ a->sin_addr.s_addr) | 1; }
static void answer(unsigned char *m, int size, const struct sockaddr_in *from) { // in place, as libsrt does it
  uint32_t id = word(m, SOCKET), n = id - CALLER; int type = word(m, TYPE);
  if (size < HANDSHAKE || n >= sessions) return;
  if (type == INDUCTION) {
    put(m, FIELD, 0x4A17); put(m, COOKIE, cookie_for(from));
  } else if (type == CONCLUSION && word(m, COOKIE) == cookie_for(from) && memmem(m, size, "hcne", 4)) { // of bench, in reverse
    peer[n].address = *from; peer[n].next = word(m, SEQUENCE);
    put(m, FIELD, 1); put(m, SOCKET, ORIGIN + n);
  } else return;
  head(m, CONTROL_HANDSHAKE, 0, id); put(m, VERSION, 5);
  sendto(origin, m, type == INDUCTION ? HANDSHAKE : HANDSHAKE + extension(m + HANDSHAKE, 2, 120), 0, (void *) from, sizeof *from);
}

// ---- the origin
static void listen_up(Batch *b) {
  for (int n = BATCH; n == BATCH;) {
    n = receive(origin, b);
    for (int i = 0; i < n; i++) {
      unsigned char *m = b->data[i]; int size = b->got[i].msg_len; uint32_t to = word(m, TO) - ORIGIN;
      if (size < HEADER) continue;
      if (word(m, 0) == CONTROL_HANDSHAKE) answer(m, size, &b->from[i]);
      if (word(m, 0) != CONTROL_ACK || to >= sessions) continue;
      unsigned char reply[HEADER + 4] = {0}; head(reply, CONTROL_ACKACK, word(m, 4), CALLER + to);
      add(&got_up, 1);
      if (sendto(origin, reply, sizeof reply, 0, (void *) &peer[to].address, sizeof peer[to].address) > 0) add(&sent_down, 1);
    }
  }
}
static void send_burst(int n) {
  static unsigned char packets[BATCH][HEADER + PAYLOAD]; struct mmsghdr out[BATCH]; struct iovec part[BATCH]; double at = now();
  for (int i = 0; i < burst; i++) {
    uint32_t number = peer[n].next++ & 0x7FFFFFFF;
    head(packets[i], number, 0xC0000000 | (number & 0x3FFFFFF), CALLER + n); memcpy(packets[i] + HEADER, &at, sizeof at);
    part[i] = (struct iovec) {packets[i], HEADER + PAYLOAD};
    out[i] = (struct mmsghdr) {{&peer[n].address, sizeof peer[n].address, &part[i], 1, 0, 0, 0}, 0};
  }
  int done = sendmmsg(origin, out, burst, 0);
  if (done > 0) add(&sent_down, done);
}
static void *send_all(void *rate) { // looks every half millisecond who is due
  static Batch batch; double period = burst / *(double *) rate, start = now(), *due = calloc(sessions, sizeof *due);
  for (int i = 0; i < sessions; i++) due[i] = start + period * i / sessions;
  for (struct timespec rest = {0, 500000};; nanosleep(&rest, 0)) {
    double t = now();
    for (int i = 0; i < sessions; i++) for (; due[i] <= t; due[i] += period) send_burst(i);
    listen_up(&batch);
  }
  return 0;
}

// ---- callers
static void play(int n, int measured) {
  static Batch b;
  for (int count = BATCH; count == BATCH;) {
    count = receive(caller[n].socket, &b); double t = now();
    for (int i = 0; i < count; i++) {
      unsigned char *m = b.data[i]; uint32_t first = word(m, 0);
      if (b.got[i].msg_len < HEADER || word(m, TO) != CALLER + n) continue; // counts as lost
      if (first == CONTROL_ACKACK) add(&got_down, 1);
      if (first & 0x80000000 || b.got[i].msg_len != HEADER + PAYLOAD) continue;
      double sent; memcpy(&sent, m + HEADER, sizeof sent);
      add(&got_down, 1); caller[n].next = first + 1; caller[n].heard = 1;
      if (measured) took(t - sent);
    }
  }
}
// As libsrt: a full acknowledgement every 10 ms, unless nothing came since the last one.
static void acknowledge(double t) {
  for (int i = 0; i < sessions; i++) {
    if (!caller[i].heard || t < caller[i].acknowledged + 0.01) continue;
    unsigned char m[HEADER + 28] = {0}; head(m, CONTROL_ACK, ++caller[i].acks, caller[i].origin);
    uint32_t words[] = {caller[i].next, 1000, 500, 8192, 200, 1000, 200 * PAYLOAD}; // RTT and its variance, room, rates
    for (int w = 0; w < 7; w++) put(m, HEADER + 4 * w, words[w]);
    if (send(caller[i].socket, m, sizeof m, 0) > 0) add(&sent_up, 1);
    caller[i].heard = 0; caller[i].acknowledged = t;
  }
}
static int open_all(void) { // repeats what is not answered every 250 ms, as libsrt does; returns how many sessions are open
  static Batch batch; int open = 0; double start = now(), said = 0;
  while (open < sessions && now() < start + 20) {
    int again = now() > said + 0.25; if (again) said = now();
    open = 0;
    for (int i = 0; i < sessions; i++) {
      if (!caller[i].origin) hear(i);
      if (!caller[i].origin && again) { call(i); listen_up(&batch); }
      open += caller[i].origin != 0;
    }
    listen_up(&batch); usleep(500);
  }
  return open;
}

int main(int n, char **a) {
  if (n < 8) { fprintf(stderr, "see the head of the source\n"); return 2; }
  int media = atoi(a[1]), pid = atoi(a[7]), poller = epoll_create1(0); sessions = atoi(a[3]); burst = atoi(a[5]); pthread_t thread;
  double rate = atof(a[4]) * 1000 / 8 / PAYLOAD, seconds = atof(a[6]), warm = n > 8 ? atof(a[8]) : 3;
  if (sessions < 1 || sessions > MAX_SESSIONS || burst < 1 || burst > BATCH || rate <= 0) { fprintf(stderr, "out of range\n"); return 2; }
  begun = now(); origin = udp(atoi(a[2])); struct sockaddr_in to = local(media);
  for (int i = 0; i < sessions; i++) {
    caller[i].socket = udp(0); struct epoll_event e = {EPOLLIN, {.u32 = i}}; epoll_ctl(poller, EPOLL_CTL_ADD, caller[i].socket, &e);
    if (connect(caller[i].socket, (void *) &to, sizeof to)) die("connect");
  }
  int open = open_all();
  if (open < sessions) { fprintf(stderr, "%d of %d sessions opened\n", open, sessions); return 1; }
  double start = now(), begin = 0, used = 0; long down = 0, up = 0, lost = 0; struct epoll_event events[256];
  pthread_create(&thread, 0, send_all, &rate);
  for (;;) {
    double t = now(); int first = !begin && t > start + warm, last = begin && t > begin + seconds;
    if (first || last) { // the differences to the beginning
      long d = count(&got_down), u = count(&got_up), s = count(&sent_down) + count(&sent_up); double c = cpu(pid);
      used = c - used; down = d - down; up = u - up; lost = s - d - u - lost;
    }
    if (first) begin = t;
    if (last) break;
    acknowledge(t);
    int ready = epoll_wait(poller, events, 256, 1);
    for (int i = 0; i < ready; i++) play(events[i].data.u32, begin > 0);
  }
  long got = down + up; if (lost < 0) lost = 0; // some are on their way at either end
  printf("%d sessions %ld packets down %ld up %.2f %% lost %.3f us/packet p50 %ld p99 %ld us %ld MiB\n", sessions, down, up,
    got + lost ? 100.0 * lost / (got + lost) : 0, got ? used * 1e6 / got : 0, percentile(0.5), percentile(0.99), rss_kb(pid) / 1024);
  for (int i = 0; i < sessions; i++) { unsigned char m[HEADER + 4] = {0}; head(m, CONTROL_SHUTDOWN, 0, caller[i].origin); send(caller[i].socket, m, sizeof m, 0); }
  return 0;
}

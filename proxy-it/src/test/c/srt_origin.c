/*
 * A listening SRT origin on libsrt, for tests: joins publishers and players by stream id.
 *
 *   srt_origin PORT FOLDER [PASSPHRASE]
 *
 * A publisher of "live/x" is kept in FOLDER/x.got and passed to those who play "live/x" now. Who plays "live/y" while
 * FOLDER/y.ts exists gets that file, at about 10 Mbit/s, and then the end. Names that begin with "deny" are refused
 * (2403). Says what happens on standard output.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <srt/access_control.h>
#include <srt/srt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CALLS 256
#define PAYLOAD 1316

struct call {
    SRTSOCKET socket;
    int publishes;
    char name[256];
    SRT_TRACEBSTATS stats; /* as long as it was connected */
};

static struct call calls[CALLS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;

/* The last part of the stream's name, and whether it is published. */
static void parse(const char *id, struct call *call) {
    const char *from = strstr(id, "r=");
    from = from ? from + 2 : id;
    size_t length = strcspn(from, ",?");
    while (length > 0 && memchr(from, '/', length)) {
        const char *next = memchr(from, '/', length) + 1;
        length -= next - from;
        from = next;
    }
    if (length > sizeof call->name - 1) {
        length = sizeof call->name - 1;
    }
    memcpy(call->name, from, length);
    call->name[length] = 0;
    call->publishes = strstr(id, "m=publish") != NULL;
}

static int on_caller(void *opaque, SRTSOCKET s, int hs, const struct sockaddr *peer, const char *id) {
    struct call call;
    (void)opaque;
    (void)peer;
    parse(id, &call);
    printf("caller hsv=%d \"%s\"\n", hs, id);
    fflush(stdout);
    if (strncmp(call.name, "deny", 4) == 0) {
        srt_setrejectreason(s, SRT_REJX_FORBIDDEN);
        return -1;
    }
    return 0;
}

static void send_file(struct call *call, FILE *file) {
    char buffer[PAYLOAD];
    size_t length;
    while ((length = fread(buffer, 1, sizeof buffer, file)) > 0) {
        if (srt_sendmsg2(call->socket, buffer, length, NULL) == SRT_ERROR) {
            return;
        }
        usleep(1000);
    }
    /* Its last packets are yet to be acknowledged, and to reach the player's application. */
    for (int i = 0; i < 50 && srt_bistats(call->socket, &call->stats, 0, 1) == 0 && call->stats.pktSndBuf > 0; i++) {
        usleep(20000);
    }
    usleep(600000);
}

static void receive(struct call *call) {
    char buffer[2048];
    char path[1024];
    int length;
    snprintf(path, sizeof path, "%s/%s.got", folder, call->name);
    FILE *file = fopen(path, "wb");
    while (file && (length = srt_recvmsg(call->socket, buffer, sizeof buffer)) > 0) {
        fwrite(buffer, 1, length, file);
        fflush(file);
        srt_bistats(call->socket, &call->stats, 0, 1);
        pthread_mutex_lock(&lock);
        for (int i = 0; i < CALLS; i++) {
            if (calls[i].socket > 0 && !calls[i].publishes && strcmp(calls[i].name, call->name) == 0) {
                srt_sendmsg(calls[i].socket, buffer, length, -1, 1);
            }
        }
        pthread_mutex_unlock(&lock);
    }
    if (file) {
        fclose(file);
    }
}

/* A player of a live stream sends nothing; this ends when it leaves. */
static void await_end(struct call *call) {
    char buffer[2048];
    while (srt_recvmsg(call->socket, buffer, sizeof buffer) > 0) {
    }
}

static void *serve(void *index) {
    struct call *call = &calls[(long)index];
    char path[1024];
    snprintf(path, sizeof path, "%s/%s.ts", folder, call->name);
    FILE *file = call->publishes ? NULL : fopen(path, "rb");
    if (call->publishes) {
        receive(call);
    } else if (file) {
        send_file(call, file);
        fclose(file);
    } else {
        await_end(call);
    }
    pthread_mutex_lock(&lock);
    printf("closed %s %s received=%ld lost=%d sent=%ld again=%d\n", call->publishes ? "publish" : "play", call->name,
           (long)call->stats.pktRecvTotal, call->stats.pktRcvLossTotal, (long)call->stats.pktSentTotal,
           call->stats.pktRetransTotal);
    fflush(stdout);
    srt_close(call->socket);
    call->socket = 0;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void accepted(SRTSOCKET s) {
    char id[513] = "";
    int length = sizeof id - 1;
    struct call call = {.socket = s};
    srt_getsockflag(s, SRTO_STREAMID, id, &length);
    parse(id, &call);
    long i = 0;
    pthread_mutex_lock(&lock);
    while (i < CALLS && calls[i].socket > 0) {
        i++;
    }
    if (i < CALLS) {
        calls[i] = call;
    }
    pthread_mutex_unlock(&lock);
    pthread_t thread;
    if (i == CALLS || pthread_create(&thread, NULL, serve, (void *)i) != 0) {
        srt_close(s);
        return;
    }
    pthread_detach(thread);
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: srt_origin PORT FOLDER [PASSPHRASE]\n");
        return 2;
    }
    folder = argv[2];
    srt_startup();
    SRTSOCKET listener = srt_create_socket();
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    if (argc > 3) {
        srt_setsockflag(listener, SRTO_PASSPHRASE, argv[3], strlen(argv[3]));
    }
    srt_listen_callback(listener, on_caller, NULL);
    if (srt_bind(listener, (struct sockaddr *)&address, sizeof address) == SRT_ERROR
        || srt_listen(listener, 64) == SRT_ERROR) {
        fprintf(stderr, "%s\n", srt_getlasterror_str());
        return 1;
    }
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        SRTSOCKET s = srt_accept(listener, NULL, NULL);
        if (s != SRT_INVALID_SOCK) {
            accepted(s);
        }
    }
}

package org.mediaproxy.it.chaos;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mediaproxy.it.peers.RtmpCaller;

/** A client that never gives up: when its stream ends it calls another proxy, as its load balancer would have it. */
abstract class Client implements Runnable {

    /** How long a client hears nothing before it leaves. */
    static final int SILENCE_MILLIS = 2_000;

    private static final int PAUSE_MILLIS = 100;

    private final String name;
    private final String stream;
    private final Cluster cluster;
    private final Journal journal;
    private final Random random;
    private volatile boolean ended;
    private volatile boolean served;
    private Journal.Loss loss = Journal.Loss.START;
    private int proxy = -1;
    private int lastProxy = -1;
    private long lost;
    private volatile long last;
    private List<Integer> tried = new ArrayList<>();

    Client(String name, String stream, Cluster cluster, Journal journal, long seed) {
        this.name = name;
        this.stream = stream;
        this.cluster = cluster;
        this.journal = journal;
        this.random = new Random(seed);
    }

    /** Asks for the stream, and says {@link #alive} whenever it has it, until it ends or the client is to end. */
    abstract void serve(RtmpCaller caller) throws IOException;

    final String stream() {
        return stream;
    }

    /** Whether it was told to end. */
    final boolean hasEnded() {
        return ended;
    }

    final void end() {
        ended = true;
    }

    /** Whether it has its stream now. */
    final boolean isServed() {
        return served;
    }

    /** When it last had something, in milliseconds of the journal. */
    final long last() {
        return last;
    }

    final Journal journal() {
        return journal;
    }

    /** It has its stream. */
    final void alive() {
        long now = journal.now();
        if (!served) {
            journal.add(new Journal.Gap(this, loss, lastProxy, last, lost, now, tried));
            tried = new ArrayList<>();
            served = true;
            lastProxy = proxy;
        }
        last = now;
    }

    private void lost(Journal.Loss how) {
        if (served && !ended) {
            served = false;
            loss = how;
            lost = how == Journal.Loss.SILENCE ? last : journal.now();
        }
    }

    @Override
    public void run() {
        lost = journal.now();
        while (!ended) {
            proxy = cluster.anyProxy(random);
            tried.add(proxy);
            try (RtmpCaller caller = new RtmpCaller(cluster.proxies().get(proxy).rtmp(), SILENCE_MILLIS)) {
                serve(caller);
            } catch (SocketTimeoutException silence) {
                lost(Journal.Loss.SILENCE);
            } catch (IOException cut) {
                lost(Journal.Loss.CUT);
            }
            pause();
        }
        if (!served) { // told to end while it had nothing
            journal.add(new Journal.Gap(this, loss, lastProxy, last, lost, Journal.NEVER, tried));
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
    }

    /** The stream was refused or has ended in order. */
    static IOException gone(String why) {
        return new EOFException(why);
    }

    @Override
    public String toString() {
        return name;
    }
}

package org.mediaproxy.it.chaos;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.testkit.RealProcess;

/** One process of the cluster: it is killed and paused, and comes back at the same place. */
abstract class Member implements AutoCloseable {

    /** What it is there for. */
    enum Kind {
        ORIGIN,
        PROXY,
        STORE
    }

    private final Kind kind;
    private final String name;
    private volatile @Nullable RealProcess process;
    private volatile boolean paused;
    private volatile long startedAt;

    Member(Kind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /** Starts the process and waits until it serves. */
    abstract RealProcess launch(int run) throws IOException;

    private int runs;

    /** Starts it, or starts it again. */
    final void start() throws IOException {
        process = launch(++runs);
        startedAt = System.nanoTime();
    }

    final Kind kind() {
        return kind;
    }

    final String name() {
        return name;
    }

    /** Which start this is, from 1. */
    final int run() {
        return runs;
    }

    /** In the time of {@link System#nanoTime}. */
    final long startedAt() {
        return startedAt;
    }

    /** Whether it can answer now. */
    final boolean serves() {
        RealProcess running = process;
        return running != null && running.isAlive() && !paused;
    }

    /** Ends it at once, as a crash or a power cut would. */
    final void kill() {
        RealProcess running = process;
        process = null;
        if (running != null) {
            signal(running, "KILL");
            running.awaitExit(Duration.ofSeconds(5));
            running.close();
        }
    }

    /** Stops it in the middle of whatever it does, as a machine that swaps or a virtual one that is moved. */
    final void pause() {
        RealProcess running = process;
        if (running != null) {
            paused = true;
            signal(running, "STOP");
        }
    }

    /** Lets it go on. */
    final void resume() {
        RealProcess running = process;
        if (running != null && paused) {
            signal(running, "CONT");
        }
        paused = false;
    }

    private static void signal(RealProcess running, String signal) {
        try (RealProcess kill = RealProcess.of("kill", "-" + signal, Long.toString(running.pid()))
                .start()) {
            kill.awaitExit(Duration.ofSeconds(5));
        }
    }

    final @Nullable RealProcess process() {
        return process;
    }

    @Override
    public void close() {
        resume();
        RealProcess running = process;
        process = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

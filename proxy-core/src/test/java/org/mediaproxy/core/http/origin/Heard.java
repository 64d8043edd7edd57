package org.mediaproxy.core.http.origin;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Notes all that a fetch tells; a test may do something at each step. */
final class Heard implements OriginReader {

    final AtomicInteger calls = new AtomicInteger();
    final AtomicLong bodyBytes = new AtomicLong();
    final CompletableFuture<HttpResponse> head = new CompletableFuture<>();
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private volatile String text = ""; // written on the loop alone

    volatile Runnable onHead = () -> {};
    volatile Runnable onBody = () -> {};
    volatile Runnable onEnd = () -> {};

    @Override
    public void head(HttpResponse answer) {
        step("head");
        head.complete(answer);
        onHead.run();
    }

    @Override
    public void body(ByteBuf piece) {
        step("body");
        if (bodyBytes.addAndGet(piece.readableBytes()) < 10_000) {
            String more = piece.toString(StandardCharsets.ISO_8859_1);
            String before = text;
            text = before + more;
        }
        piece.release();
        onBody.run();
    }

    @Override
    public void end() {
        step("end");
        outcome.complete("end");
        onEnd.run();
    }

    @Override
    public void failed(OriginFailure reason, String detail) {
        step("failed");
        outcome.complete(reason.label());
    }

    private void step(String what) {
        calls.incrementAndGet();
        if (outcome.isDone()) {
            outcome.obtrudeValue(what + " behind " + outcome.join());
        }
    }

    /** What was read of a short body up to now. */
    String text() {
        return text;
    }

    /** How it ended: {@code end} or the failure. */
    String outcome() throws Exception {
        return outcome.get(10, TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return !outcome.isDone();
    }

    /** The status, or 0 if there was no head; once it is over. */
    int status() throws Exception {
        outcome();
        return head.isDone() ? head.join().status().code() : 0;
    }

    /** Status, body and outcome in one line. */
    String summary() throws Exception {
        return status() + " " + text() + " " + outcome();
    }
}

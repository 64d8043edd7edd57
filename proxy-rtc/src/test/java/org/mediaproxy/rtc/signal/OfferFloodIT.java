package org.mediaproxy.rtc.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mediaproxy.rtc.signal.SignalFixture.corpus;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;
import org.mediaproxy.rtc.signal.ScriptedOrigin.Reply;

/** Very many offers: what the proxy keeps of each is its binding, and nothing else. */
final class OfferFloodIT {

    private static final int OFFERS = 20_000;
    private static final int CLIENTS = 8;
    private static final String OFFER = corpus("chromium-publish-offer.sdp");

    /** Far less than 20,000 offers of 5 KiB with their answers, sessions or connections would be. */
    private static final long ALLOWED_BYTES = 24L * 1024 * 1024;

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final SignalFixture fixture = new SignalFixture();
    private final AtomicInteger made = new AtomicInteger();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Reply created() {
        String ufrag = "u" + made.incrementAndGet();
        return Reply.created("/s/" + ufrag, corpus("srs-publish-answer.sdp").replace("6p4z51w9", ufrag));
    }

    /** Over one connection, one after the other: every third is no SDP. */
    private static void flood(TestProxy proxy, int offers) {
        try (RawConnection client = RawConnection.to(proxy.address(HttpPort.API))) {
            InputStream in = new BufferedInputStream(client.socket().getInputStream());
            for (int i = 0; i < offers; i++) {
                String body = i % 3 == 2 ? "v=0\r\nnonsense " + i : OFFER;
                client.send("POST /live/" + i % 100 + "/whip HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
                assertThat(status(in)).isEqualTo(body.equals(OFFER) ? 201 : 400);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one whole reply. */
    private static int status(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        Matcher length = LENGTH.matcher(head);
        assertThat(length.find()).isTrue();
        in.skipNBytes(Integer.parseInt(length.group(1)));
        return Integer.parseInt(head.substring(9, 12));
    }

    private static void floodWithManyClients(TestProxy proxy, int offers) {
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(CompletableFuture.runAsync(
                    () -> flood(proxy, offers / CLIENTS), task -> new Thread(task, "client").start()));
        }
        CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void twentyThousandOffersLeaveNothingBehindButTheirBindings() throws Exception {
        ScriptedOrigin origin = fixture.origin("a", asked -> created());
        TestProxy proxy = fixture.proxy();
        floodWithManyClients(proxy, 800);
        origin.asked.clear();
        long before = usedBytes();
        int first = made.get();
        floodWithManyClients(proxy, OFFERS);
        int bound = made.get() - first;
        assertThat(bound).isBetween(OFFERS * 2 / 3 - 100, OFFERS * 2 / 3 + 100);
        for (int i = 1; i <= made.get(); i++) {
            fixture.bindings.remove(fixture.binding("u" + i + ":i4zW").orElseThrow());
        }
        origin.asked.clear();
        await().until(() ->
                proxy.sessions().open().isEmpty() && proxy.transport().connections() == 0);
        assertThat(usedBytes() - before).isLessThan(ALLOWED_BYTES);
        assertThat(proxy.counters()
                        .counter(SignalCall.CALLS, "call", "offer", "result", "malformed")
                        .sum())
                .isGreaterThan(OFFERS / 4);
    }
}

package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Media;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.Peer;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** A side that does not read stops the other side, not the proxy. */
final class BackPressureIT {

    private static final byte[] PIECE = Media.random(1_000_003);
    private static final int PIECES = 200;

    /** What the proxy may hold for one session: a high-water mark, a burst, and the allocator's arenas around them. */
    private static final long MAX_HELD = 8L * 1024 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aPlayerThatDoesNotReadStopsTheOriginAndThenGetsEveryByte(String transport) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(Map.of("PROXY_TRANSPORT", transport), origin);
                Client client = Client.connected(proxy)) {
            client.send(new Wire().raw(Client.c0c1()).raw(new byte[Client.BLOCK]));
            client.send(new Wire().player("live", "s"));
            OriginConnection connection = origin.next().shake();
            connection.answerConnect().answerCreateStream(1).inbox().command("play");
            proxy.settle();
            assertStopsAndArrives(connection, client, used() + MAX_HELD, skip(client, proxy));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void anOriginThatDoesNotReadStopsThePublisherAndThenGetsEveryByte(String transport) {
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(Map.of("PROXY_TRANSPORT", transport), origin);
                Client client = Client.publisher(proxy, "s")) {
            OriginConnection connection = origin.next();
            byte[] c0c1 = connection.read(1 + Client.BLOCK);
            connection.send(new Wire().raw(c0c1).raw(new byte[Client.BLOCK]));
            connection.read(Client.BLOCK);
            connection.answerUnread(1, 4);
            int commands = new Wire().publisher("live", "s").bytes().length;
            connection.read(commands);
            assertStopsAndArrives(client, connection, used() + MAX_HELD, 0);
        }
    }

    /** How many bytes the client has not read of the answers before the media. */
    private static int skip(Client client, TestProxy proxy) {
        proxy.settle();
        try {
            return client.socket().getInputStream().available();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertStopsAndArrives(Peer from, Peer to, long limit, int unread) {
        AtomicLong sent = new AtomicLong();
        Thread sending = new Thread(() -> sendAll(from, sent));
        sending.start();
        awaitStop(sent);
        assertThat(sent.get()).as("what the buffers on the way took").isLessThan((long) PIECES * PIECE.length / 2);
        assertThat(used()).isLessThan(limit);
        to.read(unread);
        for (int i = 0; i < PIECES; i++) {
            RelayBytesIT.assertSame(to.read(PIECE.length), PIECE);
            assertThat(used()).isLessThan(limit);
        }
        assertThat(sent.get()).isEqualTo((long) PIECES * PIECE.length);
    }

    private static void sendAll(Peer from, AtomicLong sent) {
        try {
            OutputStream out = from.socket().getOutputStream();
            for (int i = 0; i < PIECES; i++) {
                out.write(PIECE);
                sent.addAndGet(PIECE.length);
            }
        } catch (IOException e) {
            sent.set(-1);
        }
    }

    /** Waits until nothing has been sent for a while. */
    private static void awaitStop(AtomicLong sent) {
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(20))
                .until(() -> last.getAndSet(sent.get()) == sent.get());
    }

    private static long used() {
        ByteBufAllocator alloc = ByteBufAllocator.DEFAULT;
        long held = alloc instanceof ByteBufAllocatorMetricProvider measured
                ? measured.metric().usedDirectMemory()
                : 0;
        return Math.max(held, PlatformDependent.usedDirectMemory());
    }
}

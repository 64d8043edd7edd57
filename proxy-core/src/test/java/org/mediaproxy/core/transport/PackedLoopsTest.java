package org.mediaproxy.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PackedLoopsTest {

    private final PackedLoops loops = new PackedLoops(3, NioIoHandler.newFactory());
    private final List<EventLoop> all = new ArrayList<>();

    PackedLoopsTest() {
        for (EventExecutor loop : loops) {
            all.add((EventLoop) loop);
        }
    }

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static List<Channel> fill(EventLoop loop, int channels) {
        List<Channel> registered = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            Channel channel = new NioSocketChannel();
            loop.register(channel).syncUninterruptibly();
            registered.add(channel);
        }
        return registered;
    }

    @Test
    void theFirstLoopHasItAllAsLongAsItIsLittle() {
        fill(loops.next(), 20);
        assertThat(loops.next()).isSameAs(all.get(0));
        assertThat(loops.next()).isSameAs(all.get(0));
    }

    @Test
    void aLoopWithManyChannelsIsGivenNoMoreUntilSomeHaveLeft() {
        List<Channel> channels = fill(all.get(0), PackedLoops.MANY);
        assertThat(loops.next()).isSameAs(all.get(1));
        channels.get(0).close().syncUninterruptibly();
        await().atMost(Duration.ofSeconds(5)).until(() -> loops.next() == all.get(0));
    }

    @Test
    void whereAllHaveManyTheOneWithTheFewestIsNext() {
        fill(all.get(0), PackedLoops.MANY + 2);
        fill(all.get(1), PackedLoops.MANY);
        fill(all.get(2), PackedLoops.MANY + 1);
        assertThat(loops.next()).isSameAs(all.get(1));
        fill(all.get(1), 2);
        assertThat(loops.next()).isSameAs(all.get(2));
    }

    @Test
    void aBusyLoopIsGivenNoMoreUntilItHasTime() {
        fill(all.get(0), 1);
        AtomicBoolean busy = new AtomicBoolean(true);
        spin(all.get(0), busy);
        await().atMost(Duration.ofSeconds(10)).until(() -> loops.next() == all.get(1));
        busy.set(false);
        await().atMost(Duration.ofSeconds(10)).until(() -> loops.next() == all.get(0));
    }

    /** Keeps a loop busy with short tasks, between which it does what else it has. */
    private static void spin(EventLoop loop, AtomicBoolean busy) {
        loop.execute(() -> {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            if (busy.get()) {
                spin(loop, busy);
            }
        });
    }
}

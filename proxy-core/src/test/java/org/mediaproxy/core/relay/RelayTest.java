package org.mediaproxy.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;

/** What needs the clock: relays that are stuck. */
final class RelayTest {

    private final Counters counters = new Counters();
    private final EmbeddedDuplexChannel client = new EmbeddedDuplexChannel();
    private final EmbeddedDuplexChannel origin = new EmbeddedDuplexChannel();
    private final Session session = new Sessions(counters).open("test", new InetSocketAddress("192.0.2.1", 1));

    RelayTest() {
        Relay.start(client, origin, session, counters);
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        origin.finishAndReleaseAll();
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            leap(1);
        }
    }

    /** Nothing is done meanwhile, as in a process that is halted. */
    private void leap(int seconds) {
        client.advanceTimeBy(seconds, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
        origin.advanceTimeBy(seconds, TimeUnit.SECONDS);
        origin.runScheduledPendingTasks();
    }

    private long timeouts(String side) {
        return counters.counter(Sessions.ENDS, "protocol", "test", "side", side, "phase", "relay", "cause", "timeout")
                .sum();
    }

    @Test
    void anIdleRelayIsLeftAlone() {
        pass(600);
        assertThat(session.hasEnded()).isFalse();
    }

    @Test
    void anOriginThatIsSilentAfterItsClientEndedIsTheOneThatTimesOut() {
        client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        pass(29);
        assertThat(session.hasEnded()).isFalse();
        pass(33); // the first look is at a beat
        assertThat(timeouts("origin")).isEqualTo(1);
        pass(10); // for last words
        assertThat(client.isActive() || origin.isActive()).isFalse();
    }

    @Test
    void aProcessThatWasHaltedLooksAnewBeforeItEndsAnything() {
        client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        pass(33);
        leap(200);
        assertThat(session.hasEnded()).isFalse();
        pass(62);
        assertThat(timeouts("origin")).isEqualTo(1);
    }

    @Test
    void anOriginThatEndedEndsTheSession() {
        origin.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(session.hasEnded()).isTrue();
        assertThat(client.isOutputShutdown()).isTrue();
    }

    @Test
    void aHalfClosedRelayWithProgressGoesOn() {
        client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        for (int i = 0; i < 20; i++) {
            origin.writeInbound(Unpooled.buffer().writeByte(i));
            pass(20);
        }
        assertThat(session.hasEnded()).isFalse();
    }

    @Test
    void aBugEndsTheSessionAsOne() {
        client.pipeline().fireExceptionCaught(new IllegalStateException("on purpose"));
        assertThat(counters.counter(
                                Sessions.ENDS, "protocol", "test", "side", "proxy", "phase", "relay", "cause", "bug")
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void nothingIsScheduledAfterTheEnd() {
        client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        origin.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(session.hasEnded()).isTrue();
        pass(10); // for last words
        assertThat(client.runScheduledPendingTasks()).isEqualTo(-1);
        assertThat(origin.runScheduledPendingTasks()).isEqualTo(-1);
    }
}

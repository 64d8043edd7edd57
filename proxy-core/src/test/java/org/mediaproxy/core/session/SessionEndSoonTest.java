package org.mediaproxy.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.metrics.Counters;

/** Somebody else than a session's own event loop wants it to end. */
final class SessionEndSoonTest {

    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1);

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final Sessions sessions = new Sessions(new Counters());

    @Test
    void itEndsOnItsLoopAndOnce() {
        Session session = sessions.open("test", CLIENT, loop::add);
        assertThat(session.endSoon(Side.PROXY, Cause.REBOUND, "moved")).isTrue();
        assertThat(session.endSoon(Side.PROXY, Cause.DRAINED, "again")).isTrue();
        assertThat(session.hasEnded()).isFalse();
        loop.forEach(Runnable::run);
        assertThat(session.hasEnded(Cause.REBOUND)).isTrue();
        assertThat(session.hasEnded(Cause.DRAINED)).isFalse();
        assertThat(sessions.open()).isEmpty();
    }

    @Test
    void aSessionWithoutALoopGoesOn() {
        Session session = sessions.open("test", CLIENT);
        assertThat(session.endSoon(Side.PROXY, Cause.REBOUND, "moved")).isFalse();
        assertThat(session.hasEnded()).isFalse();
        assertThat(sessions.openRequest("test", CLIENT).endSoon(Side.PROXY, Cause.REBOUND, "moved"))
                .isFalse();
    }

    @Test
    void aLoopThatIsGoneIsNoError() {
        Session session = sessions.open("test", CLIENT, task -> {
            throw new RejectedExecutionException("shut down");
        });
        assertThat(session.endSoon(Side.PROXY, Cause.REBOUND, "moved")).isFalse();
    }

    @Test
    void onlyRequestsAreRequests() {
        assertThat(sessions.open("test", CLIENT).isRequest()).isFalse();
        assertThat(sessions.openRequest("test", CLIENT).isRequest()).isTrue();
    }
}

package org.mediaproxy.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.LoggerFactory;

final class SessionTest {

    private static final StreamUrl STREAM = new StreamUrl("v", "live", "a");

    private final Logger log = (Logger) LoggerFactory.getLogger("org.mediaproxy.session");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Counters counters = new Counters();
    private final Sessions sessions = new Sessions(counters);

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
    }

    private Session open(String protocol) {
        return sessions.open(protocol, new InetSocketAddress("192.0.2.1", 4711));
    }

    private List<String> logged() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void onlyTheFirstEndCounts() {
        Session session = open("rtmp");
        List<String> ends = new ArrayList<>();
        session.onEnd(() -> ends.add("action"));
        session.onEnd(() -> session.end(Side.PROXY, Cause.BUG));
        session.enter(Phase.RELAY);
        session.end(Side.CLIENT, Cause.RESET);
        session.enter(Phase.CONNECT);
        session.end(Side.ORIGIN, Cause.CLOSED);
        assertThat(ends).containsExactly("action");
        assertThat(counters.sum(Sessions.ENDS)).isEqualTo(1);
        assertThat(counters.counter(
                                Sessions.ENDS, "protocol", "rtmp", "side", "client", "phase", "relay", "cause", "reset")
                        .sum())
                .isEqualTo(1);
        assertThat(sessions.open()).isEmpty();
    }

    @Test
    void aSessionHasThreeLinesWithItsPrefix() {
        Session session = open("rtmp");
        session.identified(STREAM, StreamRole.PLAY);
        session.routed(new OriginId("a-s-1"), "tcp://10.0.0.1:1935");
        session.enter(Phase.RELAY);
        session.received().add(3);
        session.sent().add(4);
        session.end(Side.CLIENT, Cause.CLOSED, "left");
        String prefix = "[rtmp " + session.id() + "]";
        assertThat(logged()).hasSize(3);
        assertThat(logged().get(0)).isEqualTo(prefix + " open 192.0.2.1:4711");
        assertThat(logged().get(1)).isEqualTo(prefix + " route play v/live/a to a-s-1 at tcp://10.0.0.1:1935");
        assertThat(logged().get(2))
                .matches("\\Q" + prefix
                        + "\\E end CR closed by client in relay: left after \\d+ ms, 3 bytes in, 4 bytes out");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void aRequestIsLoggedOnlyWhereItFails(Cause cause) {
        Session request = sessions.openRequest("http", new InetSocketAddress("192.0.2.1", 4711));
        request.identified(STREAM, StreamRole.PLAY);
        request.routed(new OriginId("a-s-1"), "tcp://10.0.0.1:8080");
        request.end(Side.ORIGIN, cause, "why");
        boolean inOrder = Set.of(Cause.CLOSED, Cause.DRAINED).contains(cause);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.DEBUG, Level.DEBUG, inOrder ? Level.DEBUG : Level.INFO);
        assertThat(logged().get(2))
                .startsWith("[http " + request.id() + "] end")
                .contains(": why after ");
    }

    @Test
    void aRequestCountsAsASession() {
        Session request = sessions.openRequest("http", new InetSocketAddress("192.0.2.1", 4711));
        assertThat(sessions.count("http")).isEqualTo(1);
        request.end(Side.CLIENT, Cause.CLOSED);
        assertThat(sessions.count("http")).isZero();
        assertThat(counters.sum(Sessions.OPENED)).isEqualTo(1);
        assertThat(counters.sum(Sessions.ENDS)).isEqualTo(1);
    }

    @Test
    void addressesOfBothFamiliesAreWrittenWithTheirPort() {
        sessions.open("rtmp", new InetSocketAddress("2001:db8::1", 7));
        sessions.open("rtmp", InetSocketAddress.createUnresolved("name", 8));
        assertThat(logged().get(0)).endsWith(" open [2001:db8:0:0:0:0:0:1]:7");
        assertThat(logged().get(1)).endsWith(" open name:8");
    }

    @Test
    void aClientsWordsAreOneLineAndNotTooLong() {
        open("rtmp").end(Side.CLIENT, Cause.MALFORMED, "a\r\n[rtmp 0] end\u2028\u001b[31m" + "x".repeat(5000));
        assertThat(logged().get(1))
                .contains(": a??[rtmp 0] end??[31mxxx")
                .doesNotContainPattern("[\\p{Cc}\\u2028]")
                .hasSizeLessThan(500);
    }

    @Test
    void whatIsAddedAfterTheEndRunsAtOnce() {
        Session session = open("rtmp");
        session.end(Side.PROXY, Cause.DRAINED);
        List<String> ran = new ArrayList<>();
        session.onEnd(() -> ran.add("late"));
        assertThat(ran).containsExactly("late");
    }

    @Test
    void anEndActionThatThrowsDoesNotKeepTheOthersFromRunning() {
        Session session = open("rtmp");
        List<String> ran = new ArrayList<>();
        session.onEnd(() -> {
            throw new IllegalStateException("on purpose");
        });
        session.onEnd(() -> ran.add("second"));
        session.end(Side.CLIENT, Cause.CLOSED);
        assertThat(ran).containsExactly("second");
    }

    @Test
    void sessionsAreCountedByProtocolOriginAndRole() {
        Session first = open("rtmp");
        first.identified(STREAM, StreamRole.PUBLISH);
        first.routed(new OriginId("a"), "x");
        open("srt");
        assertThat(sessions.count("rtmp")).isEqualTo(1);
        assertThat(sessions.count(new OriginId("a"))).isEqualTo(1);
        assertThat(sessions.count(StreamRole.PUBLISH)).isEqualTo(1);
        assertThat(sessions.count(StreamRole.PLAY)).isZero();
        first.end(Side.CLIENT, Cause.CLOSED);
        assertThat(sessions.count("rtmp")).isZero();
        assertThat(counters.sum(Sessions.OPENED)).isEqualTo(2);
    }

    @Test
    void whenNoneWaitsForTheProtocolsLastSession() {
        Session first = open("rtmp");
        Session second = open("rtmp");
        open("srt");
        CompletableFuture<?> none = sessions.whenNone("rtmp").toCompletableFuture();
        first.end(Side.CLIENT, Cause.CLOSED);
        assertThat(none).isNotDone();
        second.end(Side.CLIENT, Cause.CLOSED);
        assertThat(none).isCompleted();
        assertThat(sessions.whenNone("rtmp").toCompletableFuture()).isCompleted();
    }

    @Test
    void whoWaitsMayAskAgainWhenItIsTold() {
        Session first = open("rtmp");
        Session other = open("srt");
        CompletableFuture<?> both = sessions.whenNone("rtmp")
                .thenCompose(none -> sessions.whenNone("srt"))
                .toCompletableFuture();
        CompletableFuture<?> alone = sessions.whenNone("rtmp").toCompletableFuture();
        first.end(Side.CLIENT, Cause.CLOSED);
        assertThat(alone).isCompleted();
        assertThat(both).isNotDone();
        other.end(Side.CLIENT, Cause.CLOSED);
        assertThat(both).isCompleted();
    }
}

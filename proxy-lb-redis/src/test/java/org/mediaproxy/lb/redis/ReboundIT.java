package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.lb.redis.Answers.answer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.route.OriginRouter;
import org.mediaproxy.core.route.RendezvousPicker;
import org.mediaproxy.core.route.RouteSettings;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Sessions;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;
import org.mediaproxy.core.stream.VhostRule;

/** Two proxies let somebody publish the same stream while Redis is away, on two origins. */
class ReboundIT {

    private static final AffinityKey NOBODY = new AffinityKey("stream", "nobody");
    private static final StreamUrl STREAM = new StreamUrl("v", "live", "a");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Origin a = Answers.origin("a", "run");
    private final Origin b = Answers.origin("b", "run");
    private RedisProcess redis;
    private Proxy first;
    private Proxy second;

    private static final class Proxy {
        final Counters counters = new Counters();
        final Sessions sessions = new Sessions(counters);
        final RedisLoadBalancer balancer;
        final OriginRouter router;

        Proxy(String name, int port) throws Exception {
            balancer = RedisContract.open(
                    Map.of("PROXY_REDIS_PORT", Integer.toString(port), "PROXY_REDIS_TIMEOUT", "500ms"), MINUTE);
            RouteSettings settings = new RouteSettings(new VhostRule(List.of()), MINUTE, MINUTE, 1000);
            router = new OriginRouter(
                    balancer, new RendezvousPicker(), settings, InstantSource.system(), counters, name);
        }

        Session at(Origin origin, StreamRole role) throws Exception {
            Session session = sessions.open("test", new InetSocketAddress("192.0.2.1", 1), Runnable::run);
            session.identified(STREAM, role);
            answer(router.routeTo(session, RouteTarget.RTMP, origin.id())).established();
            return session;
        }

        boolean isAway() {
            return !balancer.troubles().isEmpty();
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.start();
        first = new Proxy("first", redis.port());
        second = new Proxy("second", redis.port());
        answer(first.balancer.origins().register(a));
        answer(second.balancer.origins().register(b));
        assertThat(answer(first.balancer.origins().live())).hasSize(2);
        assertThat(answer(second.balancer.origins().live())).hasSize(2);
    }

    @AfterEach
    void stop() {
        first.balancer.close();
        second.balancer.close();
        redis.close();
    }

    private void awaitAway(boolean away) {
        Awaitility.await().atMost(PATIENCE).until(() -> first.isAway() == away && second.isAway() == away);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whenRedisIsBackTheOlderPublisherHasTheStreamAndTheYoungerOneIsEnded(boolean firstIsOlder) throws Exception {
        Proxy old = firstIsOlder ? first : second;
        Proxy young = firstIsOlder ? second : first;
        redis.kill();
        answer(first.balancer.affinity().find(NOBODY));
        answer(second.balancer.affinity().find(NOBODY));
        awaitAway(true);
        Session older = old.at(firstIsOlder ? a : b, StreamRole.PUBLISH);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        Session younger = young.at(firstIsOlder ? b : a, StreamRole.PUBLISH);
        Session player = young.at(firstIsOlder ? b : a, StreamRole.PLAY);

        redis.restart();
        awaitAway(false);
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            first.router.look();
            second.router.look();
            return younger.hasEnded(Cause.REBOUND) && player.hasEnded(Cause.REBOUND);
        });
        assertThat(older.hasEnded()).isFalse();
        Session again = young.sessions.open("test", new InetSocketAddress("192.0.2.1", 1), Runnable::run);
        again.identified(STREAM, StreamRole.PLAY);
        assertThat(answer(young.router.route(again, RouteTarget.RTMP)).origin().id())
                .isEqualTo(older.origin());
    }
}

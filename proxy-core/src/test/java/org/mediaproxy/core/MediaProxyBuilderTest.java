package org.mediaproxy.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.route.RendezvousPicker;
import org.mediaproxy.core.session.Cause;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.session.Side;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.spi.ProxyContext;
import org.mediaproxy.core.spi.RouteTarget;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

final class MediaProxyBuilderTest {

    private static final List<Origin> ORIGINS = IntStream.range(0, 8)
            .mapToObj(i -> new Origin(
                    "o" + i,
                    "s",
                    "1",
                    "10.0.0.1",
                    "",
                    Map.of(OriginService.RTMP, List.of("1935")),
                    Instant.EPOCH,
                    false))
            .toList();

    private static final List<StreamUrl> STREAMS = IntStream.range(0, 10)
            .mapToObj(i -> new StreamUrl("v", "live", "s" + i))
            .toList();

    private final FakeModules modules = new FakeModules();

    private MediaProxyBuilder builder(Map<String, String> settings) {
        return MediaProxy.builder()
                .settings(settings)
                .protocol(modules.protocol("one"))
                .protocol(modules.protocol("two"))
                .loadBalancer(modules.balancer("maps"));
    }

    private static List<String> problems(MediaProxyBuilder builder) {
        return catchThrowableOfType(SettingsException.class, builder::build).problems();
    }

    @Test
    void problemsOfCoreAndOfEveryModuleComeTogetherAndOnce() {
        List<String> problems = problems(builder(Map.of(
                "PROXY_THREADS", "x",
                "PROXY_HTTP_API", "x",
                "PROXY_ORIGIN_SERVER_TTL", "x",
                "PROXY_DEFAULT_BACKEND_RTMP", "x",
                "PROXY_MAPS_NUMBER", "x",
                "PROXY_ONE_NUMBER", "x",
                "PROXY_TWO_NUMBER", "x")));
        assertThat(problems)
                .extracting(problem -> problem.substring(0, problem.indexOf('=')))
                .containsExactlyInAnyOrder(
                        "PROXY_THREADS",
                        "PROXY_HTTP_API",
                        "PROXY_ORIGIN_SERVER_TTL",
                        "PROXY_DEFAULT_BACKEND_RTMP",
                        "PROXY_MAPS_NUMBER",
                        "PROXY_ONE_NUMBER",
                        "PROXY_TWO_NUMBER");
        assertThat(modules.balancers).isEmpty();
    }

    @Test
    void problemsOfTheLoadBalancerDoNotHideThoseOfTheProtocols() {
        assertThat(problems(builder(Map.of("PROXY_MAPS_NUMBER", "0", "PROXY_TWO_NUMBER", "0"))))
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith("PROXY_MAPS_NUMBER='0'"))
                .anyMatch(problem -> problem.startsWith("PROXY_TWO_NUMBER='0'"));
    }

    @Test
    void problemsOfProtocolsCloseWhatWasOpened() {
        assertThat(problems(builder(Map.of("PROXY_ONE_NUMBER", "0", "PROXY_TWO_NUMBER", "0"))))
                .hasSize(2);
        assertThat(modules.balancers).singleElement().matches(balancer -> balancer.closed);
    }

    @Test
    void aProtocolThatCannotBeMadeClosesWhatWasOpened() {
        MediaProxyBuilder builder = builder(Map.of()).protocol(modules.protocol("buggy"));
        assertThatIllegalStateException().isThrownBy(builder::build).withMessage("on purpose");
        assertThat(modules.balancers).singleElement().matches(balancer -> balancer.closed);
    }

    @Test
    void anUnknownLoadBalancerIsNamedWithThoseThereAre() {
        MediaProxyBuilder builder = builder(Map.of("PROXY_LOAD_BALANCER_TYPE", "redsi", "PROXY_ONE_NUMBER", "0"))
                .loadBalancer(modules.balancer("redis"));
        assertThat(problems(builder)).hasSize(2).anySatisfy(problem -> assertThat(problem)
                .startsWith("PROXY_LOAD_BALANCER_TYPE='redsi'")
                .contains("maps, redis"));
    }

    @Test
    void twoLoadBalancersOfOneNameCannotBeToldApart() {
        MediaProxyBuilder builder =
                builder(Map.of("PROXY_LOAD_BALANCER_TYPE", "maps")).loadBalancer(modules.balancer("maps"));
        assertThat(problems(builder))
                .singleElement()
                .asString()
                .startsWith("PROXY_LOAD_BALANCER_TYPE='maps': two load balancers 'maps'");
        assertThat(modules.balancers).isEmpty();
    }

    @Test
    void whatAilsTheLoadBalancerIsAmongTheTroublesOfTheProxy() {
        try (MediaProxy proxy = builder(Map.of()).build()) {
            modules.balancers.get(0).troubles = List.of("degraded: maps");

            assertThat(modules.contexts.get(0).status().troubles()).hasSize(2).endsWith("degraded: maps");
            assertThat(proxy.isReady()).as("not started").isFalse();
        }
    }

    /** Where ten new streams go. */
    private List<Origin> placed(MediaProxyBuilder builder) throws Exception {
        try (MediaProxy proxy = builder.build()) {
            ORIGINS.forEach(modules.balancers.get(0)::register);
            assertThat(proxy.isReady()).isFalse();
            ProxyContext context = modules.contexts.get(0);
            List<Origin> chosen = new ArrayList<>();
            for (StreamUrl stream : STREAMS) {
                Session session = context.sessions().open("test", new InetSocketAddress("192.0.2.1", 1));
                session.identified(stream, StreamRole.PLAY);
                chosen.add(context.router()
                        .route(session, RouteTarget.RTMP)
                        .toCompletableFuture()
                        .get()
                        .origin());
                session.end(Side.PROXY, Cause.CLOSED);
            }
            return chosen;
        }
    }

    private static List<Origin> placedBy(OriginPicker picker) {
        return STREAMS.stream().map(stream -> picker.pick(stream, ORIGINS)).toList();
    }

    @Test
    void proxiesThatShareStatePlaceStreamsByRendezvous() throws Exception {
        modules.shared = true;
        assertThat(placed(builder(Map.of()))).isEqualTo(placedBy(new RendezvousPicker()));
    }

    @Test
    void theSettingChoosesThePicker() throws Exception {
        assertThat(placed(builder(Map.of("PROXY_ORIGIN_PICKER", "rendezvous"))))
                .isEqualTo(placedBy(new RendezvousPicker()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"round-robin", "least-sessions"})
    void pickersThatSpreadUseEveryOriginOnceBeforeAnyTwice(String picker) throws Exception {
        modules.shared = true;
        List<Origin> placed = placed(builder(Map.of("PROXY_ORIGIN_PICKER", picker)));
        assertThat(placed.subList(0, ORIGINS.size())).containsExactlyInAnyOrderElementsOf(ORIGINS);
    }

    @Test
    void anApplicationsOwnPickerWinsOverTheSetting() throws Exception {
        Origin only = ORIGINS.get(3);
        List<Origin> placed =
                placed(builder(Map.of("PROXY_ORIGIN_PICKER", "round-robin")).picker((stream, candidates) -> only));
        assertThat(placed).containsOnly(only);
    }

    @Test
    void anUnknownPickerIsNamedWithThoseThereAre() {
        assertThat(problems(builder(Map.of("PROXY_ORIGIN_PICKER", "leastconn"))))
                .singleElement()
                .asString()
                .startsWith("PROXY_ORIGIN_PICKER='leastconn'")
                .contains("random, round-robin, least-sessions, rendezvous");
    }

    @Test
    void withoutALoadBalancerThereIsNoProxy() {
        assertThat(problems(MediaProxy.builder())).singleElement().asString().startsWith("PROXY_LOAD_BALANCER_TYPE=''");
    }

    @Test
    void aSingleLoadBalancerIsTakenUnnamedAndOneOfManyByItsName() {
        builder(Map.of()).build().close();
        builder(Map.of("PROXY_LOAD_BALANCER_TYPE", "other"))
                .loadBalancer(modules.balancer("other"))
                .build()
                .close();
        assertThat(modules.balancers).hasSize(2).allMatch(balancer -> balancer.closed);
    }

    @Test
    void settingsGroupsAreThoseOfCoreAndOfEachModule() {
        assertThat(builder(Map.of()).settingsGroups())
                .extracting(SettingsGroup::name)
                .containsExactly(
                        "http ports",
                        "http authentication",
                        "network",
                        "tls",
                        "routing",
                        "load balancer",
                        "default backend",
                        "metrics",
                        "upgrades",
                        "maps",
                        "one",
                        "two");
    }
}

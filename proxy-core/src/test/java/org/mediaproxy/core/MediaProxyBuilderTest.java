package org.mediaproxy.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.SettingsException;

final class MediaProxyBuilderTest {

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
                        "maps",
                        "one",
                        "two");
    }
}

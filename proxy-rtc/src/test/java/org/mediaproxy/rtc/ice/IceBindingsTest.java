package org.mediaproxy.rtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.route.ManualClock;
import org.mediaproxy.core.route.MapLoadBalancer;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

final class IceBindingsTest {

    private final ManualClock clock = new ManualClock();
    private final MapLoadBalancer state = new MapLoadBalancer(clock, Runnable::run);
    private final IceBindings bindings = new IceBindings(state.affinity());

    private static IceBinding binding(String origin, String pwd) {
        return new IceBinding(
                StreamUrl.ofKey("__defaultVhost__/live/cam"),
                Optional.of(StreamRole.PUBLISH),
                "answer:offer",
                Optional.of(pwd),
                Optional.of(origin).filter(id -> !id.isEmpty()).map(OriginId::new),
                "/rtc/v1/whip/?session=answer:offer");
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void whatOneProxyPutsAnotherFinds() {
        assertThat(now(bindings.put(binding("a", "secret")))).isTrue();
        assertThat(now(new IceBindings(state.affinity()).find("answer:offer"))).contains(binding("a", "secret"));
        assertThat(now(bindings.find("offer:answer"))).isEmpty();
        assertThat(now(bindings.find(""))).isEmpty();
    }

    @Test
    void aRepeatedAnswerOfTheSameOriginReplacesTheOlder() {
        assertThat(now(bindings.put(binding("a", "one")))).isTrue();
        assertThat(now(bindings.put(binding("a", "two")))).isTrue();
        assertThat(now(bindings.find("answer:offer"))).contains(binding("a", "two"));
    }

    @Test
    void anotherOriginDoesNotTakeASessionOver() {
        assertThat(now(bindings.put(binding("a", "one")))).isTrue();
        assertThat(now(bindings.put(binding("b", "two")))).isFalse();
        assertThat(now(bindings.put(binding("", "two")))).isFalse();
        assertThat(now(bindings.find("answer:offer"))).contains(binding("a", "one"));
    }

    @Test
    void whatNobodyCanReadIsLeftAlone() {
        now(state.bindIfAbsent(IceBinding.key("answer:offer"), "nonsense", Duration.ofMinutes(1)));
        assertThat(now(bindings.put(binding("a", "one")))).isFalse();
        assertThat(now(bindings.find("answer:offer"))).isEmpty();
    }

    @Test
    void aBindingExpiresUnlessItIsTouched() {
        now(bindings.put(binding("a", "one")));
        clock.advance(IceBindings.TTL.minusSeconds(1));
        assertThat(now(bindings.touch("answer:offer"))).isTrue();
        clock.advance(IceBindings.TTL.minusSeconds(1));
        assertThat(now(bindings.find("answer:offer"))).isPresent();
        clock.advance(Duration.ofSeconds(2));
        assertThat(now(bindings.find("answer:offer"))).isEmpty();
        assertThat(now(bindings.touch("answer:offer"))).isFalse();
    }

    @Test
    void onlyTheBindingThatStandsIsRemoved() {
        now(bindings.put(binding("a", "one")));
        now(bindings.put(binding("a", "two")));
        assertThat(now(bindings.remove(binding("a", "one")))).isFalse();
        assertThat(now(bindings.find("answer:offer"))).isPresent();
        assertThat(now(bindings.remove(binding("a", "two")))).isTrue();
        assertThat(now(bindings.find("answer:offer"))).isEmpty();
    }

    @Test
    void aStoreThatThrowsFailsTheStage() {
        state.trouble = () -> {
            throw new IllegalStateException("broken");
        };
        assertThat(bindings.put(binding("a", "one")).toCompletableFuture()).isCompletedExceptionally();
        assertThat(bindings.find("answer:offer").toCompletableFuture()).isCompletedExceptionally();
        assertThat(bindings.touch("answer:offer").toCompletableFuture()).isCompletedExceptionally();
        assertThat(bindings.remove(binding("a", "one")).toCompletableFuture()).isCompletedExceptionally();
    }
}

package org.mediaproxy.rtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

final class IceBindingsTest {

    private final WatchedStore store = new WatchedStore();
    private final IceBindings bindings = new IceBindings(store);

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
        assertThat(now(new IceBindings(store).find("answer:offer"))).contains(binding("a", "secret"));
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
        now(store.bindIfAbsent(IceBinding.key("answer:offer"), "nonsense", Duration.ofMinutes(1)));
        assertThat(now(bindings.put(binding("a", "one")))).isFalse();
        assertThat(now(bindings.find("answer:offer"))).isEmpty();
    }

    @Test
    void aBindingIsKeptAliveForItsWholeTime() {
        now(bindings.put(binding("a", "one")));
        assertThat(now(bindings.touch("answer:offer"))).isTrue();
        assertThat(now(bindings.touch("offer:answer"))).isFalse();
        assertThat(store.touched).containsExactly("ice:answer:offer PT2M");
    }

    private static IceBinding renewed(IceBinding known, String username) {
        return new IceBinding(
                known.stream(), known.role(), username, Optional.of("new"), known.origin(), known.session());
    }

    @Test
    void aRestartedSessionKeepsTheNameOfItsResourceAlive() {
        IceBinding known = binding("a", "one");
        now(bindings.put(known));
        assertThat(now(bindings.restart(known, renewed(known, "a2:o2")))).contains("answer:offer");
        assertThat(now(bindings.restart(known, renewed(known, "a3:o3")))).contains("a2:o2");
        assertThat(now(bindings.touch("a3:o3"))).isTrue();
        assertThat(store.touched)
                .containsExactly(
                        "ice:a3:o3 PT2M", "icefirst:a3:o3 PT2M", "ice:answer:offer PT2M", "icelast:answer:offer PT2M");
        assertThat(now(bindings.find("answer:offer"))).contains(known);
    }

    @Test
    void aSessionIsForgottenUnderAllItsNames() {
        IceBinding known = binding("a", "one");
        now(bindings.put(known));
        now(bindings.restart(known, renewed(known, "a2:o2")));
        assertThat(now(bindings.forget(known))).containsExactly("answer:offer", "a2:o2");
        for (String namespace : List.of("ice", "icefirst", "icelast")) {
            assertThat(now(store.list(namespace, "", 10)).values()).isEmpty();
        }
    }

    @Test
    void aSessionThatNeverRestartedHasOneName() {
        IceBinding known = binding("a", "one");
        now(bindings.put(known));
        assertThat(now(bindings.forget(known))).containsExactly("answer:offer");
        assertThat(now(bindings.find("answer:offer"))).isEmpty();
    }

    @Test
    void aRestartTakesNoNameOfAnotherOrigin() {
        IceBinding known = binding("a", "one");
        now(bindings.put(known));
        IceBinding other = renewed(binding("b", "two"), "a2:o2");
        now(bindings.put(other));
        assertThat(now(bindings.restart(known, renewed(known, "a2:o2")))).isEmpty();
        assertThat(now(bindings.find("a2:o2"))).contains(other);
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
        store.broken = true;
        assertThat(bindings.put(binding("a", "one")).toCompletableFuture()).isCompletedExceptionally();
        assertThat(bindings.find("answer:offer").toCompletableFuture()).isCompletedExceptionally();
        assertThat(bindings.touch("answer:offer").toCompletableFuture()).isCompletedExceptionally();
        assertThat(bindings.remove(binding("a", "one")).toCompletableFuture()).isCompletedExceptionally();
    }
}

package org.mediaproxy.lb.mesh.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mediaproxy.lb.mesh.state.BindingChange.Kind;

class BindingChangeTest {

    private static final long NOW = 1_000_000;

    private @Nullable Bindings stands;

    private BindingAnswer make(Kind kind, String expected, String value, long ttl, String call, long at) {
        Change.Outcome<Bindings, BindingAnswer> outcome =
                new BindingChange(kind, "stream", expected, value, ttl, call).of(stands, at);
        if (outcome.changed()) {
            stands = outcome.after();
        } else {
            assertThat(outcome.after()).isEqualTo(stands);
        }
        BindingAnswer answer = outcome.answer();
        assertThat(answer).isNotNull();
        return answer;
    }

    private BindingAnswer bind(String value, long at) {
        return make(Kind.BIND, "", value, 1000, "call-" + value, at);
    }

    @Test
    void theFirstBindsAndTheOthersAreToldOfIt() {
        assertThat(bind("a", NOW)).isEqualTo(new BindingAnswer(true, "a", 1000));
        assertThat(bind("b", NOW + 400)).isEqualTo(new BindingAnswer(false, "a", 600));
        assertThat(bind("c", NOW + 1000)).isEqualTo(new BindingAnswer(true, "c", 1000));
    }

    @Test
    void aMoveThatTheGridSentTwiceIsDoneOnce() {
        bind("a", NOW);

        assertThat(make(Kind.REBIND, "a", "b", 1000, "move", NOW).done()).isTrue();
        assertThat(make(Kind.REBIND, "a", "b", 1000, "move", NOW + 10)).isEqualTo(new BindingAnswer(true, "b", 990));
        assertThat(make(Kind.REBIND, "a", "b", 1000, "other", NOW + 10).done()).isFalse();
    }

    @Test
    void whoIsRefusedIsToldWhatStands() {
        bind("a", NOW);

        assertThat(make(Kind.REBIND, "x", "b", 1000, "move", NOW)).isEqualTo(new BindingAnswer(false, "a", 1000));
        assertThat(make(Kind.RELEASE, "x", "", 0, "go", NOW)).isEqualTo(new BindingAnswer(false, "a", 1000));
    }

    @Test
    void aMoveIsANewBindingAndARefreshIsNot() {
        bind("a", NOW);
        make(Kind.REBIND, "a", "a", 5000, "refresh", NOW + 100);
        assertThat(stands).isNotNull();
        assertThat(stands.slots().get("stream")).isEqualTo(new Slot("a", NOW, NOW + 5100, "refresh"));

        make(Kind.REBIND, "a", "b", 5000, "move", NOW + 200);
        assertThat(stands.slots().get("stream")).isEqualTo(new Slot("b", NOW + 200, NOW + 5200, "move"));
    }

    @Test
    void touchingNeverShortensAndThenChangesNothing() {
        bind("a", NOW);

        assertThat(make(Kind.TOUCH, "", "", 10, "touch", NOW)).isEqualTo(new BindingAnswer(true, "a", 1000));
        assertThat(make(Kind.TOUCH, "", "", 3000, "touch", NOW)).isEqualTo(new BindingAnswer(true, "a", 3000));
        assertThat(make(Kind.TOUCH, "", "", 3000, "touch", NOW + 3000)).isEqualTo(BindingAnswer.NO);
    }

    @Test
    void theEntryGoesWithItsLastNamespace() {
        bind("a", NOW);
        Bindings bound = stands;
        assertThat(bound).isNotNull();
        stands = bound.with("publisher", new Slot("p", NOW, NOW + 500, "call"), NOW);

        assertThat(make(Kind.RELEASE, "a", "", 0, "go", NOW).done()).isTrue();
        assertThat(stands).isNotNull();
        assertThat(stands.slots()).containsOnlyKeys("publisher");

        bind("a", NOW + 500); // the hold is over by now, and not kept
        assertThat(stands.slots()).containsOnlyKeys("stream");
        make(Kind.RELEASE, "a", "", 0, "go", NOW + 500);
        assertThat(stands).isNull();
    }
}

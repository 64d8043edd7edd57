package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.OriginId;

final class HoldTest {

    private static final OriginId ORIGIN = new OriginId("my origin-s-1");

    private final Hold hold = Hold.of("p", "5e55", 1_000, ORIGIN);

    @Test
    void saidAnewItIsTheSamePublishersInLaterWords() {
        Hold again = hold.anew();
        assertThat(again.text()).isEqualTo("p 5e55~1 1000 my origin-s-1");
        assertThat(again.anew().text()).isEqualTo("p 5e55~2 1000 my origin-s-1");
        assertThat(again.isOfSamePublisher(hold)).isTrue();
        assertThat(again.isLaterWordOf(hold)).isTrue();
        assertThat(hold.isLaterWordOf(again)).isFalse();
        assertThat(again.isLaterWordOf(again)).isFalse();
        assertThat(Hold.parse(again.text())).isEqualTo(new Hold(again.text(), 1_000, Optional.of(ORIGIN)));
    }

    @Test
    void anotherPublisherSaysNothingOfThisOne() {
        for (Hold other : new Hold[] {
            Hold.of("q", "5e55", 1_000, ORIGIN),
            Hold.of("p", "0", 1_000, ORIGIN),
            Hold.of("p", "5e55", 2_000, ORIGIN),
            Hold.of("p", "5e55", 1_000, new OriginId("b-s-1")),
            Hold.parse("somebody"),
            Hold.parse("")
        }) {
            assertThat(other.isLaterWordOf(hold)).as(other.text()).isFalse();
            assertThat(hold.anew().isLaterWordOf(other)).as(other.text()).isFalse();
        }
    }

    @Test
    void theOrderOfTwoOfOneMillisecondStaysWhoeverSpeaksAnew() {
        Hold other = Hold.of("q", "0", 1_000, ORIGIN);
        assertThat(hold.isOlderThan(other)).isTrue();
        assertThat(hold.anew().isOlderThan(other)).isTrue();
        assertThat(other.isOlderThan(hold.anew())).isFalse();
        assertThat(other.anew().isOlderThan(hold)).isFalse();
    }
}

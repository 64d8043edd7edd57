package org.mediaproxy.lb.mesh.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealingTest {

    private static final long NOW = 1_000_000;

    private static Slot slot(String value, long boundAt) {
        return new Slot(value, boundAt, NOW + 60_000, "call");
    }

    private static Bindings bindings(Object... namespacesAndSlots) {
        Map<String, Slot> slots = new HashMap<>();
        for (int i = 0; i < namespacesAndSlots.length; i += 2) {
            slots.put((String) namespacesAndSlots[i], (Slot) namespacesAndSlots[i + 1]);
        }
        return new Bindings(slots);
    }

    /** Whichever half is asked says the same. */
    private static Bindings healed(Bindings one, Bindings other) {
        Bindings healed = Healing.of(one, other, NOW);
        assertThat(Healing.of(other, one, NOW)).isEqualTo(healed);
        return healed;
    }

    @Test
    void theOlderHoldWinsWithItsBindingThoughThatIsTheYounger() {
        Bindings older = bindings("stream", slot("o1", 900), "publisher", slot("p1 7f3a 100", 900));
        Bindings younger = bindings("stream", slot("o2", 500), "publisher", slot("p2 7f3a 200", 500));

        assertThat(healed(older, younger)).isEqualTo(older);
    }

    @Test
    void aPublisherWinsOverNone() {
        Bindings published = bindings("stream", slot("o1", 900), "publisher", slot("p1 7f3a 800", 900));
        Bindings idle = bindings("stream", slot("o2", 100));

        assertThat(healed(published, idle)).isEqualTo(published);
    }

    @Test
    void aHoldThatHasExpiredIsNone() {
        Slot expired = new Slot("p1 7f3a 100", 100, NOW, "call");
        Bindings past = bindings("stream", slot("o1", 900), "publisher", expired);
        Bindings live = bindings("stream", slot("o2", 950), "publisher", slot("p2 7f3a 500", 950));

        assertThat(healed(past, live)).isEqualTo(live);
    }

    @Test
    void whereNobodyPublishesTheFirstBindingStands() {
        assertThat(healed(bindings("stream", slot("o2", 100)), bindings("stream", slot("o1", 101))))
                .isEqualTo(bindings("stream", slot("o2", 100)));
    }

    @Test
    void ofTwoOfTheSameTimeBothHalvesChooseTheSame() {
        assertThat(healed(bindings("stream", slot("o1", 100)), bindings("stream", slot("o2", 100))))
                .isEqualTo(bindings("stream", slot("o1", 100)));
        Bindings one = bindings("publisher", slot("p1 7f3a 100", 100));
        assertThat(healed(one, bindings("publisher", slot("p2 7f3a 100", 100)))).isEqualTo(one);
    }

    @Test
    void whatOneHalfAloneHasStands() {
        Bindings one = bindings("stream", slot("o1", 100));

        assertThat(healed(one, Bindings.NONE)).isEqualTo(one);
        assertThat(healed(one, bindings("ice", slot("ufrag", 200))))
                .isEqualTo(bindings("stream", slot("o1", 100), "ice", slot("ufrag", 200)));
    }

    @Test
    void whatHasExpiredInBothIsGone() {
        Slot expired = new Slot("o1", 100, NOW - 1, "call");

        assertThat(healed(bindings("stream", expired), bindings("ice", expired)))
                .isEqualTo(Bindings.NONE);
    }

    @Test
    void theSameBindingOfBothLastsAsLongAsTheLaterTouchSaid() {
        Slot touched = new Slot("o1", 100, NOW + 90_000, "call");

        assertThat(healed(bindings("stream", slot("o1", 100)), bindings("stream", touched)))
                .isEqualTo(bindings("stream", touched));
    }

    @Test
    void aPublisherWhoseHalfLostTheBindingHasTheOther() {
        Bindings published = bindings("publisher", slot("p1 7f3a 100", 900));
        Bindings bound = bindings("stream", slot("o1", 200));

        assertThat(healed(published, bound))
                .isEqualTo(bindings("publisher", slot("p1 7f3a 100", 900), "stream", slot("o1", 200)));
    }

    @Test
    void aBackupIsSettledApartFromItsStream() {
        Bindings one = bindings(
                "stream",
                slot("o1", 100),
                "publisher",
                slot("p1 7f3a 100 o1", 100),
                "backup",
                slot("o2", 300),
                "backuppublisher",
                slot("p2 7f3a 300 o2", 300));
        Bindings other = bindings(
                "stream",
                slot("o3", 50),
                "publisher",
                slot("p3 7f3a 150 o3", 150),
                "backup",
                slot("o4", 350),
                "backuppublisher",
                slot("p4 7f3a 200 o4", 350));

        assertThat(healed(one, other))
                .isEqualTo(bindings(
                        "stream",
                        slot("o1", 100),
                        "publisher",
                        slot("p1 7f3a 100 o1", 100),
                        "backup",
                        slot("o4", 350),
                        "backuppublisher",
                        slot("p4 7f3a 200 o4", 350)));
    }

    @Test
    void aHoldCountsFromItsThirdWordAndOneOfAnotherFormIsTheOldest() {
        assertThat(Healing.since(slot("proxy 7f3a 1234 origin 1", 99))).isEqualTo(1234);
        assertThat(Healing.since(slot("proxy 7f3a 1234", 99))).isEqualTo(1234);
        assertThat(Healing.since(slot("something else", 99))).isZero();
        assertThat(Healing.since(slot("no time at all", 99))).isZero();
    }
}

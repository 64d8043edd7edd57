package org.mediaproxy.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class IdleWheelTest {

    private static final long TIMEOUT = 1600;

    private final IdleWheel wheel = new IdleWheel(TIMEOUT);
    private final List<String> told = new ArrayList<>();
    private long now = Long.MAX_VALUE - 500; // as near to an overflow as System.nanoTime may be

    private IdleWheel.Entry entry(String name) {
        return new IdleWheel.Entry(() -> told.add(name));
    }

    private void pass(long nanos) {
        for (long passed = 0; passed < nanos; passed += wheel.tick()) {
            now += wheel.tick();
            wheel.tick(now);
        }
    }

    @Test
    void aSilentEntryIsToldAfterTheTimeoutAndAtMostATickLater() {
        wheel.add(entry("a"), now);
        pass(TIMEOUT - wheel.tick());
        assertThat(told).isEmpty();
        pass(2 * wheel.tick());
        assertThat(told).containsExactly("a");
    }

    @Test
    void anEntryIsToldAgainUntilItIsRemoved() {
        IdleWheel.Entry entry = entry("a");
        wheel.add(entry, now);
        pass(2 * TIMEOUT + 2 * wheel.tick());
        assertThat(told).containsExactly("a", "a");
        wheel.remove(entry);
        assertThat(wheel.isEmpty()).isTrue();
        pass(3 * TIMEOUT);
        assertThat(told).hasSize(2);
    }

    @Test
    void anEntryThatIsHeardIsNotTold() {
        IdleWheel.Entry entry = entry("a");
        wheel.add(entry, now);
        for (int i = 0; i < 50; i++) {
            pass(TIMEOUT / 2);
            entry.heard(now);
        }
        assertThat(told).isEmpty();
        pass(TIMEOUT + wheel.tick());
        assertThat(told).containsExactly("a");
    }

    @Test
    void anEntryMayRemoveOthersOfItsSlotWhenTold() {
        List<IdleWheel.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            entries.add(new IdleWheel.Entry(() -> {
                told.add("x");
                entries.forEach(wheel::remove);
            }));
        }
        entries.forEach(entry -> wheel.add(entry, now));
        pass(2 * TIMEOUT);
        assertThat(told).containsExactly("x");
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void aRemovedEntryMayBeRemovedAgain() {
        IdleWheel.Entry entry = entry("a");
        wheel.remove(entry);
        wheel.add(entry, now);
        wheel.remove(entry);
        wheel.remove(entry);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void eachOfManyIsToldInItsOwnTime() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            long start = now;
            List<IdleWheel.Entry> self = new ArrayList<>();
            self.add(new IdleWheel.Entry(() -> {
                long silent = now - start;
                told.add(silent >= TIMEOUT && silent <= TIMEOUT + wheel.tick() ? "in time" : "after " + silent);
                wheel.remove(self.get(0));
            }));
            wheel.add(self.get(0), now);
            if (random.nextInt(10) == 0) {
                pass(wheel.tick());
            }
        }
        pass(TIMEOUT + wheel.tick());
        assertThat(told).hasSize(500).containsOnly("in time");
    }
}

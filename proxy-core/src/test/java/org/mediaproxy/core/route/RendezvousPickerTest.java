package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.stream.StreamUrl;

final class RendezvousPickerTest {

    private static final int STREAMS = 6000;

    private final RendezvousPicker picker = new RendezvousPicker();

    /** Alike but for a digit, as real ones are. */
    private static List<Origin> origins(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Origin("origin-" + i, "run", "1", "10.0.0.1", "", Map.of(), Instant.EPOCH, false))
                .toList();
    }

    private static StreamUrl stream(int number) {
        return new StreamUrl("__defaultVhost__", "live", "stream" + number);
    }

    @Test
    void whoSeesTheSameOriginsChoosesTheSameWhateverTheirOrder() {
        List<Origin> origins = origins(7);
        List<Origin> reversed = new ArrayList<>(origins);
        Collections.reverse(reversed);

        for (int i = 0; i < 1000; i++) {
            assertThat(picker.pick(stream(i), reversed)).isEqualTo(picker.pick(stream(i), origins));
        }
    }

    @Test
    void everyOriginGetsItsShare() {
        Map<OriginId, Integer> shares = new HashMap<>();
        for (int i = 0; i < STREAMS; i++) {
            shares.merge(picker.pick(stream(i), origins(6)).id(), 1, Integer::sum);
        }

        assertThat(shares).hasSize(6).allSatisfy((id, share) -> assertThat(share)
                .isBetween(STREAMS / 6 - 150, STREAMS / 6 + 150));
    }

    @Test
    void onlyTheStreamsOfAnOriginThatGoesMove() {
        List<Origin> all = origins(6);
        List<Origin> rest = all.subList(0, 5);
        for (int i = 0; i < STREAMS; i++) {
            Origin before = picker.pick(stream(i), all);
            if (rest.contains(before)) {
                assertThat(picker.pick(stream(i), rest)).isEqualTo(before);
            }
        }
    }
}

package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.stream.StreamUrl;

final class RoundRobinPickerTest {

    private static final List<Origin> ORIGINS = IntStream.range(0, 3)
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

    @Test
    void eachHasItsTurn() {
        RoundRobinPicker picker = new RoundRobinPicker();
        List<Origin> picked = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            picked.add(picker.pick(new StreamUrl("v", "live", "s" + i), ORIGINS));
        }
        assertThat(picked.subList(0, 3)).containsExactlyInAnyOrderElementsOf(ORIGINS);
        assertThat(picked.subList(3, 6)).isEqualTo(picked.subList(0, 3));
        assertThat(picked.subList(6, 9)).isEqualTo(picked.subList(0, 3));
    }
}

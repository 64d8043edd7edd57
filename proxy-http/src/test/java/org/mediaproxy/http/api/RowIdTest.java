package org.mediaproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.origin.Origin;

final class RowIdTest {

    private static final Origin A = new FakeSrs("a").origin(1985);
    private static final Origin B = new FakeSrs("b").origin(1985);

    @Test
    void anIdLeadsBackToItsOriginAndToNoOther() {
        RowId id = RowId.of(A, "vid-1234567");
        RowId read = RowId.parse(id.toString()).orElseThrow();
        assertThat(read).isEqualTo(id);
        assertThat(read.own()).isEqualTo("vid-1234567");
        assertThat(read.isOf(A)).isTrue();
        assertThat(read.isOf(B)).isFalse();
    }

    @Test
    void anIdIsTheSameAtEveryProxyAndAfterEveryHeartbeat() {
        Origin later = A.updated(Instant.now()).withDraining(true);
        assertThat(RowId.of(later, "107")).isEqualTo(RowId.of(A, "107"));
        assertThat(RowId.of(A, "107")).hasToString("ea0749b108b2-107");
    }

    @Test
    void originsWithTheSameRowsHaveOtherIds() {
        assertThat(RowId.of(A, "107")).isNotEqualTo(RowId.of(B, "107"));
    }

    @Test
    void aVhostHasOneIdForAllOrigins() {
        assertThat(RowId.ofVhost("__defaultVhost__"))
                .matches("vid-[0-9a-f]{16}")
                .isNotEqualTo(RowId.ofVhost("other"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "107",
                "vid-1234567",
                "0123456789ab-",
                "0123456789ab-.",
                "0123456789ab-..",
                "0123456789ab-a/b",
                "0123456789ab-a?b",
                "0123456789ab-a b",
                "0123456789ab-a%2f",
                "0123456789ab-\u00e4",
                "0123456789AB-1",
                "0123456789ab-1\n"
            })
    void whatIsNoIdIsNone(String text) {
        assertThat(RowId.parse(text)).isEmpty();
        assertThat(RowId.parse("0123456789ab-" + "a".repeat(129))).isEmpty();
    }
}

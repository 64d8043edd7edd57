package org.mediaproxy.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamUrlTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/b", "//", "a//c", "/b/c", "a/b/", "///"})
    void aKeyNeedsThreeParts(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> StreamUrl.ofKey(key));
    }

    @Test
    void theAppMayHaveSlashesWithin() {
        assertThat(StreamUrl.ofKey("v/a/b/s")).isEqualTo(new StreamUrl("v", "a/b", "s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "a/", "/"})
    void theAppHasNoSlashAtItsEnds(String app) {
        assertThatIllegalArgumentException().isThrownBy(() -> new StreamUrl("v", app, "s"));
    }

    @Test
    void aKeyOfTheGreatestLengthIsTakenAndOneLongerIsNot() {
        String name = "x".repeat(StreamUrl.MAX_LENGTH - 4);
        assertThat(new StreamUrl("v", "a", name).toString()).hasSize(StreamUrl.MAX_LENGTH);
        assertThatIllegalArgumentException().isThrownBy(() -> new StreamUrl("v", "a", name + "x"));
    }
}

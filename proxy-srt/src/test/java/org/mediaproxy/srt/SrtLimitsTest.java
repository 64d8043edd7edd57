package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SrtLimitsTest {

    @Test
    void handshakesAreFewerThanSessions() {
        SrtLimits limits = new SrtLimits(1, 2);
        assertThat(limits.admit()).isTrue();
        assertThat(limits.admit()).as("a second handshake").isFalse();
        limits.shaken();
        assertThat(limits.admit()).isTrue();
        limits.shaken();
        assertThat(limits.admit()).as("a third session").isFalse();
        assertThat(limits.handshakes()).isZero();
        assertThat(limits.sessions()).isEqualTo(2);
        limits.left();
        assertThat(limits.admit()).isTrue();
    }
}

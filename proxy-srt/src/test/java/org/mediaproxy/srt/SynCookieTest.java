package org.mediaproxy.srt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SynCookieTest {

    private static final InetSocketAddress CALLER = new InetSocketAddress("192.0.2.1", 40_000);
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private Instant now = START;
    private final InstantSource clock = () -> now;
    private final SynCookie cookies = new SynCookie(new byte[16], clock);

    @Test
    void aCookieHoldsForItsMinuteAndTheNext() {
        now = START.plusSeconds(59);
        int cookie = cookies.cookie(CALLER);
        assertThat(cookies.isValid(cookie, CALLER)).isTrue();
        now = START.plusSeconds(60);
        assertThat(cookies.isValid(cookie, CALLER)).isTrue();
        now = START.plusSeconds(119);
        assertThat(cookies.isValid(cookie, CALLER)).isTrue();
        now = START.plusSeconds(120);
        assertThat(cookies.isValid(cookie, CALLER)).isFalse();
    }

    @Test
    void aCookieHoldsForItsCallerOnly() {
        int cookie = cookies.cookie(CALLER);
        assertThat(cookies.isValid(cookie, new InetSocketAddress("192.0.2.1", 40_001)))
                .isFalse();
        assertThat(cookies.isValid(cookie, new InetSocketAddress("192.0.2.2", 40_000)))
                .isFalse();
        assertThat(cookies.isValid(cookie, new InetSocketAddress("2001:db8::1", 40_000)))
                .isFalse();
        assertThat(cookies.isValid(cookie + 1, CALLER)).isFalse();
        assertThat(cookies.isValid(0, CALLER)).isFalse();
    }

    @Test
    void aCookieHoldsUnderItsKeyOnly() {
        int cookie = cookies.cookie(CALLER);
        byte[] another = new byte[16];
        another[15] = 1;
        assertThat(new SynCookie(another, clock).isValid(cookie, CALLER)).isFalse();
        assertThat(new SynCookie(new byte[16], clock).isValid(cookie, CALLER)).isTrue();
    }

    @Test
    void callersHaveDifferentCookies() {
        Set<Integer> seen = new HashSet<>();
        for (int port = 1; port <= 10_000; port++) {
            seen.add(cookies.cookie(new InetSocketAddress("2001:db8::1", port)));
        }
        assertThat(seen).hasSizeGreaterThan(9_990).doesNotContain(0);
    }
}

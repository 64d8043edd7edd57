package org.mediaproxy.rtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Floods of a public port, and many sessions that leave nothing behind. */
final class HostileMediaIT {

    private static final String USER = "answer:offer";
    private static final String RTP = "\u0080rtp";

    @Test
    void aFloodOfChecksForNobodyIsDroppedAndCountedWhileMediaPasses() throws IOException {
        try (RtcFixture rtc = new RtcFixture(Map.of());
                IcePeer client = new IcePeer();
                IcePeer attacker = new IcePeer()) {
            rtc.bind(USER);
            InetSocketAddress inside = rtc.open(client, USER);
            byte[] known = attacker.check(USER, "guessed", 1, true);
            for (int i = 0; i < 40_000; i++) {
                attacker.send(rtc.media(), i % 2 == 0 ? attacker.check("u" + i + ":x", "guessed", i, true) : known);
                if (i % 4_000 == 0) {
                    rtc.origin.send(inside, RTP + i);
                    assertThat(client.receive().text()).isEqualTo(RTP + i);
                }
            }
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                assertThat(rtc.dropped("bad_integrity")).isPositive();
                assertThat(rtc.dropped("unknown_ufrag")).isPositive();
                assertThat(rtc.dropped("lookup_limit")).isPositive();
            });
            assertThat(attacker.hearsNothing(50)).isTrue();
            assertThat(rtc.origin.hearsNothing(50)).isTrue();
            assertThat(rtc.proxy.sessions().open()).hasSize(1);
        }
    }

    @Test
    void damagedChecksNeverOpenAnythingAndNeverHarm() throws IOException {
        try (RtcFixture rtc = new RtcFixture(Map.of());
                IcePeer client = new IcePeer();
                IcePeer attacker = new IcePeer()) {
            rtc.bind(USER);
            InetSocketAddress inside = rtc.open(client, USER);
            rtc.bind("other:session");
            byte[] right = attacker.check("other:session", RtcFixture.PWD, 1, true);
            Random random = new Random(11);
            for (int i = 0; i < 5_000; i++) {
                byte[] damaged = right.clone();
                // Not behind the hash: FINGERPRINT is not what proves a check.
                int at = random.nextInt(right.length - 8);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                attacker.send(rtc.media(), damaged);
            }
            assertThat(rtc.origin.hearsNothing(100)).isTrue();
            assertThat(rtc.proxy.sessions().open()).hasSize(1);
            rtc.origin.send(inside, RTP);
            assertThat(client.receive().text()).isEqualTo(RTP);
        }
    }

    @Test
    void fiveThousandSessionsLeaveNothingBehind() throws IOException {
        int count = 5_000;
        try (RtcFixture rtc = new RtcFixture(Map.of("PROXY_RTC_IDLE_TIMEOUT", "4s", "PROXY_LOG_LEVEL", "warn"));
                IcePeer maker = new IcePeer()) {
            int before = descriptors();
            long heap = heapInUse();
            for (int i = 0; i < count; i++) {
                String user = "a" + i + ":o";
                rtc.bind(user);
                byte[] check = maker.check(user, RtcFixture.PWD, i, true);
                InetAddress from =
                        InetAddress.getByAddress(new byte[] {127, 1, (byte) (i / 200), (byte) (i % 200 + 1)});
                try (DatagramSocket client = new DatagramSocket(0, from)) {
                    client.send(new DatagramPacket(check, check.length, rtc.media()));
                }
                rtc.origin.receive();
            }
            // On a slow machine the first have ended by now.
            assertThat(rtc.proxy.sessions().open()).hasSizeGreaterThan(count / 10);
            rtc.awaitEnds("client relay timeout");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before + 8));
            // The bindings of all these names are still in the shared state, some 600 bytes each.
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(heapInUse() - heap).isLessThan(8L << 20));
        }
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }
}

package org.mediaproxy.lb.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mediaproxy.lb.mesh.Members.answer;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.logging.LogManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.testkit.FreePort;

/** A start of a mesh as it is set: it works, or says which setting to look at. */
class StartIT {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final AffinityKey KEY = new AffinityKey("stream", "__defaultVhost__/live/one");

    private static String problem(Map<String, String> settings) {
        SettingsException refused = catchThrowableOfType(
                SettingsException.class, () -> Members.open(settings, TTL).close());
        assertThat(refused).isNotNull();
        assertThat(refused.problems()).hasSize(1);
        return refused.problems().get(0);
    }

    @Test
    void aPortThatIsTakenIsToldOf() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThat(problem(Map.of("PROXY_MESH_LISTEN", address, "PROXY_MESH_PEERS", "127.0.0.1")))
                    .startsWith("PROXY_MESH_LISTEN: cannot listen on " + address + ": ");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsToldOf() {
        assertThat(problem(Map.of("PROXY_MESH_LISTEN", "192.0.2.1:5701", "PROXY_MESH_PEERS", "127.0.0.1")))
                .startsWith("PROXY_MESH_LISTEN: cannot listen on 192.0.2.1:5701: ");
    }

    @Test
    void hostsThatAreUnknownAreToldOf() {
        assertThat(problem(Map.of("PROXY_MESH_PEERS", "no-such-host.invalid")))
                .isEqualTo("PROXY_MESH_PEERS: there is no host 'no-such-host.invalid'");
        assertThat(problem(Map.of("PROXY_MESH_PEERS", "127.0.0.1", "PROXY_MESH_LISTEN", "no-such-host.invalid:1")))
                .isEqualTo("PROXY_MESH_LISTEN: there is no host 'no-such-host.invalid'");
        assertThat(problem(Map.of("PROXY_MESH_MULTICAST", "on", "PROXY_MESH_MULTICAST_GROUP", "10.0.0.1:1")))
                .isEqualTo("PROXY_MESH_MULTICAST_GROUP: 10.0.0.1 is no IPv4 multicast address");
    }

    @Test
    void twoThatKnowOnlyANameFindEachOtherThoughItHadNoAddressBefore() throws Exception {
        int port = FreePort.tcp();
        Map<String, String> settings = Map.of("PROXY_MESH_DNS", "localhost:" + port, "PROXY_MESH_NAME", "mesh-" + port);
        Map<String, String> first = new java.util.HashMap<>(settings);
        first.put("PROXY_MESH_LISTEN", "127.0.0.1:" + port);
        Map<String, String> second = new java.util.HashMap<>(settings);
        second.put("PROXY_MESH_LISTEN", "127.0.0.1:" + FreePort.tcp());
        try (MeshLoadBalancer one = Members.open(first, TTL);
                MeshLoadBalancer other = Members.open(second, TTL)) {
            assertThat(other.grid().getCluster().getMembers()).hasSize(2);
            assertThat(answer(one.affinity().bindIfAbsent(KEY, "a", TTL))).isEqualTo("a");
            assertThat(answer(other.affinity().bindIfAbsent(KEY, "b", TTL))).isEqualTo("a");
            assertThat(one.isShared()).isTrue();
        }
        Map<String, String> nobody = new java.util.HashMap<>(second);
        nobody.put("PROXY_MESH_DNS", "no-such-host.invalid");
        try (MeshLoadBalancer alone = Members.open(nobody, TTL)) {
            assertThat(answer(alone.affinity().bindIfAbsent(KEY, "b", TTL))).isEqualTo("b");
        }
    }

    @Test
    void meshesOfDifferentNamesAreKeptApart() throws Exception {
        Members members = Members.of(2);
        Map<String, String> stranger = members.settings(1, "NAME", "another");
        try (MeshLoadBalancer one = members.open(0, TTL);
                MeshLoadBalancer other = Members.open(stranger, TTL)) {
            assertThat(answer(one.affinity().bindIfAbsent(KEY, "a", TTL))).isEqualTo("a");
            assertThat(answer(other.affinity().bindIfAbsent(KEY, "b", TTL))).isEqualTo("b");
            assertThat(other.grid().getCluster().getMembers()).hasSize(1);
        }
    }

    @Test
    void membersFindEachOtherByMulticast() throws Exception {
        int group = FreePort.udp();
        Map<String, String> settings = Map.of(
                "PROXY_MESH_MULTICAST", "on",
                "PROXY_MESH_MULTICAST_GROUP", "239.2.2.3:" + group,
                "PROXY_MESH_NAME", "mesh-" + group);
        Map<String, String> first = new java.util.HashMap<>(settings);
        first.put("PROXY_MESH_LISTEN", "127.0.0.1:" + FreePort.tcp());
        Map<String, String> second = new java.util.HashMap<>(settings);
        second.put("PROXY_MESH_LISTEN", "127.0.0.1:" + FreePort.tcp());
        try (MeshLoadBalancer one = Members.open(first, TTL);
                MeshLoadBalancer other = Members.open(second, TTL)) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            one.grid().getCluster().getMembers())
                    .hasSize(2));
            assertThat(answer(other.affinity().bindIfAbsent(KEY, "a", TTL))).isEqualTo("a");
            assertThat(answer(one.affinity().find(KEY))).contains("a");
        }
    }

    @Test
    void theGridSpeaksInOurLogOnly() {
        Members members = Members.of(1);
        try (MeshLoadBalancer one = members.open(0, TTL)) {
            assertThat(one.troubles()).isEmpty();
            assertThat(System.getProperty("hazelcast.logging.class")).isEqualTo(MeshLog.class.getName());
            assertThat(LogManager.getLogManager().getLogger("com.hazelcast.instance.impl.Node"))
                    .isNull();
        }
    }
}

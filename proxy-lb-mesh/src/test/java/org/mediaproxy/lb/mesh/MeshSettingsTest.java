package org.mediaproxy.lb.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsException;

class MeshSettingsTest {

    private static MeshSettings read(Map<String, String> values) {
        return MeshSettings.read(Settings.of(values));
    }

    private static List<String> problems(Map<String, String> values) {
        return catchThrowableOfType(SettingsException.class, () -> read(values)).problems();
    }

    @Test
    void whoTheOthersAreMustBeSaid() {
        assertThat(problems(Map.of()))
                .singleElement()
                .asString()
                .startsWith("PROXY_MESH_PEERS=''")
                .contains("PROXY_MESH_DNS", "PROXY_MESH_MULTICAST=on");
    }

    @Test
    void peersWithoutAPortHaveOurs() {
        MeshSettings settings =
                read(Map.of("PROXY_MESH_PEERS", "a, b:6000,[::1]:6001", "PROXY_MESH_LISTEN", "10.0.0.1:5800"));

        assertThat(settings.peers())
                .containsExactly(new HostPort("a", 5800), new HostPort("b", 6000), new HostPort("::1", 6001));
        assertThat(settings.listen()).isEqualTo(new HostPort("10.0.0.1", 5800));
        assertThat(settings.where()).isEqualTo("a:5800, b:6000, [::1]:6001");
    }

    @Test
    void aNameStandsForAllMembers() {
        MeshSettings settings = read(Map.of("PROXY_MESH_DNS", "mediaproxy.media.svc.cluster.local"));

        assertThat(settings.dns()).contains(new HostPort("mediaproxy.media.svc.cluster.local", 5701));
        assertThat(settings.memberTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.where()).isEqualTo("what mediaproxy.media.svc.cluster.local resolves to");
    }

    @Test
    void multicastIsInsteadOfNames() {
        assertThat(read(Map.of("PROXY_MESH_MULTICAST", "on")).multicast()).contains(new HostPort("239.2.2.3", 5701));
        assertThat(problems(Map.of("PROXY_MESH_MULTICAST", "on", "PROXY_MESH_PEERS", "a")))
                .singleElement()
                .asString()
                .startsWith("PROXY_MESH_MULTICAST='on'");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        List<String> problems = problems(Map.of(
                "PROXY_MESH_LISTEN", "host",
                "PROXY_MESH_ADVERTISE", "5701",
                "PROXY_MESH_PEERS", "a:b:c,:1",
                "PROXY_MESH_MEMBER_TIMEOUT", "2500ms",
                "PROXY_MESH_TIMEOUT", "soon"));

        assertThat(problems)
                .filteredOn(problem -> problem.startsWith("PROXY_MESH_PEERS"))
                .hasSize(2);
        for (String name : List.of("LISTEN", "ADVERTISE", "MEMBER_TIMEOUT", "TIMEOUT")) {
            assertThat(problems).anyMatch(problem -> problem.startsWith("PROXY_MESH_" + name + "="));
        }
    }

    @Test
    void aMemberTimeoutOutOfRangeIsRefused() {
        assertThat(problems(Map.of("PROXY_MESH_PEERS", "a", "PROXY_MESH_MEMBER_TIMEOUT", "1s")))
                .hasSize(1);
        assertThat(problems(Map.of("PROXY_MESH_PEERS", "a", "PROXY_MESH_MEMBER_TIMEOUT", "61s")))
                .hasSize(1);
        assertThat(read(Map.of("PROXY_MESH_PEERS", "a", "PROXY_MESH_MEMBER_TIMEOUT", "1m"))
                        .memberTimeout())
                .isEqualTo(Duration.ofSeconds(60));
    }
}

package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsException;
import redis.clients.jedis.HostAndPort;

class RedisSettingsTest {

    private static RedisSettings read(Map<String, String> values) {
        return RedisSettings.read(Settings.of(values));
    }

    private static List<String> problems(Map<String, String> values) {
        return catchThrowableOfType(SettingsException.class, () -> read(values)).problems();
    }

    @Test
    void withoutSettingsItIsTheRedisOfThisMachine() {
        RedisSettings settings = read(Map.of());

        assertThat(settings.single()).isEqualTo(new HostAndPort("127.0.0.1", 6379));
        assertThat(settings.database()).isZero();
        assertThat(settings.where()).isEqualTo("Redis at 127.0.0.1:6379");
    }

    @Test
    void sentinelsAndTheirMasterNeedEachOther() {
        assertThat(problems(Map.of("PROXY_REDIS_SENTINELS", "a:26379")))
                .singleElement()
                .asString()
                .startsWith("PROXY_REDIS_SENTINEL_MASTER");
        assertThat(problems(Map.of("PROXY_REDIS_SENTINEL_MASTER", "main"))).hasSize(1);
        assertThat(read(Map.of("PROXY_REDIS_SENTINELS", "b:26379, a:26379", "PROXY_REDIS_SENTINEL_MASTER", "main"))
                        .where())
                .isEqualTo("the master 'main' of the Sentinels a:26379, b:26379");
    }

    @Test
    void aClusterHasDatabaseZeroOnly() {
        assertThat(problems(Map.of("PROXY_REDIS_CLUSTER_NODES", "a:6379,[::1]:6380", "PROXY_REDIS_DB", "1")))
                .singleElement()
                .asString()
                .startsWith("PROXY_REDIS_DB='1'");
    }

    @Test
    void allThatIsWrongIsToldAtOnceAndNoSecret() {
        List<String> problems = problems(Map.of(
                "PROXY_REDIS_PORT", "0",
                "PROXY_REDIS_DB", "-1",
                "PROXY_REDIS_TLS", "maybe",
                "PROXY_REDIS_CA_FILE", "/no/such/file",
                "PROXY_REDIS_CLUSTER_NODES", "host-without-port,6379",
                "PROXY_REDIS_SENTINELS", "a:1",
                "PROXY_REDIS_PASSWORD", "secret-1"));

        assertThat(problems)
                .anyMatch(problem -> problem.startsWith("PROXY_REDIS_PORT"))
                .anyMatch(problem -> problem.startsWith("PROXY_REDIS_DB"))
                .anyMatch(problem -> problem.startsWith("PROXY_REDIS_TLS"))
                .anyMatch(problem -> problem.startsWith("PROXY_REDIS_CA_FILE"))
                .anyMatch(problem -> problem.startsWith("PROXY_REDIS_CLUSTER_NODES"))
                .anyMatch(problem -> problem.startsWith("PROXY_REDIS_SENTINEL_MASTER"))
                .noneMatch(problem -> problem.contains("secret-1"));
    }

    @Test
    void thePasswordIsNotPrinted() {
        assertThat(read(Map.of("PROXY_REDIS_PASSWORD", "secret-1")).toString())
                .contains("Redis at 127.0.0.1:6379")
                .doesNotContain("secret-1");
    }

    @Test
    void aUserWithoutAPasswordIsRefused() {
        assertThat(problems(Map.of("PROXY_REDIS_USERNAME", "proxy")))
                .singleElement()
                .asString()
                .startsWith("PROXY_REDIS_PASSWORD");
    }
}

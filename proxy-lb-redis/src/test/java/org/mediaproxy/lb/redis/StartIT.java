package org.mediaproxy.lb.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mediaproxy.lb.redis.Answers.answer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.config.SettingsException;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;
import redis.clients.jedis.Jedis;

/** A start with Redis as it is set: it works, or says which setting to look at. */
class StartIT {

    private static final AffinityKey KEY = new AffinityKey("stream", "__defaultVhost__/live/one");

    @TempDir
    Path folder;

    private static Map<String, String> at(int port, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("PROXY_REDIS_PORT", Integer.toString(port)));
        for (int i = 0; i < more.length; i += 2) {
            settings.put("PROXY_REDIS_" + more[i], more[i + 1]);
        }
        return settings;
    }

    private static void works(Map<String, String> settings) throws Exception {
        try (RedisLoadBalancer balancer = RedisContract.open(settings, Duration.ofSeconds(60))) {
            assertThat(answer(balancer.affinity().bindIfAbsent(KEY, "a", Duration.ofSeconds(5))))
                    .isEqualTo("a");
        }
    }

    private static String problem(Map<String, String> settings) {
        SettingsException refused =
                catchThrowableOfType(SettingsException.class, () -> RedisContract.open(settings, Duration.ofSeconds(60))
                        .close());
        assertThat(refused).isNotNull();
        assertThat(refused.problems()).hasSize(1);
        return refused.problems().get(0);
    }

    @Test
    void aPasswordIsNeededWhereThereIsOne() throws Exception {
        try (RedisProcess redis = RedisProcess.start("--requirepass", "secret-1")) {
            works(at(redis.port(), "PASSWORD", "secret-1"));
            works(at(redis.port(), "USERNAME", "default", "PASSWORD", "secret-1"));
            assertThat(problem(at(redis.port(), "PASSWORD", "secret-2")))
                    .startsWith("PROXY_REDIS_USERNAME, PROXY_REDIS_PASSWORD: Redis at 127.0.0.1:" + redis.port())
                    .contains("WRONGPASS")
                    .doesNotContain("secret-2");
            assertThat(problem(at(redis.port()))).startsWith("PROXY_REDIS_USERNAME, PROXY_REDIS_PASSWORD: ");
        }
    }

    @Test
    void aUserOfTheAclNeedsOnlyTheKeysOfTheProxy() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                Jedis admin = redis.client()) {
            admin.aclSetUser(
                    "proxy", "on", ">secret-1", "~p:srs-proxy-*", "&p:srs-proxy-*", "+@all", "-@admin", "-@dangerous");
            admin.aclSetUser("other", "on", ">secret-1", "~nothing", "+@all");

            works(at(redis.port(), "USERNAME", "proxy", "PASSWORD", "secret-1", "KEY_PREFIX", "p"));
            assertThat(problem(at(redis.port(), "USERNAME", "other", "PASSWORD", "secret-1")))
                    .startsWith("PROXY_REDIS_USERNAME (its rights do not suffice): ");
            assertThat(problem(at(redis.port(), "USERNAME", "nobody", "PASSWORD", "secret-1")))
                    .startsWith("PROXY_REDIS_USERNAME, PROXY_REDIS_PASSWORD: ");
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsToldOf() {
        try (RedisProcess redis = RedisProcess.start("--databases", "2")) {
            assertThat(problem(at(redis.port(), "DB", "2"))).startsWith("PROXY_REDIS_DB: ");
        }
    }

    @Test
    void whereNobodyListensTheAddressIsToldOf() {
        int port = FreePort.tcp();
        assertThat(problem(at(port))).startsWith("PROXY_REDIS_HOST, PROXY_REDIS_PORT: Redis at 127.0.0.1:" + port);
        assertThat(problem(at(port, "HOST", "no-such-host.invalid")))
                .startsWith("PROXY_REDIS_HOST, PROXY_REDIS_PORT: ");
        assertThat(problem(at(1, "SENTINELS", "127.0.0.1:" + port, "SENTINEL_MASTER", "main")))
                .startsWith("PROXY_REDIS_SENTINELS, PROXY_REDIS_SENTINEL_MASTER");
        assertThat(problem(at(1, "CLUSTER_NODES", "127.0.0.1:" + port))).startsWith("PROXY_REDIS_CLUSTER_NODES: ");
    }

    @Test
    void aClusterWithAnotherPasswordIsToldOf() {
        try (RedisProcess redis = RedisProcess.start("--cluster-enabled", "yes", "--requirepass", "secret-1")) {
            assertThat(problem(at(1, "CLUSTER_NODES", redis.address(), "PASSWORD", "secret-2")))
                    .startsWith("PROXY_REDIS_USERNAME, PROXY_REDIS_PASSWORD: the Redis Cluster at " + redis.address());
        }
    }

    @Test
    void aServerThatIsNoClusterIsToldOf() {
        try (RedisProcess redis = RedisProcess.start()) {
            assertThat(problem(at(1, "CLUSTER_NODES", redis.address()))).startsWith("PROXY_REDIS_CLUSTER_NODES");
        }
    }

    @Test
    void aReplicaIsNoPlaceToWrite() {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1 " + master.port())) {
            assertThat(problem(at(replica.port()))).startsWith("PROXY_REDIS_HOST, PROXY_REDIS_PORT");
        }
    }

    @Test
    void tlsIsSpokenWhereBothSidesDo() throws Exception {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        RealProcess.of("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=redis")
                .with(
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .start()
                .awaitExit(Duration.ofSeconds(20));
        int port = FreePort.tcp();
        try (RedisProcess redis = RedisProcess.start(
                "--tls-port", Integer.toString(port),
                "--tls-cert-file", certificate.toString(),
                "--tls-key-file", key.toString(),
                "--tls-ca-cert-file", certificate.toString(),
                "--tls-auth-clients", "no")) {
            works(at(port, "TLS", "on", "CA_FILE", certificate.toString()));
            assertThat(problem(at(port, "TLS", "on")))
                    .as("a certificate that nobody vouches for")
                    .startsWith("PROXY_REDIS_TLS, PROXY_REDIS_CA_FILE: ");
            assertThat(problem(at(port, "TLS", "on", "CA_FILE", certificate.toString(), "HOST", "localhost")))
                    .as("a certificate of another host")
                    .startsWith("PROXY_REDIS_TLS, PROXY_REDIS_CA_FILE: ");
            assertThat(problem(at(port))).as("no TLS where it is wanted").contains("PROXY_REDIS_TLS");
            assertThat(problem(at(redis.port(), "TLS", "on", "CA_FILE", certificate.toString())))
                    .as("TLS where it is not spoken")
                    .contains("PROXY_REDIS_TLS");
        }
    }
}

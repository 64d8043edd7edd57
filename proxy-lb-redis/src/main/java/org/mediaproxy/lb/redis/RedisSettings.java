package org.mediaproxy.lb.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is and how it is asked.
 *
 * @param single the one server; used where neither Sentinels nor nodes are given
 * @param sentinels whom to ask for the master
 * @param master its name at the Sentinels; empty without them
 * @param sentinelPassword empty is none, secret
 * @param nodes some nodes of a Cluster
 * @param username of the ACL; empty is Redis's default user
 * @param password empty is none, secret
 * @param database 0 in a Cluster
 * @param tls whether connections are encrypted
 * @param authorities a PEM file with the certificates that are trusted; empty is the JVM's own
 * @param prefix before every key, without its colon; may be empty
 * @param timeout of a connect, and of an answer
 * @param threads calls at the same time
 */
record RedisSettings(
        HostAndPort single,
        Set<HostAndPort> sentinels,
        String master,
        String sentinelPassword,
        Set<HostAndPort> nodes,
        String username,
        String password,
        int database,
        boolean tls,
        Optional<Path> authorities,
        String prefix,
        Duration timeout,
        int threads) {

    static final Setting<String> HOST =
            Setting.text("PROXY_REDIS_HOST", "address or DNS name", "127.0.0.1", "Where Redis is.");
    static final Setting<Integer> PORT = Setting.port("PROXY_REDIS_PORT", 6379, "The port of Redis.");
    static final Setting<String> USERNAME =
            Setting.text("PROXY_REDIS_USERNAME", "any text", "", "The user of Redis's ACL; unset, its default user.");
    static final Setting<String> PASSWORD = Setting.text(
                    "PROXY_REDIS_PASSWORD", "any text", "", "The password of Redis.")
            .asSecret();
    static final Setting<Integer> DATABASE =
            Setting.integer("PROXY_REDIS_DB", 0, 0, 1_000_000, "The number of the database; 0 in a Cluster.");
    static final Setting<Boolean> TLS =
            Setting.flag("PROXY_REDIS_TLS", false, "Whether Redis is spoken to over TLS; Sentinels too.");
    static final Setting<String> AUTHORITIES = Setting.text(
            "PROXY_REDIS_CA_FILE",
            "a PEM file",
            "",
            "The certificates that Redis's own is checked against; unset, those that Java trusts.");
    static final Setting<List<String>> SENTINELS = Setting.list(
            "PROXY_REDIS_SENTINELS",
            "host:port, separated by commas",
            "",
            "Sentinels that know the master, instead of PROXY_REDIS_HOST.");
    static final Setting<String> MASTER =
            Setting.text("PROXY_REDIS_SENTINEL_MASTER", "a name", "", "What the Sentinels call the master.");
    static final Setting<String> SENTINEL_PASSWORD = Setting.text(
                    "PROXY_REDIS_SENTINEL_PASSWORD", "any text", "", "The password of the Sentinels themselves.")
            .asSecret();
    static final Setting<List<String>> NODES = Setting.list(
            "PROXY_REDIS_CLUSTER_NODES",
            "host:port, separated by commas",
            "",
            "Some nodes of a Redis Cluster, instead of PROXY_REDIS_HOST.");
    static final Setting<String> PREFIX = Setting.text(
            "PROXY_REDIS_KEY_PREFIX",
            "any text",
            "",
            "Put before every key, with a colon; the Go proxies' is the same.");
    static final Setting<Duration> TIMEOUT =
            Setting.duration("PROXY_REDIS_TIMEOUT", "1s", "How long Redis may take to connect, and to answer.");
    static final Setting<Integer> THREADS = Setting.integer(
            "PROXY_REDIS_CONNECTIONS",
            8,
            1,
            256,
            "Calls to Redis at the same time, each with a connection and a thread.");

    /** All settings of this module. */
    static final List<Setting<?>> ALL = List.of(
            HOST,
            PORT,
            USERNAME,
            PASSWORD,
            DATABASE,
            TLS,
            AUTHORITIES,
            SENTINELS,
            MASTER,
            SENTINEL_PASSWORD,
            NODES,
            PREFIX,
            TIMEOUT,
            THREADS);

    RedisSettings {
        sentinels = Set.copyOf(sentinels);
        nodes = Set.copyOf(nodes);
    }

    /**
     * Reads them.
     *
     * @throws org.mediaproxy.core.config.SettingsException with every problem
     */
    static RedisSettings read(Settings settings) {
        SettingsReader reader = new SettingsReader(settings);
        RedisSettings read = new RedisSettings(
                new HostAndPort(reader.get(HOST), reader.get(PORT)),
                addresses(reader, SENTINELS),
                reader.get(MASTER),
                reader.get(SENTINEL_PASSWORD),
                addresses(reader, NODES),
                reader.get(USERNAME),
                reader.get(PASSWORD),
                reader.get(DATABASE),
                reader.get(TLS),
                file(reader),
                reader.get(PREFIX),
                reader.get(TIMEOUT),
                reader.get(THREADS));
        read.checkTogether(reader);
        reader.check();
        return read;
    }

    private void checkTogether(SettingsReader reader) {
        if (!sentinels.isEmpty() && !nodes.isEmpty()) {
            reader.problem(NODES, "PROXY_REDIS_SENTINELS is set too, and only one of them can be");
        }
        if (sentinels.isEmpty() != master.isEmpty()) {
            reader.problem(MASTER, "PROXY_REDIS_SENTINELS and PROXY_REDIS_SENTINEL_MASTER need each other");
        }
        if (!nodes.isEmpty() && database != 0) {
            reader.problem(DATABASE, "a Redis Cluster has database 0 only");
        }
        if (!username.isEmpty() && password.isEmpty()) {
            reader.problem(PASSWORD, "a user needs a password");
        }
        if (authorities.isPresent() && !tls) {
            reader.problem(AUTHORITIES, "it is of no use without PROXY_REDIS_TLS=on");
        }
    }

    private static Set<HostAndPort> addresses(SettingsReader reader, Setting<List<String>> setting) {
        Set<HostAndPort> addresses = new LinkedHashSet<>();
        for (String text : reader.get(setting)) {
            try {
                HostPort address = HostPort.parse(text);
                if (address.host().isEmpty() || address.port() == 0) {
                    throw new IllegalArgumentException("'" + text + "' lacks a host or a port");
                }
                addresses.add(new HostAndPort(address.host(), address.port()));
            } catch (IllegalArgumentException e) {
                reader.problem(setting, String.valueOf(e.getMessage()));
            }
        }
        return addresses;
    }

    private static Optional<Path> file(SettingsReader reader) {
        String text = reader.get(AUTHORITIES);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path file = Path.of(text);
        if (!Files.isReadable(file)) {
            reader.problem(AUTHORITIES, "there is no such file, or it cannot be read");
        }
        return Optional.of(file);
    }

    /** What is connected to, for messages. */
    String where() {
        if (!sentinels.isEmpty()) {
            return "the master '" + master + "' of the Sentinels " + joined(sentinels);
        }
        return nodes.isEmpty() ? "Redis at " + single : "the Redis Cluster at " + joined(nodes);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RedisSettings[" + where() + "]";
    }

    private static String joined(Set<HostAndPort> addresses) {
        return String.join(
                ", ", addresses.stream().map(HostAndPort::toString).sorted().toList());
    }
}

package org.mediaproxy.lb.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/**
 * The connections to one server, to the master that Sentinels name, or to a Cluster: the only class that knows which.
 *
 * @param client for commands; blocks
 * @param pipelined makes what sends many commands together
 * @param pools of connections, to one server each
 * @param where what is connected to, for messages
 */
record RedisServers(
        UnifiedJedis client,
        Supplier<AbstractPipeline> pipelined,
        Supplier<Collection<? extends Pool<Connection>>> pools,
        String where)
        implements AutoCloseable {

    /** Connections beside those of scripts: listings and the like, changes of origins, the probe, the feed, and as many again. */
    private static final int SPARE = 8;

    private static final long IDLE_SECONDS = 10;

    private static final String STORE = "PKCS12";

    /** Of a store in memory that holds nothing secret. */
    private static final String STORE_PASSWORD = "public";

    /** Tries in a Cluster: the slot may have moved, and the node may be gone. */
    private static final int CLUSTER_ATTEMPTS = 3;

    /**
     * Prepares them; a server that cannot be reached may show now or with the first command.
     *
     * @throws JedisException where Sentinels or nodes give no answer
     * @throws IOException if the trusted certificates cannot be read
     */
    static RedisServers open(RedisSettings settings) throws IOException {
        DefaultJedisClientConfig config =
                config(settings, settings.username(), settings.password(), settings.database());
        ConnectionPoolConfig pool = pool(settings);
        if (!settings.nodes().isEmpty()) {
            ExecutorService nodes = nodes(settings.threads());
            RedisClusterClient cluster = RedisClusterClient.builder()
                    .nodes(settings.nodes())
                    .clientConfig(config)
                    .poolConfig(pool)
                    .maxAttempts(CLUSTER_ATTEMPTS)
                    .maxTotalRetriesDuration(settings.timeout())
                    .topologyRefreshPeriod(Duration.ofSeconds(15))
                    .build();
            return new RedisServers(
                    cluster,
                    () -> cluster.pipelined(nodes),
                    () -> cluster.getClusterNodes().values(),
                    settings.where());
        }
        if (!settings.sentinels().isEmpty()) {
            RedisSentinelClient master = RedisSentinelClient.builder()
                    .masterName(settings.master())
                    .sentinels(settings.sentinels())
                    .sentinelClientConfig(config(settings, "", settings.sentinelPassword(), 0))
                    .clientConfig(config)
                    .poolConfig(pool)
                    .build();
            return new RedisServers(
                    master,
                    master::pipelined,
                    () -> master.getPrimaryNodesConnectionMap().values(),
                    settings.where());
        }
        RedisClient single = RedisClient.builder()
                .hostAndPort(settings.single())
                .clientConfig(config)
                .poolConfig(pool)
                .build();
        return new RedisServers(single, single::pipelined, () -> List.of(single.getPool()), settings.where());
    }

    /** Threads that wait for several nodes at once; jedis would start new ones for every batch. They end when there is nothing to do. */
    private static ExecutorService nodes(int size) {
        ThreadPoolExecutor nodes = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "mediaproxy-redis-node");
                    thread.setDaemon(true);
                    return thread;
                });
        nodes.allowCoreThreadTimeOut(true);
        return nodes;
    }

    private static DefaultJedisClientConfig config(
            RedisSettings settings, String username, String password, int database) throws IOException {
        int millis = Math.toIntExact(Math.min(settings.timeout().toMillis(), Integer.MAX_VALUE));
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .clientName("mediaproxy")
                .timeoutMillis(millis)
                .database(database);
        if (!username.isEmpty()) {
            config.user(username);
        }
        if (!password.isEmpty()) {
            config.password(password);
        }
        if (settings.tls()) {
            SslOptions.Builder tls = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
            if (settings.authorities().isPresent()) {
                byte[] store = trusting(settings.authorities().get());
                tls.trustStoreType(STORE)
                        .truststore(() -> new ByteArrayInputStream(store), STORE_PASSWORD.toCharArray());
            }
            config.sslOptions(tls.build());
        }
        return config.build();
    }

    /** Jedis reads stores of Java's, not PEM. */
    private static byte[] trusting(Path authorities) throws IOException {
        try (InputStream in = Files.newInputStream(authorities)) {
            KeyStore store = KeyStore.getInstance(STORE);
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, STORE_PASSWORD.toCharArray());
            return out.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static ConnectionPoolConfig pool(RedisSettings settings) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        int size = settings.threads() + SPARE;
        pool.setMaxTotal(size);
        pool.setMaxIdle(size);
        pool.setMaxWait(settings.timeout());
        pool.setJmxEnabled(false);
        return pool;
    }

    /** Closes connections that nobody uses: after a fault they are as dead as the one that showed it. */
    void dropIdle() {
        for (Pool<Connection> pool : pools.get()) {
            pool.clear();
        }
    }

    /** A connection for the caller alone, to any of the servers that can be reached; closing it gives it back. */
    Connection connection() {
        JedisException last = new JedisException("there is no server to connect to");
        for (Pool<Connection> pool : pools.get()) {
            try {
                return pool.getResource();
            } catch (JedisException e) {
                last = e;
            }
        }
        throw last;
    }

    @Override
    public void close() {
        client.close();
    }
}

package org.mediaproxy.lb.mesh;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperty;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.UUID;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.lb.mesh.state.LaterRegistrationWins;
import org.mediaproxy.lb.mesh.state.OlderHoldWins;
import org.mediaproxy.lb.mesh.state.Wire;

/**
 * The grid as we want it: nothing but members that talk to members, no file of its own, no word to its makers, few threads, and quick to see that a
 * member has gone.
 */
final class MeshConfig {

    static final String BINDINGS = "bindings";
    static final String ORIGINS = "origins";
    static final String PROXIES = "proxies";
    static final String NEWS = "news";

    /** How often a part that was cut off looks for the rest. */
    static final int MERGE_SECONDS = 3;

    /** Small data: fewer parts than usual make listing and moving them cheap. All members must have the same. */
    private static final int PARTS = 61;

    /** One copy is written before the answer; the others after it. Up to seven proxies, each has everything, and so has each half. */
    private static final int BACKUPS = 1;

    private static final int LATER_BACKUPS = 5;

    private MeshConfig() {}

    static Config of(MeshSettings settings, InetAddress own) {
        Config config = new Config();
        config.setClusterName(settings.name());
        config.setInstanceName("mediaproxy-" + UUID.randomUUID());
        config.setClassLoader(MeshConfig.class.getClassLoader());
        config.getMetricsConfig().setEnabled(false);
        config.getAdvancedNetworkConfig()
                .setEnabled(true) // members only: no clients, no REST
                .setMemberEndpointConfig(endpoint(settings, own))
                .setJoin(join(settings));
        config.setSerializationConfig(serialization());
        config.addMapConfig(map(BINDINGS, OlderHoldWins.class));
        config.addMapConfig(map(ORIGINS, LaterRegistrationWins.class));
        config.addMapConfig(map(PROXIES, PutIfAbsentMergePolicy.class));
        silence(config);
        timing(config, settings);
        threads(config);
        if (own instanceof Inet6Address) {
            set(config, ClusterProperty.PREFER_IPv4_STACK, "false");
        }
        return config;
    }

    private static ServerSocketEndpointConfig endpoint(MeshSettings settings, InetAddress own) {
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig()
                .setPort(settings.listen().port())
                .setPortAutoIncrement(false)
                .setSocketConnectTimeoutSeconds(2);
        endpoint.getInterfaces().setEnabled(true).addInterface(own.getHostAddress());
        settings.advertise().ifPresent(address -> endpoint.setPublicAddress(address.toString()));
        return endpoint;
    }

    private static JoinConfig join(MeshSettings settings) {
        JoinConfig join = new JoinConfig();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        if (settings.multicast().isPresent()) {
            HostPort group = settings.multicast().get();
            join.getMulticastConfig()
                    .setEnabled(true)
                    .setMulticastGroup(group.host())
                    .setMulticastPort(group.port())
                    .setMulticastTimeoutSeconds(1);
        } else {
            join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
            settings.peers().forEach(peer -> join.getTcpIpConfig().addMember(peer.toString()));
            settings.dns().ifPresent(name -> join.getTcpIpConfig().addMember(name.toString()));
        }
        return join;
    }

    private static SerializationConfig serialization() {
        SerializationConfig serialization = new SerializationConfig();
        serialization.setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
        Wire.types().forEach(serialization::addSerializerConfig);
        return serialization;
    }

    private static MapConfig map(String name, Class<?> mergePolicy) {
        return new MapConfig(name)
                .setInMemoryFormat(InMemoryFormat.OBJECT)
                .setBackupCount(BACKUPS)
                .setAsyncBackupCount(LATER_BACKUPS)
                .setReadBackupData(true) // for waiting calls, which only those make that nobody answers
                .setStatisticsEnabled(false)
                .setMergePolicyConfig(new MergePolicyConfig(mergePolicy.getName(), 500));
    }

    private static void silence(Config config) {
        set(config, ClusterProperty.PHONE_HOME_ENABLED, "false");
        set(config, ClusterProperty.SHUTDOWNHOOK_ENABLED, "false");
        set(config, ClusterProperty.LOGGING_ENABLE_DETAILS, "false");
        set(config, ClusterProperty.HEALTH_MONITORING_LEVEL, "OFF");
        set(config, ClusterProperty.SOCKET_BIND_ANY, "false");
        config.setProperty("hazelcast.io.optimizeselector", "false"); // reaches into the JDK for it
    }

    private static void timing(Config config, MeshSettings settings) {
        set(config, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS, "1");
        set(
                config,
                ClusterProperty.MAX_NO_HEARTBEAT_SECONDS,
                Long.toString(settings.memberTimeout().toSeconds()));
        set(config, ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS, Integer.toString(MERGE_SECONDS));
        set(config, ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS, Integer.toString(MERGE_SECONDS));
        set(config, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN, "0");
        set(config, ClusterProperty.MAX_WAIT_SECONDS_BEFORE_JOIN, "1");
        set(config, ClusterProperty.OPERATION_CALL_TIMEOUT_MILLIS, "5000");
        set(config, ClusterProperty.OPERATION_BACKUP_TIMEOUT_MILLIS, "500"); // a paused backup delays nobody for longer
        // Not less: whoever takes over from a first member that is gone asks the others as often as this is in 12 s,
        // and goes on without those
        // that have not seen it yet.
        set(config, ClusterProperty.INVOCATION_RETRY_PAUSE, "100");
        set(config, ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT, "5");
        set(config, ClusterProperty.PARTITION_BACKUP_SYNC_INTERVAL, "5");
    }

    private static void threads(Config config) {
        set(config, ClusterProperty.PARTITION_COUNT, Integer.toString(PARTS));
        set(config, ClusterProperty.PARTITION_OPERATION_THREAD_COUNT, "2");
        set(config, ClusterProperty.GENERIC_OPERATION_THREAD_COUNT, "2");
        set(config, ClusterProperty.IO_THREAD_COUNT, "1");
        set(config, ClusterProperty.EVENT_THREAD_COUNT, "1");
        set(config, ClusterProperty.RESPONSE_THREAD_COUNT, "1");
    }

    private static void set(Config config, HazelcastProperty property, String value) {
        config.setProperty(property.getName(), value);
    }
}

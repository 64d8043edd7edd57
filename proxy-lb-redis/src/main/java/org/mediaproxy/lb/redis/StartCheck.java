package org.mediaproxy.lb.redis;

import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/** Whether Redis can be used as it is set, at the start; and what to say where it cannot, naming the setting to look at. */
final class StartCheck {

    private static final String PROBE_MILLIS = "1000";

    private StartCheck() {}

    /**
     * Writes a key, which needs all of it: a connection, the password, the database, and a server that may be written.
     *
     * @throws JedisException if that is not so
     */
    static void run(RedisServers servers, RedisSettings settings) {
        RedisKeys keys = new RedisKeys(settings.prefix(), settings.database());
        RedisScript.BIND_IF_ABSENT.run(servers.client(), keys.probe("start"), "1", PROBE_MILLIS);
    }

    /** One sentence that names the settings to look at. */
    static String problem(RedisSettings settings, JedisException error) {
        String reason = Outage.reason(error);
        return look(settings, error, reason) + ": " + settings.where() + " cannot be used: " + reason;
    }

    private static String look(RedisSettings settings, JedisException error, String reason) {
        String upper = reason.toUpperCase(Locale.ROOT);
        if (upper.contains("WRONGPASS") || upper.contains("NOAUTH") || upper.contains("INVALID PASSWORD")) {
            return RedisSettings.USERNAME.name() + ", " + RedisSettings.PASSWORD.name();
        }
        if (upper.contains("NOPERM")) {
            return RedisSettings.USERNAME.name() + " (its rights do not suffice)";
        }
        if (upper.contains("DB INDEX") || upper.contains("SELECT IS NOT ALLOWED")) {
            return RedisSettings.DATABASE.name();
        }
        if (has(error, SSLException.class)) {
            return RedisSettings.TLS.name() + ", " + RedisSettings.AUTHORITIES.name();
        }
        boolean refused = has(error, UnknownHostException.class) || upper.contains("CONNECTION REFUSED");
        return address(settings) + (refused ? "" : ", " + RedisSettings.TLS.name() + " (do both sides speak it?)");
    }

    private static String address(RedisSettings settings) {
        if (!settings.sentinels().isEmpty()) {
            return RedisSettings.SENTINELS.name() + ", " + RedisSettings.MASTER.name();
        }
        return settings.nodes().isEmpty()
                ? RedisSettings.HOST.name() + ", " + RedisSettings.PORT.name()
                : RedisSettings.NODES.name();
    }

    private static boolean has(Throwable error, Class<? extends Throwable> kind) {
        for (@Nullable Throwable cause = error; cause != null; cause = Outage.below(cause)) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}

package org.mediaproxy.lb.redis;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.AffinityKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What other proxies tell of their changes, on one channel (publish and subscribe). It has a thread and a connection of its own. Copies
 * count only while it listens; a connection that died without a word shows within {@link #SILENCE_NANOS}.
 */
final class ChangeFeed implements AutoCloseable {

    /** Who wants to know. Called on the feed's thread; must not block. */
    interface Listener {
        /** Another proxy moved or removed a binding. */
        void bindingChanged(AffinityKey key);

        /** Another proxy changed which origins there are. */
        void originsChanged();

        /** Listening begins; what was told before was missed. */
        void listening();
    }

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final RedisServers servers;
    private final String channel;
    private final String self;
    private final Listener listener;
    private final Thread thread;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Subscriber subscriber;
    private volatile long heard;
    private volatile boolean closed;

    /**
     * Prepares it.
     *
     * @param self who speaks: its own messages mean nothing to it
     */
    ChangeFeed(RedisServers servers, String channel, String self, Listener listener) {
        this.servers = servers;
        this.channel = channel;
        this.self = self;
        this.listener = listener;
        this.thread = new Thread(this::run, "mediaproxy-redis-feed");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** What a change of a binding is told with. */
    String changed(AffinityKey key) {
        return self + " binding " + key.namespace() + " " + key.name();
    }

    /** What a change of origins is told with. */
    String originsChanged() {
        return self + " origins";
    }

    /** Whether changes would be heard now. */
    boolean isListening() {
        Subscriber now = subscriber;
        return now != null && now.ready && System.nanoTime() - heard < SILENCE_NANOS;
    }

    private void run() {
        while (!closed) {
            listen();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void listen() {
        try (Connection mine = servers.connection()) {
            Subscriber next = new Subscriber();
            heard = System.nanoTime();
            connection = mine;
            subscriber = next;
            try {
                next.proceed(mine, channel);
            } finally {
                subscriber = null;
                connection = null;
                mine.setBroken(); // it has been in another mode: not for commands again
            }
        } catch (JedisException e) {
            LOG.debug("the feed of changes broke: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("a bug in the feed of changes", e);
        }
    }

    /** Asks for a sign of life; called every second. A connection that gave none is closed, and another one opened. */
    void beat() {
        Subscriber now = subscriber;
        Connection open = connection;
        if (now == null || open == null || !now.isSubscribed()) {
            return;
        }
        try {
            if (System.nanoTime() - heard > SILENCE_NANOS) {
                open.forceDisconnect();
            } else {
                now.ping();
            }
        } catch (JedisException | IOException e) {
            LOG.debug("the feed of changes gives no sign of life: {}", e.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        Connection open = connection;
        if (open != null) {
            try {
                open.forceDisconnect();
            } catch (JedisException | IOException e) {
                LOG.debug("the feed of changes was closed already: {}", e.toString());
            }
        }
    }

    private final class Subscriber extends JedisPubSub {

        private volatile boolean ready;

        @Override
        public void onSubscribe(String name, int count) {
            heard = System.nanoTime();
            listener.listening();
            ready = true;
        }

        @Override
        public void onPong(String pattern) {
            heard = System.nanoTime();
        }

        @Override
        public void onMessage(String name, String message) {
            heard = System.nanoTime();
            String[] words = message.split(" ", 4);
            if (words[0].equals(self)) {
                return;
            }
            if (words.length == 4 && words[1].equals("binding") && isNamespace(words[2]) && !words[3].isEmpty()) {
                listener.bindingChanged(new AffinityKey(words[2], words[3]));
            } else if (words.length == 2 && words[1].equals("origins")) {
                listener.originsChanged();
            } else {
                LOG.debug("a message of another kind: {}", message);
            }
        }

        private static boolean isNamespace(String word) {
            return !word.isEmpty() && word.chars().allMatch(c -> c >= 'a' && c <= 'z');
        }
    }
}

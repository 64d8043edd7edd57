package org.mediaproxy.testkit.demo;

import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * One stream: its publisher, its players and what late players need. Everything happens on one event loop, chosen when the
 * stream is made; the methods may be called on any thread and go there, each caller's calls in order.
 */
final class DemoStream {

    private final StreamUrl url;
    private final EventLoop loop;
    private final StreamCache cache = new StreamCache();
    private final Set<DemoPlayer> players = new LinkedHashSet<>();
    private @Nullable DemoPublisher publisher;

    /** Connections that use the stream; changed only inside the map's atomic operations. */
    private int users;

    /** For those who look from outside. */
    private volatile boolean published;

    private volatile int playerCount;

    DemoStream(StreamUrl url, EventLoop loop) {
        this.url = url;
        this.loop = loop;
    }

    StreamUrl url() {
        return url;
    }

    EventLoop loop() {
        return loop;
    }

    boolean isPublished() {
        return published;
    }

    int playerCount() {
        return playerCount;
    }

    DemoStream used() {
        users++;
        return this;
    }

    /** Whether nobody uses it any more. */
    boolean unused() {
        users--;
        return users == 0;
    }

    void publish(DemoPublisher asking) {
        onLoop(() -> {
            if (publisher != null) {
                asking.refused();
                return;
            }
            publisher = asking;
            published = true;
            asking.accepted();
            players.forEach(player -> player.begin(0));
        });
    }

    /** Passes a message on to all players; takes it over, and drops it where it is not the publisher's. */
    void media(DemoPublisher sender, MediaMessage message) {
        boolean passed = onLoop(() -> {
            if (publisher == sender) {
                players.forEach(player -> player.write(message));
                cache.add(message);
            } else {
                message.release();
            }
        });
        if (!passed) {
            message.release();
        }
    }

    void unpublish(DemoPublisher leaving) {
        onLoop(() -> {
            if (publisher == leaving) {
                end();
            }
        });
    }

    void join(DemoPlayer player) {
        onLoop(() -> {
            players.add(player);
            playerCount = players.size();
            if (publisher != null) {
                player.begin(cache.bytes());
                cache.forEach(player::write);
            }
        });
    }

    void leave(DemoPlayer player) {
        onLoop(() -> {
            players.remove(player);
            playerCount = players.size();
        });
    }

    /** Sends the player away unless a publisher came meanwhile. */
    void giveUp(DemoPlayer player) {
        onLoop(() -> {
            if (publisher == null && players.remove(player)) {
                playerCount = players.size();
                player.giveUp();
            }
        });
    }

    /** Forgets publisher and media, whoever they are; the players hear the end. */
    CompletionStage<@Nullable Void> discard() {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        boolean passed = onLoop(() -> {
            end();
            done.complete(null);
        });
        if (!passed) {
            done.complete(null);
        }
        return done;
    }

    private void end() {
        publisher = null;
        published = false;
        cache.clear();
        players.forEach(DemoPlayer::end);
        players.clear();
        playerCount = 0;
    }

    /** False when the event loop has ended, and every stream with it. */
    private boolean onLoop(Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
            return true;
        }
        try {
            loop.execute(action);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }
}

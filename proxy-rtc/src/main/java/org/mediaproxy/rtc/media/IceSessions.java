package org.mediaproxy.rtc.media;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions whose media comes to this proxy over UDP, by the USERNAME of their checks and by their resource at the origin.
 * Owner of its maps: what a session is known by goes with it. Any thread, but for what says otherwise.
 */
final class IceSessions {

    private final ConcurrentMap<String, IceSession> byUsername = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, IceSession> byResource = new ConcurrentHashMap<>();

    @Nullable
    IceSession find(String username) {
        return byUsername.get(username);
    }

    /** The session that the credential is a new name of, given in an ICE restart at another proxy. */
    @Nullable
    IceSession ofSameResource(IceCredential credential) {
        String resource = credential.resource();
        return resource.isEmpty() ? null : byResource.get(resource);
    }

    /**
     * Makes a session, unless there is one already; on the loop of the new one.
     *
     * @return empty if there is one, of whatever loop
     */
    Optional<IceSession> addIfAbsent(IceCredential credential, Supplier<IceSession> maker) {
        AtomicReference<@Nullable IceSession> made = new AtomicReference<>();
        byUsername.computeIfAbsent(credential.username(), username -> {
            IceSession session = maker.get();
            made.set(session);
            return session;
        });
        IceSession session = made.get();
        if (session == null) {
            return Optional.empty();
        }
        if (!credential.resource().isEmpty()) {
            byResource.putIfAbsent(credential.resource(), session);
        }
        session.session().onEnd(() -> session.credentials().forEach(known -> forget(known, session)));
        return Optional.of(session);
    }

    /** Lets a session be known by another USERNAME as well, on its loop. */
    void alsoKnown(IceSession session, IceCredential by) {
        if (!session.session().hasEnded()) {
            byUsername.putIfAbsent(by.username(), session);
        }
    }

    /** A USERNAME is no longer one of the session's. */
    void forget(IceCredential credential, IceSession session) {
        byUsername.remove(credential.username(), session);
        if (session.session().hasEnded()) {
            byResource.remove(credential.resource(), session);
        }
    }

    /** All sessions. */
    Collection<IceSession> all() {
        return new HashSet<>(byUsername.values());
    }

    /** What the sessions are known by. */
    Collection<String> usernames() {
        return byUsername.keySet();
    }
}

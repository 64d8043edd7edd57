package org.mediaproxy.rtc.media;

import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.stun.IceKey;

/**
 * What a session's checks are known and proved by.
 *
 * @param binding what the proxies share of the session
 * @param key of the answer's ice-pwd; null where the Go proxy wrote the binding and did not tell: then only the origin can say
 *     whether a check is right
 */
record IceCredential(IceBinding binding, @Nullable IceKey key) {

    static IceCredential of(IceBinding binding) {
        return new IceCredential(binding, binding.icePwd().map(IceKey::of).orElse(null));
    }

    /** What the checks carry. */
    String username() {
        return binding.username();
    }

    /** One text for the session's resource at its origin, the same after an ICE restart; empty if that is not known. */
    String resource() {
        return binding.session().isEmpty() || binding.origin().isEmpty()
                ? ""
                : binding.origin().get() + " " + binding.session();
    }
}

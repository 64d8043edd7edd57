package org.mediaproxy.core.spi;

import java.util.List;

/**
 * Where shared state lives. Every call of its parts is asynchronous and never blocks; the stages may complete on any
 * thread, and the caller goes back to its own. Closed by the proxy, after its protocols.
 */
public interface LoadBalancer extends AutoCloseable {

    /** Which origins there are. */
    OriginRegistry origins();

    /** Which origin holds a stream, and other bindings of protocols. */
    AffinityStore affinity();

    /** What each proxy tells the others. */
    ClusterView cluster();

    /**
     * Whether other proxies share the state. Where they do, new streams are placed by rendezvous hashing unless told otherwise, so that
     * proxies agree even while they cannot talk.
     */
    default boolean isShared() {
        return false;
    }

    /**
     * Every live binding, where this process alone has them: what a process that takes over must be told. Empty where the
     * state is shared. Any thread; may take a while.
     */
    default List<LocalBinding> localBindings() {
        return List.of();
    }

    /** Why the state is not in full health, in words, for the health call; empty if all is well. */
    default List<String> troubles() {
        return List.of();
    }

    @Override
    void close();
}

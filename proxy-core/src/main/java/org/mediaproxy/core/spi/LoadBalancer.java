package org.mediaproxy.core.spi;

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

    @Override
    void close();
}

package org.mediaproxy.core.spi;

import java.util.List;

/** This proxy as a whole. Any thread. */
public interface ProxyStatus {

    /** An id that changes with every start. */
    String id();

    /** The process id. */
    String pid();

    /** Whether new sessions are welcome: started and not draining. */
    boolean isReady();

    /** Why it is not ready or not in full health, in words; empty if all is well. */
    List<String> troubles();
}

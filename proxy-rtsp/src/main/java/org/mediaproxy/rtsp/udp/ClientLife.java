package org.mediaproxy.rtsp.udp;

/** Is told whether a client is there, of which nobody would hear otherwise that it has gone. On the session's event loop. */
public interface ClientLife {

    /** A datagram of the client's. */
    void heard();

    /** One of the client's flows has been silent for a while; others may not have been. */
    void silent();
}

/**
 * The signalling of WebRTC as the proxy understands it: which stream a request is for, where the resource of a session is, and
 * what the proxies tell each other of a session, so that its media may arrive at any of them.
 */
@NullMarked
package org.mediaproxy.rtc.signal;

import org.jspecify.annotations.NullMarked;

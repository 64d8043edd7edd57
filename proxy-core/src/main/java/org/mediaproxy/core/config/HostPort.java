package org.mediaproxy.core.config;

import java.net.InetSocketAddress;

/**
 * A host and a port, as written in a setting: {@code 1935}, {@code host:1935}, {@code [::1]:1935}.
 *
 * @param host a name or an IP address without brackets; empty means every local address
 * @param port 0 to 65535; 0 lets the system choose when used to listen
 */
public record HostPort(String host, int port) {

    public HostPort {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 0..65535");
        }
    }

    /**
     * Parses the three spellings.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static HostPort parse(String text) {
        String value = text.trim();
        if (value.startsWith("[")) {
            int close = value.indexOf("]:");
            if (close < 0) {
                throw new IllegalArgumentException("'" + text + "' has no port after the bracketed address");
            }
            String address = value.substring(1, close);
            if (address.indexOf(':') < 0 || address.indexOf(']') >= 0) {
                throw new IllegalArgumentException("'" + text + "': brackets are for an IPv6 address");
            }
            return new HostPort(address, parsePort(value.substring(close + 2)));
        }
        int colon = value.lastIndexOf(':');
        if (colon < 0) {
            return new HostPort("", parsePort(value));
        }
        if (value.indexOf(':') != colon) {
            throw new IllegalArgumentException("'" + text + "': an IPv6 address needs brackets");
        }
        return new HostPort(value.substring(0, colon), parsePort(value.substring(colon + 1)));
    }

    /**
     * Parses a port number.
     *
     * @throws IllegalArgumentException if it is not a whole number from 0 to 65535
     */
    public static int parsePort(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("'" + text + "' is not a port (0 to 65535)");
        }
        int port = Integer.parseInt(text);
        if (port > 65535) {
            throw new IllegalArgumentException("'" + text + "' is not a port (0 to 65535)");
        }
        return port;
    }

    /** The address to bind: resolves the host, so call it where blocking is allowed (at start). */
    public InetSocketAddress toBindAddress() {
        return host.isEmpty() || host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        if (host.isEmpty()) {
            return Integer.toString(port);
        }
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

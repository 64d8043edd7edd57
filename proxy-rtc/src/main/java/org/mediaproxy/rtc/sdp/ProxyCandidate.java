package org.mediaproxy.rtc.sdp;

import io.netty.util.NetUtil;

/**
 * An address at which clients reach the proxy, as it stands in answers.
 *
 * @param tcp whether it is for ICE over TCP, where the proxy listens (RFC 6544: passive), rather than UDP
 * @param address an IPv4 or IPv6 address without brackets, or a DNS name
 * @param port 1 to 65,535
 */
public record ProxyCandidate(boolean tcp, String address, int port) {

    private static final int MAX_NAME = 253;

    /** Type preference of host candidates (RFC 8445 §5.1.2.2), and a lower one for TCP (RFC 6544 §4.2). */
    private static final long UDP_PREFERENCE = 126;

    private static final long TCP_PREFERENCE = 90;

    public ProxyCandidate {
        if (!isAddress(address)) {
            throw new IllegalArgumentException("no address of a candidate: " + address);
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("no port of a candidate: " + port);
        }
    }

    private static boolean isAddress(String address) {
        if (NetUtil.isValidIpV4Address(address)) {
            return true;
        }
        if (address.indexOf(':') >= 0) {
            return address.indexOf('%') < 0 && address.indexOf('[') < 0 && NetUtil.isValidIpV6Address(address);
        }
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && c != '-' && c != '.') {
                return false;
            }
        }
        return !address.isEmpty() && address.length() <= MAX_NAME;
    }

    /** What a connection line says behind {@code c=} (RFC 8866 §5.7). */
    String connection() {
        return (address.indexOf(':') < 0 ? "IN IP4 " : "IN IP6 ") + address;
    }

    /**
     * The line of component 1 (RFC 8839 §5.1, RFC 6544 §4.5).
     *
     * @param index its place in the list: earlier ones are preferred
     */
    String line(int index) {
        // Local preference of TCP: passive is direction 4 (RFC 6544 §4.2).
        long local = tcp ? (4 << 13) | (8191 - index) : 65_535 - index;
        long priority = ((tcp ? TCP_PREFERENCE : UDP_PREFERENCE) << 24) | (local << 8) | 255;
        return "a=candidate:" + (index + 1) + " 1 " + (tcp ? "tcp " : "udp ") + priority + " " + address + " " + port
                + " typ host" + (tcp ? " tcptype passive" : "");
    }
}

package org.mediaproxy.rtsp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.rtsp.message.NumberRange;
import org.mediaproxy.rtsp.udp.UdpPorts;

/**
 * What can be set about RTSP.
 *
 * @param listen where clients connect
 * @param listenTls where clients connect with TLS, if anywhere
 * @param identifyTimeout from accept to the first request that names a stream
 * @param setupTimeout from the origin's first answer to its consent to a SETUP
 * @param udpPorts the ports of the proxy's that media may use beside connections; empty if none may
 * @param idleTimeout how long a client with media beside its connection may give no sign of life
 */
record RtspSettings(
        HostPort listen,
        Optional<HostPort> listenTls,
        Duration identifyTimeout,
        Duration setupTimeout,
        Optional<NumberRange> udpPorts,
        Duration idleTimeout) {

    private static final int MIN_PORT = 1024;
    private static final Duration MIN_IDLE = Duration.ofMillis(100);

    static final Setting<HostPort> SERVER =
            Setting.listen("PROXY_RTSP_SERVER", 18554, "Where RTSP clients publish and play.");

    static final Setting<Optional<HostPort>> TLS_SERVER = Setting.listenIfSet(
            "PROXY_RTSPS_SERVER",
            "Where RTSP clients publish and play with TLS; unset, nowhere. Needs PROXY_TLS_CERT_FILE.");

    static final Setting<Duration> IDENTIFY_TIMEOUT = Setting.duration(
            "PROXY_RTSP_IDENTIFY_TIMEOUT",
            "10s",
            "How long an RTSP client may take from connecting to naming the stream it wants.");

    static final Setting<Duration> SETUP_TIMEOUT = Setting.duration(
            "PROXY_RTSP_SETUP_TIMEOUT",
            "60s",
            "How long an RTSP session may take from the origin's first answer to a SETUP that it accepts.");

    static final Setting<Optional<NumberRange>> UDP_PORTS = new Setting<>(
            "PROXY_RTSP_UDP_PORTS",
            "first-last with four ports or more, all of 1024 to 65535; or off",
            "21000-29999",
            "UDP ports for RTP and RTCP, four for each picture or sound of a session; off refuses UDP.",
            false,
            RtspSettings::udpPorts);

    static final Setting<Duration> IDLE_TIMEOUT = Setting.duration(
            "PROXY_RTSP_IDLE_TIMEOUT",
            "60s",
            "How long an RTSP client over UDP may send nothing at all; longer where its origin allows longer.");

    static final List<Setting<?>> ALL =
            List.of(SERVER, TLS_SERVER, IDENTIFY_TIMEOUT, SETUP_TIMEOUT, UDP_PORTS, IDLE_TIMEOUT);

    private static Optional<NumberRange> udpPorts(String text) {
        if (text.strip().equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        NumberRange range = NumberRange.parse(text.strip())
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no range of ports"));
        if (range.first() < MIN_PORT) {
            throw new IllegalArgumentException("ports below " + MIN_PORT + " are the system's");
        }
        if (UdpPorts.pairs(range) < 2) {
            throw new IllegalArgumentException("it needs two whole pairs, each of an even port and the next");
        }
        return Optional.of(range);
    }

    /**
     * Reads them.
     *
     * @param tls whether there is a certificate
     * @throws org.mediaproxy.core.config.SettingsException with every problem
     */
    static RtspSettings read(Settings settings, boolean tls) {
        SettingsReader reader = new SettingsReader(settings);
        RtspSettings read = new RtspSettings(
                reader.get(SERVER),
                reader.get(TLS_SERVER),
                reader.get(IDENTIFY_TIMEOUT),
                reader.get(SETUP_TIMEOUT),
                reader.get(UDP_PORTS),
                reader.get(IDLE_TIMEOUT));
        if (read.listenTls().isPresent() && !tls) {
            reader.problem(TLS_SERVER, "needs PROXY_TLS_CERT_FILE and PROXY_TLS_KEY_FILE");
        }
        if (read.idleTimeout().compareTo(MIN_IDLE) < 0) {
            reader.problem(IDLE_TIMEOUT, "must be at least " + MIN_IDLE.toMillis() + "ms");
        }
        reader.check();
        return read;
    }
}

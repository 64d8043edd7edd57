package org.mediaproxy.rtmp;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;

/**
 * What can be set about RTMP.
 *
 * @param listen where clients connect
 * @param listenTls where clients connect with TLS, if anywhere
 * @param identifyTimeout from accept to publish or play
 * @param answerTimeout from the origin's handshake to its answer to createStream
 * @param originHeader what is sent to origins before the handshake
 */
record RtmpSettings(
        HostPort listen,
        Optional<HostPort> listenTls,
        Duration identifyTimeout,
        Duration answerTimeout,
        OriginHeader originHeader) {

    static final Setting<HostPort> SERVER =
            Setting.listen("PROXY_RTMP_SERVER", 11935, "Where RTMP clients publish and play.");

    static final Setting<Optional<HostPort>> TLS_SERVER = Setting.listenIfSet(
            "PROXY_RTMPS_SERVER",
            "Where RTMP clients publish and play with TLS; unset, nowhere. Needs PROXY_TLS_CERT_FILE.");

    static final Setting<Duration> IDENTIFY_TIMEOUT = Setting.duration(
            "PROXY_RTMP_IDENTIFY_TIMEOUT",
            "10s",
            "How long an RTMP client may take from connecting to naming the stream it wants.");

    static final Setting<Duration> ANSWER_TIMEOUT = Setting.duration(
            "PROXY_RTMP_ANSWER_TIMEOUT",
            "10s",
            "How long an RTMP origin may take to answer connect and createStream, callbacks of its own included.");

    static final Setting<String> ORIGIN_HEADER = Setting.choice(
            "PROXY_RTMP_ORIGIN_HEADER",
            "off",
            List.of("off", "srs", "haproxy-v1", "haproxy-v2"),
            "The header with the client's address that RTMP origins are sent before the handshake.");

    static final List<Setting<?>> ALL = List.of(SERVER, TLS_SERVER, IDENTIFY_TIMEOUT, ANSWER_TIMEOUT, ORIGIN_HEADER);

    /**
     * Reads them.
     *
     * @param tls whether there is a certificate
     * @throws org.mediaproxy.core.config.SettingsException with every problem
     */
    static RtmpSettings read(Settings settings, boolean tls) {
        SettingsReader reader = new SettingsReader(settings);
        RtmpSettings read = new RtmpSettings(
                reader.get(SERVER),
                reader.get(TLS_SERVER),
                reader.get(IDENTIFY_TIMEOUT),
                reader.get(ANSWER_TIMEOUT),
                OriginHeader.valueOf(
                        reader.get(ORIGIN_HEADER).toUpperCase(Locale.ROOT).replace('-', '_')));
        if (read.listenTls().isPresent() && !tls) {
            reader.problem(TLS_SERVER, "needs PROXY_TLS_CERT_FILE and PROXY_TLS_KEY_FILE");
        }
        reader.check();
        return read;
    }
}

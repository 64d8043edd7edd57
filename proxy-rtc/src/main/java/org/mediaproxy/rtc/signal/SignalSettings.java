package org.mediaproxy.rtc.signal;

import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.rtc.sdp.ProxyCandidate;

/**
 * What can be set about the signalling of WebRTC.
 *
 * @param candidates where browsers reach the proxy's media: addresses without brackets, and names; where there are none, it is the
 *     address that the client used for its request
 * @param answerTimeout how long one origin may take to answer
 */
public record SignalSettings(List<String> candidates, Duration answerTimeout) {

    private static final int MAX_CANDIDATES = 16;

    private static final Setting<List<String>> CANDIDATES = new Setting<>(
            "PROXY_RTC_CANDIDATES",
            "up to 16 addresses or names, separated by commas",
            "",
            "Where browsers reach the proxy's WebRTC media; unset: the address at which the offer came in.",
            false,
            SignalSettings::parse);

    private static final Setting<Duration> ANSWER_TIMEOUT = Setting.duration(
            "PROXY_RTC_ANSWER_TIMEOUT", "10s", "How long an origin may take to answer a WebRTC offer.");

    /** All of them. */
    public static final List<Setting<?>> ALL = List.of(CANDIDATES, ANSWER_TIMEOUT);

    public SignalSettings {
        candidates = List.copyOf(candidates);
    }

    /** Reads them; problems stay with the reader. */
    public static SignalSettings read(SettingsReader reader) {
        return new SignalSettings(reader.get(CANDIDATES), reader.get(ANSWER_TIMEOUT));
    }

    private static List<String> parse(String text) {
        List<String> hosts = List.of(text.trim().split("\\s*,\\s*")).stream()
                .filter(host -> !host.isEmpty())
                .map(SignalSettings::checked)
                .toList();
        if (hosts.size() > MAX_CANDIDATES) {
            throw new IllegalArgumentException(hosts.size() + " are too many");
        }
        return hosts;
    }

    private static String checked(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String host = bracketed ? text.substring(1, text.length() - 1) : text;
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        boolean everywhere = address != null && List.of("0.0.0.0", "::").contains(NetUtil.bytesToIpAddress(address));
        if (everywhere || (address == null && host.matches("[0-9.]*"))) {
            throw new IllegalArgumentException("'" + text + "' is no address that a browser could send to");
        }
        try {
            return new ProxyCandidate(false, host, 1).address();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is neither an address nor a name", e);
        }
    }
}

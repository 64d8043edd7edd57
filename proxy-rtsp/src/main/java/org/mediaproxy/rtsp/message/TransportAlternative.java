package org.mediaproxy.rtsp.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One way to carry media, out of a Transport header (RFC 2326 §12.39). What is not changed is written as it was read.
 * Immutable.
 *
 * @param protocol {@code RTP/AVP}, {@code RTP/AVP/TCP}, {@code RTP/SAVPF/UDP} and the like, as it was written
 * @param parameters {@code name} or {@code name=value}, in their order
 */
public record TransportAlternative(String protocol, List<String> parameters) {

    /** Channels of the RTSP connection itself. */
    public static final String INTERLEAVED = "interleaved";

    /** Where the client sends and receives. */
    public static final String CLIENT_PORT = "client_port";

    /** Where the server sends and receives. */
    public static final String SERVER_PORT = "server_port";

    /** The address that media comes from. */
    public static final String SOURCE = "source";

    /** The address that media goes to. */
    public static final String DESTINATION = "destination";

    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z0-9_.+-]+(/[A-Za-z0-9_.+-]+)*");

    public TransportAlternative {
        parameters = List.copyOf(parameters);
    }

    static TransportAlternative parse(String text) {
        List<String> pieces = TransportHeader.split(text, ';');
        String protocol = pieces.get(0).strip();
        if (!PROTOCOL.matcher(protocol).matches()) {
            throw new RtspFormatException("no transport protocol");
        }
        return new TransportAlternative(
                protocol,
                pieces.stream()
                        .skip(1)
                        .map(String::strip)
                        .filter(piece -> !piece.isEmpty())
                        .toList());
    }

    /** Whether media is interleaved with the messages; else it is UDP, which RTP's profiles mean where they say nothing. */
    public boolean isTcp() {
        return protocol.toUpperCase(Locale.ROOT).endsWith("/TCP");
    }

    /** Whether it asks for multicast. Unlike in the RFC that is never the default: no program means it. */
    public boolean isMulticast() {
        return parameters.stream().anyMatch(parameter -> parameter.equalsIgnoreCase("multicast"));
    }

    /** Whether the profile encrypts media (SRTP: {@code RTP/SAVP}, {@code RTP/SAVPF}). */
    public boolean isEncrypted() {
        return protocol.toUpperCase(Locale.ROOT).contains("/SAVP");
    }

    /**
     * The two ports that a parameter names: a first one alone has its RTCP beside it (RFC 3550 §11). Empty where it names
     * none that can be sent to.
     */
    public Optional<NumberRange> ports(String name) {
        return range(name)
                .map(NumberRange::first)
                .filter(first -> first > 0 && first < NumberRange.MAX)
                .map(first -> new NumberRange(first, first + 1));
    }

    /** The value of a parameter, without the quotes around it; empty where it is absent or has none. */
    public Optional<String> value(String name) {
        return parameters.stream()
                .filter(parameter -> isNamed(parameter, name) && parameter.length() > name.length())
                .map(parameter ->
                        unquoted(parameter.substring(name.length() + 1).strip()))
                .findFirst();
    }

    /** A parameter's value as ports or channels; empty where it is absent or something else. */
    public Optional<NumberRange> range(String name) {
        return value(name).flatMap(NumberRange::parse);
    }

    /** The same with another value for a parameter, which stays in its place or is added. */
    public TransportAlternative with(String name, Object value) {
        List<String> changed = new ArrayList<>();
        boolean placed = false;
        for (String parameter : parameters) {
            if (!isNamed(parameter, name)) {
                changed.add(parameter);
            } else if (!placed) {
                changed.add(name + "=" + value);
                placed = true;
            }
        }
        if (!placed) {
            changed.add(name + "=" + value);
        }
        return new TransportAlternative(protocol, changed);
    }

    /** The same without a parameter. */
    public TransportAlternative without(String name) {
        return new TransportAlternative(
                protocol,
                parameters.stream()
                        .filter(parameter -> !isNamed(parameter, name))
                        .toList());
    }

    private static boolean isNamed(String parameter, String name) {
        return parameter.regionMatches(true, 0, name, 0, name.length())
                && (parameter.length() == name.length() || parameter.charAt(name.length()) == '=');
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** The alternative as it is sent. */
    @Override
    public String toString() {
        return parameters.isEmpty() ? protocol : protocol + ";" + String.join(";", parameters);
    }
}

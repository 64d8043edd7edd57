package org.mediaproxy.core.stream;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Decides the vhost: an explicit one wins; else the host name, but only where it is listed; else the default one. The
 * default list is empty because SRT names no host, and because publish and play hosts often differ.
 */
public final class VhostRule {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final boolean everyDottedName;
    private final Set<String> hosts;

    /**
     * Makes a rule.
     *
     * @param hosts host names that are vhosts of their own; {@code *} stands for every dotted name
     */
    public VhostRule(List<String> hosts) {
        this.everyDottedName = hosts.contains("*");
        this.hosts = hosts.stream()
                .filter(host -> !host.equals("*"))
                .map(VhostRule::withoutPort)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The vhost for what a URL says; either may be empty, and both may carry a port, which never matters. */
    String vhost(String explicit, String host) {
        String named = withoutPort(explicit);
        if (!named.isEmpty() && !isAddress(named)) {
            return named.equalsIgnoreCase(StreamUrl.DEFAULT_VHOST) ? StreamUrl.DEFAULT_VHOST : named;
        }
        String name = withoutPort(host);
        boolean dotted = name.indexOf('.') > 0 && !isAddress(name);
        if (hosts.contains(name) || (everyDottedName && dotted)) {
            return name;
        }
        return StreamUrl.DEFAULT_VHOST;
    }

    /** The name in the one spelling that is compared: lower case, no port, no brackets, no dot of the root. */
    private static String withoutPort(String host) {
        String name = host.strip().toLowerCase(Locale.ROOT);
        if (name.startsWith("[")) {
            int close = name.indexOf(']');
            return close < 0 ? name : name.substring(1, close);
        }
        int colon = name.indexOf(':');
        String plain = colon >= 0 && colon == name.lastIndexOf(':') ? name.substring(0, colon) : name;
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || IPV4.matcher(name).matches();
    }
}

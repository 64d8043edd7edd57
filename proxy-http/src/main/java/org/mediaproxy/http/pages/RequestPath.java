package org.mediaproxy.http.pages;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.mediaproxy.core.http.HttpReplyException;

/**
 * The path of a request's target as names, each decoded exactly once (RFC 3986 §2.4). No name leads upwards or holds a
 * separator, so the names can only lead downwards from wherever they are looked up.
 *
 * @param names in order, none empty
 * @param folder whether the path ends with a slash
 */
record RequestPath(List<String> names, boolean folder) {

    /** What a URL needs not escape (RFC 3986 §2.3). */
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    RequestPath {
        names = List.copyOf(names);
    }

    /**
     * Takes a target apart.
     *
     * @param target in origin form, with or without a query
     * @throws HttpReplyException 400 for a path that no honest client sends
     */
    static RequestPath parse(String target) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        if (!path.startsWith("/")) {
            throw bad("the path does not start with a slash");
        }
        List<String> names = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            String name = decode(part);
            check(name);
            if (!name.isEmpty()) { // doubled slashes are one, as in the names of streams
                names.add(name);
            }
        }
        return new RequestPath(names, path.endsWith("/"));
    }

    /** The path as it stands in a URL, without doubled slashes. */
    String encoded() {
        StringBuilder out = new StringBuilder();
        for (String name : names) {
            out.append('/');
            for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
                if (UNRESERVED.indexOf(octet) >= 0) {
                    out.append((char) octet);
                } else {
                    out.append('%').append(HEX.toHexDigits(octet));
                }
            }
        }
        return out.append(folder || names.isEmpty() ? "/" : "").toString();
    }

    /** Whether a name is one that starts with a dot: what editors, version control and shells keep for themselves. */
    boolean isHidden() {
        return names.stream().anyMatch(name -> name.startsWith(".") && !name.equals(".well-known"));
    }

    private static void check(String name) {
        if (name.equals(".") || name.equals("..")) {
            throw bad("the path leads upwards");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || Character.isISOControl(c)) {
                throw bad("the path has a character that no file name here has");
            }
        }
    }

    private static String decode(String part) {
        if (part.indexOf('%') < 0 && part.chars().allMatch(c -> c < 0x80)) {
            return part;
        }
        ByteBuffer octets = ByteBuffer.allocate(part.length() * 3);
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c != '%') {
                octets.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < part.length() ? Character.digit(part.charAt(i + 1), 16) : -1;
            int low = i + 2 < part.length() ? Character.digit(part.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw bad("the path has an escape that is none");
            }
            octets.put((byte) ((high << 4) | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException e) {
            throw bad("the path is not UTF-8");
        }
    }

    private static HttpReplyException bad(String message) {
        return new HttpReplyException(HttpResponseStatus.BAD_REQUEST, message);
    }
}

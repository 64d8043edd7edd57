package org.mediaproxy.rtc.sdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text cut into lines and sections.
 *
 * @param session the part in front of all media
 * @param media the media descriptions
 */
record SdpDocument(SdpSection session, List<SdpSection> media) {

    /** The largest text in bytes; browsers send offers of 2 to 12 KiB. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_MEDIA = 256;

    /**
     * Cuts a whole description.
     *
     * @throws SdpFormatException if it does not start with a version, or is too large
     */
    static SdpDocument of(byte[] sdp) {
        SdpDocument document = ofFragment(sdp);
        List<SdpLine> lines = document.session().lines();
        if (lines.isEmpty() || !lines.get(0).is('v')) {
            throw new SdpFormatException("no v= at the start");
        }
        return document;
    }

    /**
     * Cuts the body of a trickle PATCH or of its answer (RFC 8840 §9), which has no session lines but attributes.
     *
     * @throws SdpFormatException if it is too large
     */
    static SdpDocument ofFragment(byte[] sdp) {
        if (sdp.length > MAX_BYTES) {
            throw new SdpFormatException("more than " + MAX_BYTES + " bytes");
        }
        String text = new String(sdp, StandardCharsets.ISO_8859_1);
        List<SdpLine> session = new ArrayList<>();
        List<SdpSection> media = new ArrayList<>();
        List<SdpLine> section = session;
        int at = 0;
        while (at < text.length()) {
            SdpLine line = lineAt(text, at);
            if (line.is('m')) {
                section = new ArrayList<>();
                media.add(new SdpSection(section));
            }
            section.add(line);
            at += line.text().length() + line.end().length();
        }
        if (media.size() > MAX_MEDIA) {
            throw new SdpFormatException("more than " + MAX_MEDIA + " media");
        }
        return new SdpDocument(new SdpSection(session), List.copyOf(media));
    }

    private static SdpLine lineAt(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
            end++;
        }
        int next = Math.min(text.length(), end + (text.startsWith("\r\n", end) ? 2 : 1));
        return new SdpLine(text.substring(start, end), text.substring(end, next));
    }

    /** The mids of media that have no transport of their own: the members of a bundle behind its first (RFC 9143 §7). */
    Set<String> carriedByOthers() {
        Set<String> followers = new HashSet<>();
        for (SdpLine line : session.lines()) {
            String group = line.attribute("group");
            if (group != null && group.startsWith("BUNDLE ")) {
                List<String> mids = List.of(group.split(" +"));
                followers.addAll(mids.subList(Math.min(2, mids.size()), mids.size()));
            }
        }
        return followers;
    }

    /** The credentials of all media that are not refused, each once; those of the session count for media without any. */
    List<IceCredentials> credentials() {
        if (media.isEmpty()) {
            IceCredentials own = credentials(session);
            return own == null ? List.of() : List.of(own);
        }
        Set<IceCredentials> all = new LinkedHashSet<>();
        for (SdpSection section : media) {
            IceCredentials own = section.isRefused() ? null : credentials(section);
            if (own != null) {
                all.add(own);
            }
        }
        return List.copyOf(all);
    }

    private @Nullable IceCredentials credentials(SdpSection section) {
        String ufrag = section.attribute("ice-ufrag");
        String pwd = section.attribute("ice-pwd");
        String anyUfrag = ufrag == null ? session.attribute("ice-ufrag") : ufrag;
        String anyPwd = pwd == null ? session.attribute("ice-pwd") : pwd;
        if (anyUfrag == null && anyPwd == null) {
            return null;
        }
        if (anyUfrag == null || anyPwd == null) {
            throw new SdpFormatException("one of ice-ufrag and ice-pwd without the other");
        }
        return new IceCredentials(anyUfrag, anyPwd);
    }

    /** The bytes of some lines. */
    static byte[] bytes(List<SdpLine> lines) {
        StringBuilder out = new StringBuilder();
        for (SdpLine line : lines) {
            out.append(line.text()).append(line.end());
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}

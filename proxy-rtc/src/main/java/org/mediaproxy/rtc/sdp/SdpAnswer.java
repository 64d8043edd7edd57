package org.mediaproxy.rtc.sdp;

import java.util.List;

/**
 * An origin's answer made the proxy's: every candidate replaced, the default addresses that go with them too, everything
 * else byte for byte. The bytes are not to be changed. Immutable; any thread.
 */
public final class SdpAnswer {

    private final byte[] bytes;
    private final List<IceCredentials> credentials;

    private SdpAnswer(byte[] bytes, List<IceCredentials> credentials) {
        this.bytes = bytes;
        this.credentials = credentials;
    }

    /**
     * Rewrites an answer (RFC 8839). Media that had candidates get the proxy's instead. Media that had none get them unless they
     * are refused or carried by the first of their bundle. {@code a=end-of-candidates} stays where it is, behind them.
     * {@code c=}, the port of {@code m=} and {@code a=rtcp} become those of the first candidate for UDP, where they were not
     * 0.0.0.0, :: or port 9 before.
     *
     * @param answer not changed; at most 64 KiB
     * @param candidates the proxy's, preferred ones first; 1 to 64
     * @throws SdpFormatException if it is no SDP
     */
    public static SdpAnswer rewrite(byte[] answer, List<ProxyCandidate> candidates) {
        check(candidates);
        return rewritten(SdpDocument.of(answer), candidates, false);
    }

    /**
     * The same for the answer to a trickle PATCH that restarted ICE ({@code application/trickle-ice-sdpfrag}, RFC 8840 §9, RFC
     * 9725 §4.3.3). Nothing is inserted where no candidate was.
     *
     * @throws SdpFormatException if it is larger than 64 KiB, or its credentials are none
     */
    public static SdpAnswer rewriteFragment(byte[] answer, List<ProxyCandidate> candidates) {
        check(candidates);
        return rewritten(SdpDocument.ofFragment(answer), candidates, true);
    }

    private static SdpAnswer rewritten(SdpDocument document, List<ProxyCandidate> candidates, boolean fragment) {
        return new SdpAnswer(new CandidateSwap(candidates).in(document, fragment), document.credentials());
    }

    private static void check(List<ProxyCandidate> candidates) {
        if (candidates.isEmpty() || candidates.size() > 64) {
            throw new IllegalArgumentException(candidates.size() + " candidates");
        }
    }

    /** The answer for the client. */
    public byte[] bytes() {
        return bytes;
    }

    /** The origin's credentials, each once, in the order of the media; usually one. */
    public List<IceCredentials> credentials() {
        return credentials;
    }
}

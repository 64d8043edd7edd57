package org.mediaproxy.rtc.sdp;

import java.util.List;

/**
 * A client's offer without its addresses, so that an origin cannot send to the client around the proxy. Everything else stays
 * byte for byte. The bytes are not to be changed. Immutable; any thread.
 */
public final class SdpOffer {

    private final byte[] bytes;
    private final List<IceCredentials> credentials;

    private SdpOffer(SdpDocument document) {
        this.bytes = new CandidateSwap(List.of()).in(document, false);
        this.credentials = document.credentials();
    }

    /**
     * Removes all candidates, and {@code a=end-of-candidates} with them: the origin is to wait for the proxy's checks, from
     * which it learns peer-reflexive candidates (RFC 8445 §7.3.1.3). {@code c=}, the port of {@code m=} and {@code a=rtcp}
     * become 0.0.0.0 or ::, and port 9: an offer that trickles (RFC 8840 §4.1.1).
     *
     * @param offer not changed; at most 64 KiB
     * @throws SdpFormatException if it is no SDP
     */
    public static SdpOffer read(byte[] offer) {
        return new SdpOffer(SdpDocument.of(offer));
    }

    /**
     * The same for the body of a trickle PATCH ({@code application/trickle-ice-sdpfrag}, RFC 8840 §9).
     *
     * @throws SdpFormatException if it is larger than 64 KiB, or its credentials are none
     */
    public static SdpOffer readFragment(byte[] body) {
        SdpDocument document = SdpDocument.ofFragment(body);
        return new SdpOffer(document);
    }

    /** The offer for the origin. */
    public byte[] bytes() {
        return bytes;
    }

    /** The client's credentials, each once, in the order of the media; usually one. Of a PATCH they are new on a restart. */
    public List<IceCredentials> credentials() {
        return credentials;
    }
}

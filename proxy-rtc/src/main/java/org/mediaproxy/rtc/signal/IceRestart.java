package org.mediaproxy.rtc.signal;

import java.util.List;
import java.util.Optional;
import org.mediaproxy.rtc.ice.IceBinding;
import org.mediaproxy.rtc.sdp.IceCredentials;
import org.mediaproxy.rtc.sdp.ProxyCandidate;
import org.mediaproxy.rtc.sdp.SdpAnswer;
import org.mediaproxy.rtc.sdp.SdpOffer;

/**
 * What came of a PATCH whose answer has a body: usually an ICE restart (RFC 9725 §4.3.3).
 *
 * @param answer for the client, with the proxy's candidates
 * @param username that checks carry from now on; empty where the answer or the request has no credentials
 * @param icePwd with which they are signed
 */
@SuppressWarnings("ArrayRecordComponent") // a body has no identity that anyone compares
record IceRestart(byte[] answer, String username, String icePwd) {

    /** What bodies of PATCH and their answers are (RFC 8840 §9). */
    static final String FRAGMENT = "application/trickle-ice-sdpfrag";

    /**
     * Takes it apart.
     *
     * @throws org.mediaproxy.rtc.sdp.SdpFormatException if the answer is no fragment
     */
    static IceRestart of(byte[] request, byte[] answer, List<ProxyCandidate> candidates) {
        SdpAnswer rewritten = SdpAnswer.rewriteFragment(answer, candidates);
        List<IceCredentials> theirs = SdpOffer.readFragment(request).credentials();
        List<IceCredentials> ours = rewritten.credentials();
        return ours.isEmpty() || theirs.isEmpty()
                ? new IceRestart(rewritten.bytes(), "", "")
                : new IceRestart(
                        rewritten.bytes(),
                        NewSession.username(ours.get(0), theirs.get(0)),
                        ours.get(0).pwd());
    }

    /** The binding under the new username; empty if nothing was restarted. */
    Optional<IceBinding> renewed(IceBinding known) {
        return username.isEmpty() || username.equals(known.username())
                ? Optional.empty()
                : Optional.of(new IceBinding(
                        known.stream(), known.role(), username, Optional.of(icePwd), known.origin(), known.session()));
    }
}

package org.mediaproxy.rtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts the candidates of the proxy in the place of all others: one pass over the sections of one description. */
final class CandidateSwap {

    private final List<ProxyCandidate> candidates;
    private final DefaultAddress address;
    private final List<SdpLine> out = new ArrayList<>();

    /** A swap against these candidates; against none of them, candidates and what says that they are complete just go. */
    CandidateSwap(List<ProxyCandidate> candidates) {
        this.candidates = candidates;
        this.address = DefaultAddress.of(candidates);
    }

    byte[] in(SdpDocument document, boolean fragment) {
        boolean removes = candidates.isEmpty();
        Set<String> carried = document.carriedByOthers();
        // In a fragment candidates may stand in front of, or without, any media.
        boolean swapsSession = fragment && !removes && document.session().hasCandidates();
        section(document.session(), swapsSession);
        for (SdpSection section : document.media()) {
            boolean lacks = !fragment && !carried.contains(section.mid());
            boolean owns = !section.isRefused() && (section.hasCandidates() || lacks);
            section(section, !removes && owns);
        }
        return SdpDocument.bytes(out);
    }

    /** One section; where its first candidate or the end of candidates stands, or else at its end, ours are inserted. */
    private void section(SdpSection section, boolean insert) {
        boolean pending = insert;
        for (SdpLine line : section.lines()) {
            boolean ends = line.isEndOfCandidates();
            if (pending && (ends || line.isCandidate())) {
                insert(section.lineEnd());
                pending = false;
            }
            if (!line.isCandidate() && !(ends && candidates.isEmpty())) {
                out.add(address.in(line));
            }
        }
        if (pending) {
            insert(section.lineEnd());
        }
    }

    private void insert(String lineEnd) {
        int last = out.size() - 1;
        if (last >= 0 && out.get(last).end().isEmpty()) {
            out.set(last, new SdpLine(out.get(last).text(), lineEnd));
        }
        for (int i = 0; i < candidates.size(); i++) {
            out.add(new SdpLine(candidates.get(i).line(i), lineEnd));
        }
    }
}

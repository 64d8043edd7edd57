package org.mediaproxy.http.marker;

import java.util.List;
import org.mediaproxy.http.dash.MpdUrlRewrite;
import org.mediaproxy.http.hls.UriRewrite;
import org.mediaproxy.http.uri.UriKind;

/** Marks the URIs of one playlist or MPD that lead back to its origin, and leaves the others alone. One thread at a time. */
public final class MarkedUris implements UriRewrite, MpdUrlRewrite {

    private final String marker;
    private final LocalUris local;
    /** The last bases that were judged: whole levels of an MPD share one list. */
    private List<String> bases = List.of();

    private LocalUris.Bases judged;

    /**
     * For one playlist of one origin.
     *
     * @param local knows the host that an MPD was fetched from, if its URL is given with one
     */
    public MarkedUris(SegmentMarker marker, LocalUris local) {
        this.marker = marker.text();
        this.local = local;
        this.judged = local.judge(bases);
    }

    @Override
    public String rewrite(String uri, UriKind kind) {
        return local.local(uri).map(own -> MarkerParameter.set(own, marker)).orElse(uri);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // only saves work; equal lists are judged alike
    public String rewrite(String url, List<String> against, UriKind kind) {
        if (against != bases) {
            bases = against;
            judged = local.judge(against);
        }
        return local.local(url, judged)
                .map(own -> kind == UriKind.BASE ? own : MarkerParameter.set(own, marker))
                .orElse(url);
    }
}

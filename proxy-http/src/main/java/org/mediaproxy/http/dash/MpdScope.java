package org.mediaproxy.http.dash;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.http.uri.UriReference;

/**
 * One level of an MPD that may have BaseURLs and segments of its own: MPD, Period, AdaptationSet, Representation. What it
 * does not have, it inherits (ISO/IEC 23009-1 §5.3.9.1, §5.6).
 */
final class MpdScope {

    private static final int MAX_ALTERNATIVES = 8;
    private static final int MAX_BASE = 4096;

    /** How many characters the bases of all levels may have together: each level may repeat those above it. */
    private static final int MAX_BASES = 4 << 20;

    private final @Nullable MpdScope parent;
    private final List<String> baseUrls = new ArrayList<>();
    private boolean namesMedia;
    private boolean usesBase;
    private boolean baseIsMedia;
    private @Nullable List<String> bases;
    /** The bases of the Representations from here down. */
    private final Set<String> basesBelow = new LinkedHashSet<>();

    private @Nullable List<String> mediaBases;
    private int spent;

    MpdScope(@Nullable MpdScope parent) {
        this.parent = parent;
    }

    @Nullable
    MpdScope parent() {
        return parent;
    }

    void addBase(String url) {
        baseUrls.add(url);
    }

    /** Segments have URLs of their own here. */
    void namesMedia() {
        namesMedia = true;
    }

    /** Something has no URL of its own here, so that it is at the BaseURL. */
    void usesBase() {
        usesBase = true;
    }

    /**
     * For a Representation, when all is read: finds out whether the BaseURL that applies to it is a media URL, and tells the
     * levels above, from which it may inherit segments, what these resolve against.
     */
    void judge(String mpdUrl) {
        boolean named = false;
        boolean used = false;
        MpdScope nearest = null;
        for (MpdScope each = this; each != null; each = each.parent) {
            named |= each.namesMedia;
            used |= each.usesBase;
            if (nearest == null && !each.baseUrls.isEmpty()) {
                nearest = each;
            }
            if (each.basesBelow.size() < MAX_ALTERNATIVES) {
                each.basesBelow.addAll(bases(mpdUrl));
            }
        }
        if (nearest != null && (used || !named)) {
            nearest.baseIsMedia = true;
        }
    }

    boolean baseIsMedia() {
        return baseIsMedia;
    }

    /** What the BaseURLs of this level resolve against. */
    List<String> outerBases(String mpdUrl) {
        return parent == null ? List.of(mpdUrl) : parent.bases(mpdUrl);
    }

    /**
     * What URLs of this level resolve against: each alternative of this level on each of the level above, up to a few. The
     * same list at each call.
     */
    List<String> bases(String mpdUrl) {
        if (bases == null) {
            bases = baseUrls.isEmpty() ? outerBases(mpdUrl) : resolved(outerBases(mpdUrl));
        }
        return bases;
    }

    /**
     * What media URLs of this level resolve against: a Representation that inherits them may have BaseURLs of its own. The
     * same list at each call.
     */
    List<String> mediaBases(String mpdUrl) {
        if (mediaBases == null) {
            mediaBases = basesBelow.isEmpty() ? bases(mpdUrl) : List.copyOf(basesBelow);
        }
        return mediaBases;
    }

    private List<String> resolved(List<String> outer) {
        Set<String> all = new LinkedHashSet<>();
        for (String url : baseUrls.subList(0, Math.min(baseUrls.size(), MAX_ALTERNATIVES))) {
            for (String base : outer) {
                if (all.size() < MAX_ALTERNATIVES) {
                    String resolved = UriReference.resolve(base, url);
                    root().spend(resolved.length());
                    all.add(resolved);
                }
            }
        }
        return List.copyOf(all);
    }

    private MpdScope root() {
        return parent == null ? this : parent.root();
    }

    private void spend(int characters) {
        spent += characters;
        if (characters > MAX_BASE || spent > MAX_BASES) {
            throw new MpdFormatException("BaseURLs beyond a limit");
        }
    }
}

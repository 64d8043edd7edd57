package org.mediaproxy.core.route;

import java.util.List;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.OriginPicker;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * Rendezvous hashing: of all origins the one whose hash together with the stream is the highest. Proxies that see the same origins
 * choose the same one without a word; where an origin comes or goes, only the streams that it gets or had move.
 */
public final class RendezvousPicker implements OriginPicker {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    @Override
    public Origin pick(StreamUrl stream, List<Origin> candidates) {
        long key = hash(FNV_OFFSET, stream.toString());
        Origin best = candidates.get(0);
        for (Origin candidate : candidates) {
            if (weight(key, candidate.id()) > weight(key, best.id())) {
                best = candidate;
            }
        }
        return best;
    }

    private static long weight(long key, OriginId origin) {
        return mixed(hash(key, origin.text()));
    }

    /** FNV-1a over the characters. */
    private static long hash(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finalizer of MurmurHash3: without it texts that differ in their last character only keep their order for every stream. */
    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}

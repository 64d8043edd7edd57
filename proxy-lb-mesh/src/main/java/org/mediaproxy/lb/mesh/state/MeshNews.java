package org.mediaproxy.lb.mesh.state;

import org.mediaproxy.core.spi.AffinityKey;

/**
 * What one member tells all others at once.
 *
 * @param kind what happened
 * @param namespace of the binding; else empty
 * @param name of the binding, or the address of the member; else empty
 */
public record MeshNews(Kind kind, String namespace, String name) {

    /** What may happen; their names travel. */
    public enum Kind {
        /** A binding moved or went. */
        BINDING,
        /** Two halves met: any binding may be another one. */
        EVERYTHING,
        /** A member goes, and is not missing. */
        LEAVING
    }

    /** That a binding changed. */
    public static MeshNews of(AffinityKey key) {
        return new MeshNews(Kind.BINDING, key.namespace(), key.name());
    }

    /** What needs no name. */
    public static MeshNews of(Kind kind) {
        return new MeshNews(kind, "", "");
    }

    /** That a member goes. */
    public static MeshNews leaving(String address) {
        return new MeshNews(Kind.LEAVING, "", address);
    }
}

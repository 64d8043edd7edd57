package org.mediaproxy.lb.mesh;

/** The mesh gave no answer, or none in time. Without a stack: while a member is away there may be many. */
final class MeshUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MeshUnavailableException(String message) {
        super(message, null, false, false);
    }
}

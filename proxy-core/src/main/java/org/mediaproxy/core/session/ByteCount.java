package org.mediaproxy.core.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Bytes of one direction of one session: written by the session's event loop only, read by any thread. Opaque access
 * costs what a plain field costs and never tears.
 */
public final class ByteCount {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(ByteCount.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // through the handle
    private long value;

    /** Adds bytes; on the session's event loop. */
    public void add(long bytes) {
        VALUE.setOpaque(this, (long) VALUE.getOpaque(this) + bytes);
    }

    /** The bytes so far; any thread. */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }
}

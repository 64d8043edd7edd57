package org.mediaproxy.http.adaptive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.List;

/** A whole body in one piece of memory outside of the heap, for the cache and for all who read it. Any thread. */
final class SharedBody extends AbstractReferenceCounted {

    private final ByteBuf bytes;
    private final MemoryBudget budget;

    private SharedBody(ByteBuf bytes, MemoryBudget budget) {
        this.bytes = bytes;
        this.budget = budget;
        budget.take(bytes.capacity());
    }

    /** A copy of the pieces, which stay whose they are. */
    static SharedBody of(List<ByteBuf> pieces, int size, MemoryBudget budget) {
        ByteBuf whole = Unpooled.directBuffer(size, size);
        for (ByteBuf piece : pieces) {
            whole.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
        }
        return new SharedBody(whole, budget);
    }

    int size() {
        return bytes.readableBytes();
    }

    /** The bytes, for one reader, who releases them. */
    ByteBuf read() {
        return bytes.retainedDuplicate();
    }

    @Override
    protected void deallocate() {
        budget.giveBack(bytes.capacity());
        bytes.release();
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        bytes.touch(hint);
        return this;
    }
}

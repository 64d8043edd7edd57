package org.mediaproxy.http.adaptive;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The readers of one fetch on one event loop: what happens is told to a loop once, and there to each reader. Tasks of
 * one loop for another arrive in order, which is all the order there is.
 */
final class FetchGroup {

    private final EventLoop loop;
    private final List<FetchReader> readers = new ArrayList<>();

    FetchGroup(EventLoop loop) {
        this.loop = loop;
    }

    /** Adds a reader, and tells it what it has missed. On the fetch's loop; the pieces stay the caller's. */
    void add(FetchReader reader, @Nullable HttpResponse head, List<ByteBuf> missed) {
        List<ByteBuf> own = retained(missed);
        run(() -> {
            readers.add(reader);
            if (head != null) {
                reader.head(head);
                own.forEach(piece -> reader.body(piece.retainedDuplicate()));
                reader.flush();
            }
            own.forEach(ByteBuf::release);
        });
    }

    /** Tells all readers. On the fetch's loop. */
    void tell(Consumer<FetchReader> word) {
        run(() -> List.copyOf(readers).forEach(word));
    }

    /** Tells all readers the last there is to say. On the fetch's loop. */
    void tellLast(Consumer<FetchReader> word) {
        run(() -> {
            List<FetchReader> all = List.copyOf(readers);
            readers.clear();
            all.forEach(word);
        });
    }

    /** Hands pieces to all readers. On the fetch's loop; the pieces stay the caller's. */
    void body(List<ByteBuf> pieces) {
        List<ByteBuf> own = retained(pieces);
        run(() -> {
            for (FetchReader reader : List.copyOf(readers)) {
                own.forEach(piece -> reader.body(piece.retainedDuplicate()));
                reader.flush();
            }
            own.forEach(ByteBuf::release);
        });
    }

    /** A reader has left. On the fetch's loop. */
    void remove(FetchReader reader) {
        run(() -> readers.remove(reader));
    }

    /** All but one must ask by themselves. On the fetch's loop. */
    void keepOnly(FetchReader kept) {
        run(() -> {
            List<FetchReader> all = List.copyOf(readers);
            readers.retainAll(List.of(kept));
            all.stream().filter(reader -> reader != kept).forEach(FetchReader::alone);
        });
    }

    private void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private static List<ByteBuf> retained(List<ByteBuf> pieces) {
        List<ByteBuf> own = new ArrayList<>(pieces.size());
        pieces.forEach(piece -> own.add(piece.retain()));
        return own;
    }
}

package org.mediaproxy.http.adaptive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.origin.OriginFailure;
import org.mediaproxy.core.http.origin.OriginFetch;
import org.mediaproxy.core.http.origin.OriginReader;

/**
 * One request to an origin on behalf of all clients that want the same at the same time. What has come is kept until
 * the end, so that whoever joins late misses nothing, and a slow client holds nobody up: it holds the bytes it has not
 * taken, which are the same for all. A body that is announced to be over {@link #MAX_SHARED} is for the first client
 * only, at its pace, and the others ask by themselves; one that turns out to be goes on to those who have begun, and is
 * kept no longer. Lives on the event loop of the client that began it.
 */
final class SharedFetch implements OriginReader {

    /** The largest body that is kept, in bytes. */
    static final int MAX_SHARED = 8 * 1024 * 1024;

    /** A piece smaller than this is copied, so that it does not hold the large buffer it was read into. */
    private static final int SMALL = 4 * 1024;

    private final SharedFetches owner;
    private final @Nullable RequestKey key;
    private final EventLoop loop;
    private final FetchReader first;
    private final Map<EventLoop, FetchGroup> groups = new HashMap<>(2);
    private final List<ByteBuf> pieces = new ArrayList<>();
    private @Nullable OriginFetch fetch;
    private @Nullable HttpResponse head;
    private int told;
    private int size;
    private int readers;
    private boolean kept;
    private boolean over;

    /**
     * For its first reader, on that reader's loop.
     *
     * @param key what may join; null if nobody may
     */
    SharedFetch(SharedFetches owner, @Nullable RequestKey key, FetchReader first) {
        this.owner = owner;
        this.key = key;
        this.loop = first.loop();
        this.first = first;
        this.kept = key != null;
    }

    void begin(OriginFetch begun) {
        fetch = begun;
    }

    /** Adds a reader, who will {@link #leave}. On the reader's loop. */
    void join(FetchReader reader) {
        onLoop(() -> {
            readers++;
            if (over) {
                tell(reader, reader::missed);
            } else if (!kept && reader != first) {
                tell(reader, reader::alone);
            } else {
                groups.computeIfAbsent(reader.loop(), FetchGroup::new).add(reader, head, pieces.subList(0, told));
            }
        });
    }

    private static void tell(FetchReader reader, Runnable word) {
        if (reader.loop().inEventLoop()) {
            word.run();
        } else {
            reader.loop().execute(word);
        }
    }

    /** A reader needs no more, or has had all. On the reader's loop. */
    void leave(FetchReader reader) {
        onLoop(() -> {
            FetchGroup group = groups.get(reader.loop());
            if (group != null) {
                group.remove(reader);
            }
            if (--readers == 0) {
                OriginFetch running = fetch;
                if (!over && running != null) {
                    running.cancel();
                }
                finish();
                owner.budget().giveBack(size);
                size = 0;
            }
        });
    }

    /** The reader, while it is the only one, does or does not take more for now. On the reader's loop. */
    void pace(FetchReader reader, boolean wanted) {
        OriginFetch running = fetch;
        if (reader.loop() != loop || running == null || over) {
            return;
        }
        if (wanted) {
            running.resume();
        } else if (!kept && readers == 1) {
            running.stop();
        }
    }

    @Override
    public void head(HttpResponse answer) {
        head = answer;
        if (kept && HttpUtil.getContentLength(answer, 0L) > MAX_SHARED) {
            stopKeeping();
            groups.values().forEach(group -> group.keepOnly(first));
        }
        groups.values().forEach(group -> group.tell(reader -> reader.head(answer)));
    }

    @Override
    public void body(ByteBuf piece) {
        ByteBuf own = piece;
        if (kept && piece.readableBytes() < SMALL) {
            own = Unpooled.directBuffer(piece.readableBytes()).writeBytes(piece);
            piece.release();
        }
        pieces.add(own);
        if (kept) {
            size += own.readableBytes();
            owner.budget().take(own.readableBytes());
            if (size > MAX_SHARED) {
                stopKeeping();
            }
        }
    }

    /** Nobody joins any more. */
    private void stopKeeping() {
        kept = false;
        forget();
    }

    @Override
    public void pause() {
        if (told < pieces.size()) {
            List<ByteBuf> fresh = List.copyOf(pieces.subList(told, pieces.size()));
            groups.values().forEach(group -> group.body(fresh));
            told = pieces.size();
        }
        if (!kept) {
            releasePieces();
        }
    }

    @Override
    public void end() {
        pause();
        HttpResponse answer = head;
        if (key != null && kept && answer != null) {
            owner.completed(key, answer, pieces, size);
        }
        tellLast(FetchReader::end);
    }

    @Override
    public void failed(OriginFailure reason, String detail) {
        tellLast(reader -> reader.failed(reason, detail));
    }

    private void tellLast(Consumer<FetchReader> word) {
        finish();
        groups.values().forEach(group -> group.tellLast(word));
    }

    private void finish() {
        over = true;
        forget();
        releasePieces();
    }

    private void forget() {
        if (key != null) {
            owner.forget(key, this);
        }
    }

    private void releasePieces() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        told = 0;
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}

package org.mediaproxy.rtmp.scripted;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.RtmpFormatException;
import org.mediaproxy.rtmp.chunk.RtmpMessage;

/** All that one end has read since the handshake, as bytes and as messages. Filled by one thread, read by any. */
public final class Inbox {

    private static final long DEADLINE_SECONDS = 15;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Said> messages = new ArrayList<>();
    private final ChunkReader reader =
            new ChunkReader(type -> true, 16 * 1024 * 1024, UnpooledByteBufAllocator.DEFAULT);
    private boolean paused;
    private @Nullable String unreadable;
    private @Nullable String end;

    synchronized void add(byte[] from, int length) {
        bytes.write(from, 0, length);
        ByteBuf in = Unpooled.wrappedBuffer(from, 0, length);
        try {
            for (RtmpMessage message = next(in); message != null; message = next(in)) {
                try {
                    messages.add(said(message));
                } finally {
                    message.release();
                }
            }
        } catch (RtmpFormatException e) {
            unreadable = e.getMessage();
            reader.close();
        }
        notifyAll();
    }

    private @Nullable RtmpMessage next(ByteBuf in) {
        return unreadable == null ? reader.read(in) : null;
    }

    private static Said said(RtmpMessage message) {
        ByteBuf payload = message.payload();
        byte[] content = payload == null ? new byte[0] : ByteBufUtil.getBytes(payload);
        Optional<RtmpCommand> command =
                RtmpCommand.isCommand(message.type()) ? Optional.of(RtmpCommand.parse(message)) : Optional.empty();
        return new Said(message.type(), message.streamId(), command, ByteBuffer.wrap(content));
    }

    synchronized void end(String how) {
        end = how;
        reader.close();
        notifyAll();
    }

    /** Stops the reading, so that the sender's buffers fill, or goes on with it. */
    public synchronized void pause(boolean stop) {
        paused = stop;
        notifyAll();
    }

    /** Waits while reading is stopped. */
    synchronized void awaitReading() throws InterruptedException {
        while (paused) {
            wait();
        }
    }

    /** Every byte so far. */
    public synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    public synchronized int length() {
        return bytes.size();
    }

    /** Every message so far. */
    public synchronized List<Said> messages() {
        return List.copyOf(messages);
    }

    /** Why the bytes are no RTMP, or null. */
    public synchronized @Nullable String unreadable() {
        return unreadable;
    }

    /** Waits for a command of that name. */
    public Said command(String name) {
        return await(said -> said.name().equals(name), name);
    }

    /** Waits for a status of that code. */
    public Said status(String code) {
        return await(said -> said.name().equals("onStatus") && said.code().equals(code), code);
    }

    /** Waits for a message. */
    public synchronized Said await(Predicate<Said> wanted, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        int seen = 0;
        while (true) {
            for (; seen < messages.size(); seen++) {
                if (wanted.test(messages.get(seen))) {
                    return messages.get(seen);
                }
            }
            if (end != null) {
                throw new AssertionError("ended (" + end + ") before " + what + ", after " + names());
            }
            block(deadline, what);
        }
    }

    /** Waits until there are so many bytes. */
    public synchronized byte[] awaitBytes(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (bytes.size() < count) {
            if (end != null) {
                throw new AssertionError("ended (" + end + ") after " + bytes.size() + " of " + count + " bytes");
            }
            block(deadline, count + " bytes");
        }
        return bytes.toByteArray();
    }

    /** Waits for the end: {@code closed}, or {@code reset}. */
    public synchronized String awaitEnd() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (end == null) {
            block(deadline, "the end");
        }
        return end;
    }

    @SuppressWarnings("WaitNotInLoop") // every caller loops
    private void block(long deadline, String what) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new AssertionError(
                    "no " + what + " within " + DEADLINE_SECONDS + " s, after " + bytes.size() + " bytes: " + names());
        }
        try {
            wait(left);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private List<String> names() {
        return messages.stream()
                .map(said -> said.command().isPresent() ? said.name() + " " + said.code() : "#" + said.type())
                .toList();
    }
}

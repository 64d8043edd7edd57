package org.mediaproxy.http.pages;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A file that is read from, in the state that it had when it was opened. Its calls may wait for the disk. */
final class OpenedFile implements AutoCloseable {

    /** How much is read at once, in bytes. */
    static final int CHUNK = 64 * 1024;

    private static final int TRIES = 5;

    private final FileChannel channel;
    private final long size;
    private final Validators validators;

    private OpenedFile(FileChannel channel, long size, Instant modified) {
        this.channel = channel;
        this.size = size;
        long nanos = Math.addExact(Math.multiplyExact(modified.getEpochSecond(), 1_000_000_000L), modified.getNano());
        this.validators = new Validators(
                '"' + Long.toHexString(nanos) + '-' + Long.toHexString(size) + '"', Optional.of(modified));
    }

    /**
     * Opens a file.
     *
     * @param path without symbolic links
     * @throws NoSuchFileException if there is no regular file
     */
    static OpenedFile open(Path path) throws IOException {
        for (int attempt = 1; ; attempt++) {
            BasicFileAttributes before = attributes(path);
            FileChannel channel = FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            try {
                BasicFileAttributes after = attributes(path);
                long size = channel.size();
                // Else it was replaced meanwhile: the tag must be that of the bytes. Whoever is written to all the
                // time is served as it was before.
                if (attempt == TRIES || (isSame(before, after) && size == after.size())) {
                    return new OpenedFile(
                            channel, size, before.lastModifiedTime().toInstant());
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            channel.close();
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new NoSuchFileException(path.toString()); // opening a pipe would wait for its writer
        }
        return attributes;
    }

    private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
        return Objects.equals(one.fileKey(), other.fileKey())
                && one.lastModifiedTime().equals(other.lastModifiedTime())
                && one.size() == other.size();
    }

    long size() {
        return size;
    }

    Validators validators() {
        return validators;
    }

    /**
     * Reads at most a {@link #CHUNK}.
     *
     * @throws EOFException if the file has been cut meanwhile
     */
    ByteBuf read(ByteBufAllocator alloc, long position, long atMost) throws IOException {
        int length = (int) Math.min(CHUNK, atMost);
        ByteBuf chunk = alloc.directBuffer(length, length);
        try {
            while (chunk.isWritable()) {
                if (chunk.writeBytes(channel, position + chunk.readableBytes(), chunk.writableBytes()) < 0) {
                    throw new EOFException("the file has become shorter");
                }
            }
            return chunk.retain();
        } finally {
            chunk.release();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

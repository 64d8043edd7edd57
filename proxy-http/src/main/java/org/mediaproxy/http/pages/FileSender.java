package org.mediaproxy.http.pages;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.mediaproxy.core.http.HttpExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a part of a file, chunk by chunk: the next is read only while the client takes more, so that a slow one costs one
 * chunk and what its connection holds. Lives on the event loop; only {@link #read} runs with the {@link FileWorkers}.
 */
final class FileSender implements Answer {

    private static final Logger LOG = LoggerFactory.getLogger(FileSender.class);

    private static final int RETRY_MILLIS = 20;

    private final FileWorkers workers;
    private final OpenedFile file;
    private final HttpResponse head;
    private long position;
    private long left;
    private boolean reading;
    private boolean over;

    /**
     * Prepares it.
     *
     * @param file closed here, whatever happens
     * @param head with the Content-Length of the range
     */
    FileSender(FileWorkers workers, OpenedFile file, ByteRange range, HttpResponse head) {
        this.workers = workers;
        this.file = file;
        this.head = head;
        this.position = range.first();
        this.left = range.length();
    }

    @Override
    public void discard() {
        workers.close(file);
    }

    @Override
    public void give(HttpExchange exchange) {
        exchange.onOver(this::over);
        if (over) {
            return;
        }
        exchange.onWritable(() -> more(exchange));
        exchange.begin(head);
        more(exchange);
    }

    /** The file is let go as soon as nobody reads from it. */
    private void over() {
        over = true;
        if (!reading) {
            workers.close(file);
        }
    }

    private void more(HttpExchange exchange) {
        if (reading || over || left == 0 || !exchange.isWritable()) {
            return;
        }
        reading = true;
        if (!workers.offer(() -> read(exchange))) {
            exchange.eventLoop().schedule(() -> retry(exchange), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry(HttpExchange exchange) {
        reading = false;
        if (over) {
            workers.close(file);
        } else {
            more(exchange);
        }
    }

    private void read(HttpExchange exchange) {
        ByteBuf chunk;
        try {
            chunk = file.read(exchange.alloc(), position, left);
        } catch (IOException | RuntimeException e) {
            LOG.warn("a file cannot be sent to its end: {}", e.toString());
            later(exchange, () -> failed(exchange));
            return;
        }
        if (!later(exchange, () -> arrived(exchange, chunk))) {
            chunk.release();
        }
    }

    private boolean later(HttpExchange exchange, Runnable action) {
        try {
            exchange.eventLoop().execute(action);
            return true;
        } catch (RejectedExecutionException e) {
            FileWorkers.closeNow(file); // the proxy stops
            return false;
        }
    }

    private void arrived(HttpExchange exchange, ByteBuf chunk) {
        reading = false;
        if (over) {
            chunk.release();
            workers.close(file);
            return;
        }
        position += chunk.readableBytes();
        left -= chunk.readableBytes();
        exchange.write(chunk);
        if (left == 0) {
            exchange.end();
        } else {
            exchange.flush();
            more(exchange);
        }
    }

    private void failed(HttpExchange exchange) {
        reading = false;
        if (over) {
            workers.close(file);
        } else {
            exchange.abort(); // which is the end, and lets the file go
        }
    }
}

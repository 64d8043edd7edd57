package org.mediaproxy.core.http.origin;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way, from the first try until its reply is read. Used by who sent it, on the loop it was sent
 * from.
 */
public final class OriginFetch {

    private final OriginPool pool;
    private final FullHttpRequest request;
    private final OriginReader reader;
    private final long silenceMillis;
    private final ConnectionUse use;
    private @Nullable OriginConnection connection;
    private @Nullable ScheduledFuture<?> timer;
    private long heardNanos;
    private boolean wanted = true;
    private boolean done;
    private boolean retried;

    OriginFetch(OriginPool pool, FullHttpRequest request, OriginReader reader, Duration silence, ConnectionUse use) {
        this.pool = pool;
        this.request = request;
        this.reader = reader;
        this.silenceMillis = silence.toMillis();
        this.use = use;
    }

    void begin() {
        heard();
        timer = pool.loop().schedule(this::look, silenceMillis, TimeUnit.MILLISECONDS);
        pool.lend(this, use == ConnectionUse.ANEW);
    }

    /** Goes by the time of the last word, so that a busy fetch costs one timer, not one for each piece. */
    private void look() {
        long left = silenceMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNanos);
        if (left <= 0 && wanted) {
            fail(OriginFailure.TIMEOUT, "the origin is silent");
        } else if (!done) {
            timer = pool.loop().schedule(this::look, Math.max(left, 1_000), TimeUnit.MILLISECONDS);
        }
    }

    private void heard() {
        heardNanos = System.nanoTime();
    }

    FullHttpRequest request() {
        return request;
    }

    /** A connection is there: a used one may have been closed by the origin meanwhile. */
    void lent(OriginConnection lent) {
        if (done) {
            lent.giveBack();
            return;
        }
        connection = lent;
        lent.send(this);
        if (!wanted) {
            lent.read(false);
        }
    }

    /** Reads no more for now, as who takes the body cannot keep up. */
    public void stop() {
        if (wanted && !done) { // once it is done, the connection may be another's
            wanted = false;
            if (connection != null) {
                connection.read(false);
            }
        }
    }

    /** Reads on. */
    public void resume() {
        if (!wanted && !done) {
            wanted = true;
            heard();
            if (connection != null) {
                connection.read(true);
            }
        }
    }

    /** Wants no more of it: the connection is closed, as what is left of the reply stands in the way of the next. */
    public void cancel() {
        if (finish() && connection != null) {
            connection.close();
        }
    }

    OriginReader reader() {
        heard();
        return reader;
    }

    /** The reply is complete. */
    void ended() {
        if (finish()) {
            reader.end();
        }
    }

    /**
     * The connection ended, or what it said is no HTTP.
     *
     * @param stale whether the connection had served before and said nothing to this request: it was closed while the
     *     request was on its way, which the origin has then not taken (RFC 9112 §9.3.1)
     */
    void broken(OriginFailure reason, String detail, boolean stale) {
        if (stale && !retried && !done && mayRepeat()) {
            retried = true;
            connection = null;
            pool.lend(this, true);
        } else {
            fail(reason, detail);
        }
    }

    private boolean mayRepeat() {
        return use == ConnectionUse.REPEATABLE || Methods.mayRepeat(request.method());
    }

    private void fail(OriginFailure reason, String detail) {
        OriginConnection used = connection;
        if (finish()) {
            if (used != null) {
                used.close();
            }
            reader.failed(reason, detail);
        }
    }

    boolean isDone() {
        return done;
    }

    private boolean finish() {
        if (done) {
            return false;
        }
        done = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        request.release();
        return true;
    }
}

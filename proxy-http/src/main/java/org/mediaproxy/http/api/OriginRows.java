package org.mediaproxy.http.api;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.origin.Origin;

/**
 * The streams or clients of one origin. SRS answers in one thread, the one that moves its media, and tells no total. So
 * it is never asked for many rows at once, and how many there are is found out with small questions.
 */
final class OriginRows {

    /** Rows of the first question, at most: all that most pages need. */
    static final int FIRST = 100;

    /** Rows of any other question, at most: a few milliseconds of SRS's time. */
    private static final int CHUNK = 1_000;

    /** Rows of a question that only counts; SRS gives no fewer. */
    private static final int PROBE = 10;

    private static final int MAX_ROW_BYTES = 4 * 1024;
    private static final int MIN_REPLY_BYTES = 64 * 1024;

    /**
     * What the first question told.
     *
     * @param rows reads on
     * @param first the first rows
     * @param size how many there are, or the end of the page if that is less
     */
    record Stock(OriginRows rows, List<JsonObject> first, int size) {}

    private final OriginApi api;
    private final Origin origin;
    private final RowKind kind;

    OriginRows(OriginApi api, Origin origin, RowKind kind) {
        this.api = api;
        this.origin = origin;
        this.kind = kind;
    }

    /** Reads the first rows and finds out how many there are, up to the given number. */
    CompletionStage<Stock> stock(int end, Duration within) {
        Deadline deadline = Deadline.in(within);
        int asked = Math.min(end, FIRST);
        return ask(0, asked, deadline).thenCompose(first -> {
            boolean all = first.size() < asked || asked == end;
            CompletionStage<Integer> size =
                    all ? CompletableFuture.completedStage(first.size()) : size(asked, 2 * asked, end, deadline);
            return size.thenApply(found -> new Stock(this, first, found));
        });
    }

    /**
     * Looks for the end: doubles the distance until there is nothing, then halves what is left in between.
     *
     * @param low so many rows there are
     * @param look where to look next, at least {@code low}
     * @param high there are no more than so many, or none beyond are wanted
     */
    private CompletionStage<Integer> size(int low, int look, int high, Deadline deadline) {
        if (low >= high) {
            return CompletableFuture.completedStage(high);
        }
        int at = Math.min(look, high - 1);
        return ask(at, PROBE, deadline).thenCompose(rows -> {
            int seen = at + rows.size();
            if (rows.size() == PROBE) {
                int next = high - seen > seen ? 2 * seen : seen + (high - seen) / 2;
                return size(seen, next, high, deadline);
            }
            return rows.isEmpty()
                    ? size(low, low + (at - low) / 2, at, deadline)
                    : CompletableFuture.completedStage(Math.min(seen, high));
        });
    }

    /** Reads the rows from one number up to another. */
    CompletionStage<List<JsonObject>> read(int from, int to, Duration within) {
        return more(new ArrayList<>(), from, to, Deadline.in(within));
    }

    private CompletionStage<List<JsonObject>> more(List<JsonObject> rows, int from, int to, Deadline deadline) {
        int asked = Math.min(to - from, CHUNK);
        return ask(from, asked, deadline).thenCompose(read -> {
            rows.addAll(read);
            int next = from + read.size();
            return next >= to || read.size() < asked
                    ? CompletableFuture.completedStage(rows)
                    : more(rows, next, to, deadline);
        });
    }

    private CompletionStage<List<JsonObject>> ask(int start, int count, Deadline deadline) {
        Duration left = deadline.left();
        if (left.isZero()) {
            return OriginApi.failed(OriginFault.Reason.TIMEOUT);
        }
        String target = kind.path() + "?start=" + start + "&count=" + count;
        int bytes = MIN_REPLY_BYTES + count * MAX_ROW_BYTES;
        return api.ask(origin, Question.get(target, bytes, reply -> rows(reply, count)), left);
    }

    private List<JsonObject> rows(JsonObject reply, int count) {
        List<JsonObject> rows = new ArrayList<>();
        for (JsonObject row : JsonRows.list(reply, kind.plural())) {
            if (rows.size() == count) {
                break; // SRS gives ten where fewer are asked for
            }
            kind.adopt(origin, row);
            rows.add(row);
        }
        return rows;
    }

    /**
     * When several questions must be over.
     *
     * @param nanos by {@link System#nanoTime}
     */
    private record Deadline(long nanos) {

        static Deadline in(Duration time) {
            return new Deadline(System.nanoTime() + time.toNanos());
        }

        /** The time left, in whole milliseconds; zero if it is over. */
        Duration left() {
            return Duration.ofMillis(Math.max(0, (nanos - System.nanoTime()) / 1_000_000));
        }
    }
}

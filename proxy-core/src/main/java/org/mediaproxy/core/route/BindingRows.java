package org.mediaproxy.core.route;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads stored bindings and holds for status calls; what another proxy wrote in another form is left out. */
final class BindingRows {

    private static final Logger LOG = LoggerFactory.getLogger(BindingRows.class);

    private static final int PAGE = 1000;

    private BindingRows() {}

    /** Reads all that there are, page by page. */
    static CompletionStage<List<StreamBinding>> all(SafeAffinityStore store, Collection<Slot> slots) {
        CompletionStage<Map<String, Row>> rows = CompletableFuture.completedFuture(new TreeMap<>());
        for (Slot slot : slots) {
            rows = rows.thenCompose(read -> collect(store, slot.holds(), "", new HashMap<>())
                    .thenCompose(holds -> collect(store, slot.bindings(), "", new HashMap<>())
                            .thenApply(bindings -> joined(read, bindings, holds))));
        }
        return rows.thenApply(read -> read.values().stream().map(Row::binding).toList());
    }

    /** A stream while it is put together. */
    private record Row(StreamUrl stream, List<OriginId> origins, Optional<Instant> since) {

        StreamBinding binding() {
            return new StreamBinding(stream, origins, since);
        }

        Row and(Row backup) {
            List<OriginId> both = new ArrayList<>(origins);
            both.addAll(backup.origins);
            return new Row(stream, both, since.or(backup::since));
        }
    }

    private static CompletionStage<Map<String, String>> collect(
            SafeAffinityStore store, String namespace, String cursor, Map<String, String> all) {
        CompletionStage<AffinityPage> page = store.list(namespace, cursor, PAGE);
        return StateAnswers.timed(page.thenApply(rows -> rows)).thenCompose(rows -> {
            all.putAll(rows.values());
            return rows.next().isEmpty()
                    ? CompletableFuture.completedFuture(all)
                    : collect(store, namespace, rows.next(), all);
        });
    }

    /** Joins the origins and the holds of streams, both by key, behind what is known of each. */
    private static Map<String, Row> joined(
            Map<String, Row> rows, Map<String, String> origins, Map<String, String> holds) {
        origins.forEach((key, origin) -> {
            try {
                Row row = new Row(StreamUrl.ofKey(key), List.of(new OriginId(origin)), since(holds.get(key)));
                rows.merge(key, row, Row::and);
            } catch (IllegalArgumentException e) {
                LOG.debug("left out of the list of bindings", e);
            }
        });
        return rows;
    }

    /** A hold whose time nobody can read is one all the same. */
    private static Optional<Instant> since(@Nullable String hold) {
        return Optional.ofNullable(hold)
                .map(text -> Instant.ofEpochMilli(Hold.parse(text).sinceMillis()));
    }
}

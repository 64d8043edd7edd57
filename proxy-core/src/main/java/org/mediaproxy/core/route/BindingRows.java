package org.mediaproxy.core.route;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.StreamBinding;
import org.mediaproxy.core.stream.StreamUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads stored bindings and holds for status calls; what another proxy wrote in another form is left out. */
final class BindingRows {

    private static final Logger LOG = LoggerFactory.getLogger(BindingRows.class);

    private BindingRows() {}

    /** Joins the origins and the holds of streams, both by key, in the order of the keys. */
    static List<StreamBinding> joined(Map<String, String> origins, Map<String, String> holds) {
        List<StreamBinding> rows = new ArrayList<>();
        origins.forEach((key, origin) -> {
            try {
                StreamUrl stream = StreamUrl.ofKey(key);
                rows.add(new StreamBinding(stream, List.of(new OriginId(origin)), since(holds.get(key))));
            } catch (IllegalArgumentException e) {
                LOG.debug("left out of the list of bindings", e);
            }
        });
        rows.sort(Comparator.comparing(row -> row.stream().toString()));
        return rows;
    }

    /** A hold ends in the time at which it was taken. */
    private static Optional<Instant> since(@Nullable String hold) {
        if (hold == null) {
            return Optional.empty();
        }
        String millis = hold.substring(hold.lastIndexOf(' ') + 1);
        try {
            return Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)));
        } catch (NumberFormatException e) {
            return Optional.of(Instant.EPOCH); // held, but nobody knows since when
        }
    }
}

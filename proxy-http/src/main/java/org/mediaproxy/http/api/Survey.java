package org.mediaproxy.http.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;

/**
 * What came of asking several origins the same at the same time.
 *
 * @param answers of those that answered, in the order of asking
 * @param missing the others, and why
 */
record Survey<T>(List<Answer<T>> answers, Map<OriginId, OriginFault.Reason> missing) {

    /**
     * What one origin answered.
     *
     * @param origin who
     * @param value what
     */
    record Answer<T>(Origin origin, T value) {}

    /** What came of one question: exactly one of the two. */
    private record Outcome<T>(
            @Nullable Answer<T> answer, @Nullable OriginFault fault) {}

    /**
     * Asks; completes when the last has answered or failed.
     *
     * @param question fails with an {@link OriginFault} where an origin gives no usable answer
     */
    static <T> CompletionStage<Survey<T>> of(List<Origin> origins, Function<Origin, CompletionStage<T>> question) {
        List<CompletableFuture<Outcome<T>>> asked = new ArrayList<>();
        for (Origin origin : origins) {
            asked.add(question.apply(origin)
                    .thenApply(value -> new Outcome<>(new Answer<>(origin, value), null))
                    .exceptionally(Survey::failed)
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> collected(origins, asked));
    }

    private static <T> Outcome<T> failed(Throwable error) {
        if (OriginApi.asFault(error) instanceof OriginFault fault) {
            return new Outcome<>(null, fault);
        }
        throw new CompletionException(OriginApi.asFault(error));
    }

    private static <T> Survey<T> collected(List<Origin> origins, List<CompletableFuture<Outcome<T>>> asked) {
        List<Answer<T>> answers = new ArrayList<>();
        Map<OriginId, OriginFault.Reason> missing = new LinkedHashMap<>();
        for (int i = 0; i < origins.size(); i++) {
            Outcome<T> outcome = Objects.requireNonNull(asked.get(i).getNow(null));
            if (outcome.answer() != null) {
                answers.add(outcome.answer());
            } else if (outcome.fault() != null) {
                missing.put(origins.get(i).id(), outcome.fault().reason());
            }
        }
        return new Survey<>(answers, missing);
    }
}

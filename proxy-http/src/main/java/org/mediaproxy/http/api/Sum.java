package org.mediaproxy.http.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds up figures of origins. Whole numbers stay whole; what is no number counts as nothing. */
final class Sum {

    private Sum() {}

    /** The sum of a field over objects; a fraction only if one of them is, or it would be too large. */
    static Number of(List<JsonObject> rows, String field) {
        long whole = 0;
        double fraction = 0;
        boolean exact = true;
        for (JsonObject row : rows) {
            Number figure = figure(row.get(field));
            fraction += figure.doubleValue();
            long next = whole + figure.longValue();
            boolean overflow = ((whole ^ next) & (figure.longValue() ^ next)) < 0;
            exact &= figure instanceof Long && !overflow;
            whole = next;
        }
        return exact ? (Number) whole : (Number) rounded(fraction);
    }

    /** The mean of a field, where each object counts as much as the weight says; as they are if there is no weight. */
    static double mean(List<JsonObject> rows, String field, String weight) {
        double sum = 0;
        double weights = 0;
        for (JsonObject row : rows) {
            double counts = weight.isEmpty() ? 1 : figure(row.get(weight)).doubleValue();
            sum += figure(row.get(field)).doubleValue() * counts;
            weights += counts;
        }
        return weights == 0 ? 0 : rounded(sum / weights);
    }

    /** The least of a field. */
    static Number least(List<JsonObject> rows, String field) {
        Number least = 0L;
        boolean first = true;
        for (JsonObject row : rows) {
            Number figure = figure(row.get(field));
            if (first || figure.doubleValue() < least.doubleValue()) {
                least = figure;
                first = false;
            }
        }
        return least;
    }

    /** A Long or a Double; 0 for what is no number, or none that can be added up. */
    static Number figure(@Nullable JsonElement value) {
        if (value == null || !value.isJsonPrimitive() || value.getAsString().length() > 32) {
            return 0L;
        }
        String text = value.getAsString();
        try {
            return text.matches("-?\\d{1,18}") ? (Number) Long.valueOf(text) : finite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return 0L;
        }
    }

    private static Number finite(double value) {
        return Double.isFinite(value) ? (Number) value : (Number) 0L;
    }

    /** Six digits behind the point say all there is to say, without the noise of adding fractions. */
    private static double rounded(double value) {
        return Math.abs(value) > 1e9 ? value : Math.round(value * 1e6) / 1e6;
    }
}

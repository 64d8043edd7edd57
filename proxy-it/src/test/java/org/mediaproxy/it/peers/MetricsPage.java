package org.mediaproxy.it.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One page of metrics in Prometheus's text format.
 *
 * @param rows in the order of the page
 */
public record MetricsPage(List<Row> rows) {

    private static final Pattern ROW = Pattern.compile("([a-z_0-9]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One row. */
    public record Row(String name, Map<String, String> labels, double value) {}

    /** Reads a page; a line that is no row and no comment is an error. */
    public static MetricsPage parse(String body) {
        List<Row> rows = new ArrayList<>();
        for (String line : body.lines().toList()) {
            if (line.startsWith("#") || line.isEmpty()) {
                continue;
            }
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                throw new IllegalArgumentException("no row: " + line);
            }
            Map<String, String> labels = new LinkedHashMap<>();
            Matcher label = LABEL.matcher(row.group(2) == null ? "" : row.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
            rows.add(new Row(row.group(1), labels, number(row.group(3))));
        }
        return new MetricsPage(rows);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** The rows of a metric. */
    public List<Row> named(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).toList();
    }

    /** The sum over the rows of a metric. */
    public double sum(String name) {
        return named(name).stream().mapToDouble(Row::value).sum();
    }
}

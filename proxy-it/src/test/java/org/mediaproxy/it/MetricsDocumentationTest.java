package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.core.metrics.Metric;

/** The code counts what modules say, and docs/metrics.md says the same: names, types and labels. */
class MetricsDocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern IN_CODE = Pattern.compile("\"(srs_proxy_[a-z0-9_]+)\"");
    private static final Pattern ROW = Pattern.compile("\\| `(srs_[a-z0-9_]+)` \\| (\\w+) \\| (.*?) \\| (.*) \\|");
    private static final Pattern LABEL_ROW = Pattern.compile("\\| `([a-z_]+)` \\| (.+) \\|");

    private static List<Metric> described() {
        return MediaProxy.discover().metrics();
    }

    @Test
    void noMetricIsDescribedTwice() {
        assertThat(described().stream().map(Metric::name)).doesNotHaveDuplicates();
    }

    @Test
    void whatTheCodeCountsIsWhatItsModulesDescribe() throws Exception {
        Set<String> inCode = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(MetricsDocumentationTest::isMain).toList()) {
                IN_CODE.matcher(Files.readString(file)).results().forEach(match -> inCode.add(match.group(1)));
            }
        }
        Set<String> ours = described().stream()
                .map(Metric::name)
                .filter(name -> name.startsWith("srs_proxy_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(inCode).isEqualTo(ours);
    }

    private static boolean isMain(Path file) {
        String path = ROOT.relativize(file).toString().replace('\\', '/');
        return path.matches("proxy-[a-z-]+/src/main/java/.*\\.java");
    }

    private static List<String> page() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/metrics.md"));
    }

    @Test
    void thePageHasEveryMetricWithItsTypeAndItsLabels() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        for (Metric metric : described()) {
            String labels =
                    metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
            expected.put(metric.name(), metric.type().label() + " | " + (labels.isEmpty() ? "none" : labels));
        }
        Map<String, String> documented = new TreeMap<>();
        for (String line : page()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String before = documented.put(row.group(1), row.group(2) + " | " + row.group(3));
                assertThat(before).as("a second row for " + row.group(1)).isNull();
                assertThat(row.group(4)).as(row.group(1)).isNotBlank();
            }
        }
        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void thePageHasTheValuesOfEveryLabelAndOfNoOthers() throws Exception {
        Set<String> labels = described().stream()
                .flatMap(metric -> metric.labels().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = new TreeSet<>();
        for (String line : page()) {
            Matcher row = LABEL_ROW.matcher(line);
            if (row.matches() && !row.group(1).startsWith("srs_")) {
                documented.addAll(Arrays.asList(row.group(1).split(", ")));
            }
        }
        assertThat(documented).isEqualTo(labels);
    }
}

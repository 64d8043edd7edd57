package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.core.SettingsGroup;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.testkit.RealProcess;

/** The documentation says what the code says, and its links lead somewhere. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Where the columns of {@code --help} begin. */
    private static final int[] COLUMNS = {0, 36, 50, 74};

    private static final Pattern DOCUMENTED = Pattern.compile("\\| `(PROXY_\\w+)` \\| (.*?) \\| (.*?) \\| (.*?) \\|");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    @TempDir
    Path folder;

    private record Row(String group, String defaultText, String accepts, String description) {}

    @Test
    void everySettingIsDocumentedAsItIs() throws Exception {
        Map<String, Row> expected = new TreeMap<>();
        for (SettingsGroup group : MediaProxy.discover().settingsGroups()) {
            for (Setting<?> setting : group.settings()) {
                expected.put(
                        setting.name(),
                        new Row(group.name(), setting.defaultText(), setting.accepts(), setting.description()));
            }
        }
        Map<String, Row> help = helped();
        assertThat(help.keySet()).containsAll(expected.keySet());
        help.forEach((name, row) -> {
            if (row.group().equals("daemon")) {
                expected.put(name, row);
            }
        });
        assertThat(help).as("--help").isEqualTo(expected);
        assertThat(documented()).as("docs/configuration.md").isEqualTo(expected);
    }

    /** The table that the launcher prints. */
    private Map<String, Row> helped() throws IOException {
        try (RealProcess help = Daemon.run(folder, Map.of(), List.of(), List.of(), "--help")) {
            assertThat(help.awaitExit(Duration.ofSeconds(20))).as(help.output()).isZero();
            Map<String, Row> rows = new TreeMap<>();
            String group = "";
            String name = "";
            for (String line : help.output().lines().toList()) {
                if (line.startsWith("[")) {
                    group = line.substring(1, line.length() - 1);
                    name = "";
                } else if (line.startsWith("PROXY_")) {
                    name = cell(line, 0);
                    String text = cell(line, 1).equals("-") ? "" : cell(line, 1);
                    rows.put(name, new Row(group, text, cell(line, 2), cell(line, 3)));
                } else if (!name.isEmpty() && line.startsWith(" ")) {
                    String accepts = cell(line, 2);
                    String description = cell(line, 3);
                    rows.computeIfPresent(
                            name,
                            (key, row) -> new Row(
                                    row.group(),
                                    row.defaultText(),
                                    (row.accepts() + " " + accepts).strip(),
                                    (row.description() + " " + description).strip()));
                } else {
                    name = "";
                }
            }
            return rows;
        }
    }

    private static String cell(String line, int column) {
        int from = Math.min(line.length(), COLUMNS[column]);
        int to = column + 1 < COLUMNS.length ? Math.min(line.length(), COLUMNS[column + 1]) : line.length();
        return line.substring(from, to).strip();
    }

    private static Map<String, Row> documented() throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        String group = "";
        for (String line : Files.readAllLines(ROOT.resolve("docs/configuration.md"))) {
            Matcher row = DOCUMENTED.matcher(line);
            if (line.startsWith("### ")) {
                group = line.substring(4);
            } else if (row.matches()) {
                String text = row.group(2).equals("–") ? "" : row.group(2).replace("`", "");
                Row before = rows.put(row.group(1), new Row(group, text, row.group(3), row.group(4)));
                assertThat(before).as("a second row for " + row.group(1)).isNull();
            }
        }
        return rows;
    }

    @Test
    void everyRelativeLinkLeadsToAFile() throws Exception {
        List<String> broken = new ArrayList<>();
        for (Path file : tracked()) {
            if (!file.toString().endsWith(".md")) {
                continue;
            }
            for (String link : found(LINK, 1, Files.readString(file))) {
                String path = link.split("#", -1)[0];
                boolean elsewhere = path.isEmpty() || path.contains("://") || path.startsWith("mailto:");
                if (!elsewhere && !Files.exists(file.resolveSibling(path))) {
                    broken.add(ROOT.relativize(file) + " -> " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** Which registry a build asks is the business of the machine it runs on. The names are put together here. */
    @Test
    void noFileNamesARegistry() throws Exception {
        List<String> registries = List.of(
                "repo1" + ".maven",
                "repo" + ".maven.apache",
                "registry" + ".npmjs",
                "deb" + ".debian",
                "security" + ".debian");
        List<String> naming = new ArrayList<>();
        for (Path file : tracked()) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            registries.stream()
                    .filter(text::contains)
                    .forEach(registry -> naming.add(ROOT.relativize(file) + ": " + registry));
        }
        assertThat(naming).isEmpty();
    }

    /** Folders that a build makes. */
    private static final Set<String> MADE = Set.of("target", "node_modules");

    private static Set<String> found(Pattern pattern, int group, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The files of the project: what git knows in a clone, and in a copy without git all but what a build makes. */
    private static List<Path> tracked() throws Exception {
        if (!Files.exists(ROOT.resolve(".git"))) {
            try (var all = Files.walk(ROOT)) {
                return all.filter(Files::isRegularFile)
                        .filter(file -> StreamSupport.stream(
                                        ROOT.relativize(file).spliterator(), false)
                                .noneMatch(part -> MADE.contains(part.toString())))
                        .toList();
            }
        }
        Process git = new ProcessBuilder("git", "-c", "safe.directory=*", "ls-files", "-z")
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as("git ls-files").isZero();
        return names.lines()
                .flatMap(all -> List.of(all.split("\0")).stream())
                .filter(name -> !name.isEmpty())
                .map(ROOT::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }
}

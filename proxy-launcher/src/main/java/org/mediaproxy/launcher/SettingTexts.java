package org.mediaproxy.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The text of each setting and where it came from. The process environment wins over {@code .env}. One thread. */
final class SettingTexts {

    /** Where a text comes from that was not given. */
    static final String DEFAULT = "default";

    private record Text(String value, String source) {}

    private final Map<String, Text> texts = new TreeMap<>();
    private final List<String> problems;

    private SettingTexts(List<String> problems) {
        this.problems = problems;
    }

    /** Takes what starts with {@code PROXY_} from the file {@code .env} in the folder, then from the environment. */
    static SettingTexts read(Map<String, String> environment, Path folder) {
        DotEnv file = DotEnv.read(folder.resolve(".env"));
        SettingTexts texts = new SettingTexts(file.problems());
        file.values().forEach((name, value) -> texts.put(name, value, ".env"));
        environment.forEach((name, value) -> texts.put(name, value, "environment"));
        return texts;
    }

    /** Sets one more, over whatever it was. */
    void put(String name, String value, String source) {
        if (name.startsWith("PROXY_")) {
            texts.put(name, new Text(value, source));
        }
    }

    /** What is wrong with the file. */
    List<String> problems() {
        return problems;
    }

    /** All names that were given. */
    Set<String> names() {
        return texts.keySet();
    }

    /** Every text by name. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        texts.forEach((name, text) -> values.put(name, text.value()));
        return values;
    }

    /** In a word, where a setting's value comes from; a value of blanks counts as not given. */
    String source(String name) {
        Text text = texts.get(name);
        return text == null || text.value().isBlank() ? DEFAULT : text.source();
    }
}

package org.mediaproxy.launcher;

import java.util.ArrayList;
import java.util.List;
import org.mediaproxy.core.SettingsGroup;
import org.mediaproxy.core.config.Setting;

/** The table of all settings in {@code --help}: one row a setting, cells wrapped side by side. */
final class SettingsTable {

    /** Characters in a line. */
    static final int WIDTH = 120;

    private static final int[] COLUMNS = {36, 14, 24, 46};

    private SettingsTable() {}

    /** The rows of each group, under its name. */
    static String of(List<SettingsGroup> groups) {
        StringBuilder out = new StringBuilder();
        row(out, "variable", "default", "accepts", "meaning");
        for (SettingsGroup group : groups) {
            if (!group.settings().isEmpty()) {
                out.append("\n[").append(group.name()).append("]\n");
                group.settings().forEach(setting -> row(out, setting));
            }
        }
        return out.toString();
    }

    private static void row(StringBuilder out, Setting<?> setting) {
        String defaultText = setting.defaultText().isEmpty() ? "-" : setting.defaultText();
        row(out, setting.name(), defaultText, setting.accepts(), setting.description());
    }

    private static void row(StringBuilder out, String... cells) {
        List<List<String>> wrapped = new ArrayList<>();
        int height = 0;
        for (int i = 0; i < cells.length; i++) {
            List<String> lines = wrap(cells[i], COLUMNS[i] - 2);
            wrapped.add(lines);
            height = Math.max(height, lines.size());
        }
        for (int y = 0; y < height; y++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.length; i++) {
                List<String> lines = wrapped.get(i);
                String text = y < lines.size() ? lines.get(y) : "";
                line.append(text).append(" ".repeat(Math.max(2, COLUMNS[i] - text.length())));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** Breaks at blanks only; a longer word stands out. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

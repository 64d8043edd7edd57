package org.mediaproxy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code .env} file says. Problems name the line and never show it, since it may hold a secret.
 *
 * @param values by name, in the order of the file; of two equal names the later wins
 * @param problems one sentence for each line that is not understood
 */
record DotEnv(Map<String, String> values, List<String> problems) {

    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)", Pattern.DOTALL);

    /** Reads the file; one that does not exist says nothing. */
    static DotEnv read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            return new DotEnv(Map.of(), List.of());
        } catch (IOException e) {
            return new DotEnv(Map.of(), List.of(file.getFileName() + " cannot be read: " + e));
        }
    }

    /** Parses the text of a file. */
    static DotEnv parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            try {
                Matcher assignment = ASSIGNMENT.matcher(content);
                if (!assignment.matches()) {
                    throw new IllegalArgumentException("not NAME=value");
                }
                values.put(assignment.group(1), value(assignment.group(2)));
            } catch (IllegalArgumentException e) {
                problems.add(".env line " + number + ": " + e.getMessage());
            }
        }
        return new DotEnv(values, problems);
    }

    private static String value(String text) {
        if (text.startsWith("'")) {
            int close = text.indexOf('\'', 1);
            checkTail(text, close);
            return text.substring(1, close);
        }
        if (text.startsWith("\"")) {
            return doubleQuoted(text);
        }
        if (text.startsWith("#")) {
            return "";
        }
        return text.split("\\s#", 2)[0].strip();
    }

    private static String doubleQuoted(String text) {
        StringBuilder value = new StringBuilder();
        int at = 1;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                c = unescaped(text.charAt(at));
            }
            value.append(c);
            at++;
        }
        checkTail(text, at < text.length() ? at : -1);
        return value.toString();
    }

    private static char unescaped(char escape) {
        return switch (escape) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case '"', '\\', '$' -> escape;
            default -> throw new IllegalArgumentException("unknown escape \\" + escape + " in double quotes");
        };
    }

    /** After the closing quote there may only be blanks and a comment. */
    private static void checkTail(String text, int close) {
        if (close < 0) {
            throw new IllegalArgumentException("the closing quote is missing");
        }
        String tail = text.substring(close + 1);
        if (!tail.isBlank() && !tail.stripLeading().startsWith("#")) {
            throw new IllegalArgumentException("text after the closing quote");
        }
    }
}

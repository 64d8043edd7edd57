package org.mediaproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class DotEnvTest {

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("A=1", "1"),
                Arguments.of("  A = 1  ", "1"),
                Arguments.of("A=", ""),
                Arguments.of("export A=1", "1"),
                Arguments.of("export\tA=1", "1"),
                Arguments.of("A=1\r", "1"),
                Arguments.of("A=two words", "two words"),
                Arguments.of("A=1 # why", "1"),
                Arguments.of("A=1\t# why", "1"),
                Arguments.of("A=a#b", "a#b"),
                Arguments.of("A=#b", ""),
                Arguments.of("A= # b", ""),
                Arguments.of("A=b=c", "b=c"),
                Arguments.of("A=it's", "it's"),
                Arguments.of("A=$HOME\\n", "$HOME\\n"),
                Arguments.of("A=''", ""),
                Arguments.of("A=' raw \\n $x \" # '", " raw \\n $x \" # "),
                Arguments.of("A='1' # why", "1"),
                Arguments.of("A='1'   ", "1"),
                Arguments.of("A=\"\"", ""),
                Arguments.of("A=\" a # b \"", " a # b "),
                Arguments.of("A=\"a\\nb\\tc\\\\d\\\"e\\$f\"", "a\nb\tc\\d\"e$f"),
                Arguments.of("A=\"it's\"#why", "it's"),
                Arguments.of("A=1\nA=2", "2"),
                Arguments.of("# A=0\n\n   # A=0\nA=1", "1"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void readsTheValue(String text, String value) {
        DotEnv env = DotEnv.parse(text);

        assertThat(env.problems()).isEmpty();
        assertThat(env.values()).containsEntry("A", value).hasSize(1);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("secret", "not NAME=value"),
                Arguments.of("=secret", "not NAME=value"),
                Arguments.of("1A=secret", "not NAME=value"),
                Arguments.of("A-B=secret", "not NAME=value"),
                Arguments.of("exports A=secret", "not NAME=value"),
                Arguments.of("A='secret", "the closing quote is missing"),
                Arguments.of("A=\"secret", "the closing quote is missing"),
                Arguments.of("A=\"secret\\", "the closing quote is missing"),
                Arguments.of("A=\"secret\\\"", "the closing quote is missing"),
                Arguments.of("A='secret' secret", "text after the closing quote"),
                Arguments.of("A=\"secret\"secret", "text after the closing quote"),
                Arguments.of("A=\"\\x secret\"", "unknown escape \\x in double quotes"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void namesTheLineOfAProblemWithoutShowingIt(String line, String problem) {
        DotEnv env = DotEnv.parse("B=1\n\n" + line + "\nC=2\n");

        assertThat(env.problems()).containsExactly(".env line 3: " + problem);
        assertThat(env.values()).containsOnlyKeys("B", "C");
    }

    @Test
    void aFileThatDoesNotExistSaysNothing(@TempDir Path folder) {
        assertThat(DotEnv.read(folder.resolve(".env")).problems()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsAProblem(@TempDir Path folder) throws IOException {
        assertThat(DotEnv.read(folder).problems()).hasSize(1);

        Path latin = folder.resolve(".env");
        Files.write(latin, "A=é".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(DotEnv.read(latin).problems()).hasSize(1).first().asString().contains(".env cannot be read");
    }
}

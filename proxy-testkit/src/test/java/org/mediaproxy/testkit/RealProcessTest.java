package org.mediaproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RealProcessTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static RealProcess.Preparation shell(String script) {
        return RealProcess.of("/bin/sh", "-c", script);
    }

    @Test
    void runsInItsFolderAndEnvironmentAndKeepsTheOutput(@TempDir Path folder) {
        try (RealProcess process = shell("pwd; echo $WORD; echo error >&2; exit 3")
                .in(folder)
                .env("WORD", "a word")
                .start()) {
            assertThat(process.awaitExit(SOON)).isEqualTo(3);
            assertThat(process.output().lines()).containsExactly(folder.toString(), "a word", "error");
            assertThat(process.outputFile())
                    .exists()
                    .hasParentRaw(Path.of("target/processes").toAbsolutePath());
        }
    }

    @Test
    void waitsForALine() {
        try (RealProcess process = shell("echo starting; sleep 0.2; echo ready on port 7; sleep 60")
                .start()) {
            assertThat(process.awaitLine("port \\d+", SOON)).isEqualTo("ready on port 7");
            assertThat(process.isAlive()).isTrue();
        }
    }

    @Test
    void aProgramThatEndsWithoutTheLineFailsAtOnce() {
        try (RealProcess process = shell("echo no luck; exit 1").start()) {
            assertThatThrownBy(() -> process.awaitLine("ready", Duration.ofMinutes(5)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ended with 1")
                    .hasMessageContaining("no luck");
        }
    }

    @Test
    void waitsForAPort() throws Exception {
        try (ServerSocket server = new ServerSocket(0);
                RealProcess process = shell("sleep 60").start()) {
            process.awaitPort(server.getLocalPort(), SOON);

            int nobodys = FreePort.tcp();
            assertThatThrownBy(() -> process.awaitPort(nobodys, Duration.ofMillis(100)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("did not listen on port " + nobodys);
        }
    }

    @Test
    void isAskedToEnd() {
        try (RealProcess process = shell("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done")
                .start()) {
            process.awaitLine("up", SOON);

            assertThat(process.terminate(SOON)).isZero();
            assertThat(process.output()).contains("bye");
        }
    }

    @Test
    void isForcedToEndWithWhatItStarted() {
        try (RealProcess process = shell("trap '' TERM; sleep 300 & echo child $!; while :; do sleep 0.05; done")
                .start()) {
            String line = process.awaitLine("child", SOON);
            ProcessHandle child = ProcessHandle.of(Long.parseLong(line.substring("child ".length())))
                    .orElseThrow();

            assertThat(process.terminate(Duration.ofMillis(100))).isEqualTo(137);
            child.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void aProgramThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> RealProcess.of("/no/such/program").start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("program");
    }
}

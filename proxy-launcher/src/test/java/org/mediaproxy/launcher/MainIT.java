package org.mediaproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The distribution in a process of its own, as users run it. */
@Timeout(60)
final class MainIT {

    private static final File DISTRIBUTION = new File("target/mediaproxy");
    private static final Pattern RTMP = Pattern.compile("listening: rtmp on .*:(\\d+)$");

    @TempDir
    private Path folder;

    private Process process;
    private BufferedReader output;
    private int rtmpPort;

    @BeforeEach
    void start() throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        File jar = new File(DISTRIBUTION, "mediaproxy.jar").getAbsoluteFile();
        ProcessBuilder builder = new ProcessBuilder(java, "-jar", jar.getPath())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        for (String name : List.of(
                "PROXY_RTMP_SERVER",
                "PROXY_RTSP_SERVER",
                "PROXY_SRT_SERVER",
                "PROXY_WEBRTC_SERVER",
                "PROXY_HTTP_SERVER",
                "PROXY_HTTP_API",
                "PROXY_SYSTEM_API")) {
            builder.environment().put(name, "127.0.0.1:0");
        }
        process = builder.start();
        output = process.inputReader();
        rtmpPort = Integer.parseInt(awaitLine(RTMP).group(1));
    }

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    @Test
    void buffersAreNotWatchedForLeaks() throws Exception {
        VirtualMachine daemon = VirtualMachine.attach(Long.toString(process.pid()));
        try {
            assertThat(daemon.getSystemProperties()).containsEntry(LeakDetection.LEVEL, "disabled");
        } finally {
            daemon.detach();
        }
    }

    @Test
    void sigtermStopsInOrderWithExitCodeZero() throws Exception {
        terminate();

        assertThat(process.waitFor()).isEqualTo(ExitCode.OK);
        assertThat(output.lines()).anyMatch(line -> line.contains("stopping"));
    }

    @Test
    void aSecondSignalEndsAStopThatWaitsForASession() throws Exception {
        try (Socket session = new Socket(InetAddress.getLoopbackAddress(), rtmpPort)) {
            awaitLine(Pattern.compile("\\[rtmp \\w+] open"));
            terminate();
            awaitLine(Pattern.compile("draining: 1 sessions"));
            assertThat(session.isConnected()).isTrue();
            terminate();

            assertThat(process.waitFor()).isEqualTo(ExitCode.FAILURE);
        }
    }

    @Test
    void theDistributionHasEveryModuleAndNoLibraryOfTests() {
        assertThat(new File(DISTRIBUTION, "lib").list())
                .anyMatch(name -> name.startsWith("proxy-core-"))
                .anyMatch(name -> name.startsWith("proxy-testkit-"))
                .noneMatch(name -> name.matches("(junit|assertj|awaitility|mockito|opentest4j|archunit).*"));
    }

    /** SIGTERM; unlike {@link Process#destroy} it leaves the output open. */
    private void terminate() {
        process.toHandle().destroy();
    }

    private Matcher awaitLine(Pattern pattern) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("the process ended without " + pattern + ", after:\n" + seen);
    }
}

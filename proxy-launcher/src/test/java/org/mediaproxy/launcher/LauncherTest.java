package org.mediaproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.core.SettingsGroup;
import org.mediaproxy.core.config.Setting;

@Timeout(30)
final class LauncherTest {

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopRequests requests = new StopRequests();

    @TempDir
    private Path folder;

    @BeforeEach
    void listenNowhereInParticular() {
        for (Setting<?> setting : settings()) {
            if (setting.accepts().startsWith("port, host:port")
                    && !setting.defaultText().isEmpty()) {
                environment.put(setting.name(), "127.0.0.1:0");
            }
        }
    }

    @Test
    void helpListsEverySettingWithItsGroupDefaultAndWords() throws InterruptedException {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);

        String unwrapped = text(out).replaceAll("\\s+", " ");
        assertThat(settings()).hasSizeGreaterThan(8).allSatisfy(setting -> {
            assertThat(text(out)).containsPattern("(?m)^" + setting.name() + "\\b");
            assertThat(unwrapped).contains(firstWords(setting.description()));
            assertThat(unwrapped).contains(setting.defaultText());
        });
        assertThat(text(out))
                .contains("Exit codes:", "[daemon]", "PROXY_GRACE_QUIT_TIMEOUT", "--check-config", "demo", "check");
        assertThat(text(out).lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @Test
    void versionNamesJavaAndNetty() throws InterruptedException {
        assertThat(run("--version")).isEqualTo(ExitCode.OK);

        assertThat(text(out)).containsPattern("mediaproxy \\S+\njava \\d.*\nnetty 4\\.\\d");
    }

    @Test
    void checkConfigPrintsWhatIsInForceAndWhereItComesFrom() throws Exception {
        Files.writeString(folder.resolve(".env"), "PROXY_LOG_LEVEL=warn\nexport PROXY_GRACE_QUIT_TIMEOUT='1m'\n");
        environment.put("PROXY_GRACE_QUIT_TIMEOUT", "5s");

        assertThat(run("--check-config")).isEqualTo(ExitCode.OK);

        assertThat(text(out))
                .startsWith("configuration ok\n")
                .contains(
                        "PROXY_LOG_LEVEL=warn # .env",
                        "PROXY_GRACE_QUIT_TIMEOUT=5s # environment",
                        "PROXY_FORCE_QUIT_TIMEOUT=30s # default");
    }

    @Test
    void checkConfigPrintsAFileThatMeansTheSame() throws Exception {
        assertThat(run("--check-config")).isEqualTo(ExitCode.OK);

        DotEnv printed = DotEnv.parse(text(out).replace("configuration ok", ""));
        assertThat(printed.problems()).isEmpty();
        assertThat(printed.values()).containsAllEntriesOf(environment);
    }

    @Test
    void everyProblemOfFileAndSettingsIsReportedAtOnce() throws Exception {
        Files.writeString(folder.resolve(".env"), "PROXY_LOG_LEVEL=loud\nnonsense\n");
        environment.put("PROXY_RTMP_SERVER", "here");

        assertThat(run("--check-config")).isEqualTo(ExitCode.CONFIGURATION);

        assertThat(text(out)).isEmpty();
        assertThat(text(err))
                .contains("PROXY_LOG_LEVEL='loud'", "error, warn, info", ".env line 2", "PROXY_RTMP_SERVER='here'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "nonsense", "demo --nonsense", "--help=x"})
    void anUnknownArgumentIsAUsageError(String line) throws InterruptedException {
        assertThat(run(line.split(" "))).isEqualTo(ExitCode.CONFIGURATION);

        assertThat(text(err)).startsWith("mediaproxy: ").contains("--help");
    }

    @Test
    void theDaemonRunsUntilItIsAskedToStop() throws InterruptedException {
        requests.request();

        assertThat(run()).isEqualTo(ExitCode.OK);
        assertThat(text(err)).isEmpty();
    }

    @Test
    void theDemoSaysWhatToTypeNext() throws InterruptedException {
        requests.request();

        assertThat(run("demo")).isEqualTo(ExitCode.OK);
        assertThat(text(out)).containsPattern("ffmpeg .* rtmp://127\\.0\\.0\\.1:[1-9]\\d*/live/demo");
        assertThat(text(out)).containsPattern("ffplay http://127\\.0\\.0\\.1:[1-9]\\d*/live/demo\\.flv");
        assertThat(text(out)).containsPattern("curl http://127\\.0\\.0\\.1:[1-9]\\d*/api/v1/streams");
    }

    @Test
    void anAddressInUseIsAFailureThatNamesIt() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("PROXY_RTMP_SERVER", "127.0.0.1:" + taken.getLocalPort());

            assertThat(run()).isEqualTo(ExitCode.FAILURE);
            assertThat(text(err)).contains("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aCheckNeedsAPortThatStaysTheSame() throws InterruptedException {
        assertThat(run("check")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(text(err)).contains("PROXY_SYSTEM_API has no fixed port");
    }

    @Test
    void aCheckWhereNobodyListensIsAFailureThatSaysWhereItAsked() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        environment.put("PROXY_SYSTEM_API", Integer.toString(port));

        assertThat(run("check")).isEqualTo(ExitCode.FAILURE);
        assertThat(text(out)).startsWith("no answer from http://127.0.0.1:" + port + "/readyz");
    }

    @Test
    void aNameThatNoSettingHasIsFound() throws IOException {
        Files.writeString(folder.resolve(".env"), "PROXY_RTMP_SEVER=1\nOTHER=1\n");

        SettingTexts texts = SettingTexts.read(new TreeMap<>(environment), folder);
        assertThat(Configuration.of(texts, MediaProxy.discover()).unknown()).containsExactly("PROXY_RTMP_SEVER");
    }

    private int run(String... args) throws InterruptedException {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Launcher(environment, folder, outStream, errStream, MediaProxy::discover, requests).run(args);
    }

    private static List<Setting<?>> settings() {
        return Configuration.groups(MediaProxy.discover()).stream()
                .map(SettingsGroup::settings)
                .<Setting<?>>flatMap(List::stream)
                .toList();
    }

    private static String firstWords(String description) {
        return description.substring(0, Math.min(20, description.length()));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}

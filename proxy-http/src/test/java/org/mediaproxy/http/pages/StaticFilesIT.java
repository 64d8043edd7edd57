package org.mediaproxy.http.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.server.HttpPorts;
import org.mediaproxy.core.testing.RawConnection;
import org.mediaproxy.core.testing.TestProxy;

/** The user's folder, over loopback. */
@SuppressWarnings("NullAway.Init") // fields are set before each test
final class StaticFilesIT {

    private static final int MIB = 1024 * 1024;
    private static final String SECRET = "nobody may read this";

    @TempDir
    Path top;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path folder;
    private TestProxy proxy;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createDirectories(top.resolve("www"));
        write("index.html", "<p>index");
        write("app.js", "let a = 1;");
        write("docs/index.html", "<p>docs");
        write("docs/a b.txt", "blank");
        write("docs/ä.txt", "umlaut");
        write("empty/readme", "no index here");
        write("vod/clip.m3u8", "#EXTM3U\n");
        write(".env", SECRET);
        write(".git/config", SECRET);
        write(".well-known/security.txt", "contact");
        Files.writeString(top.resolve("secret.txt"), SECRET);
        Files.createDirectories(top.resolve("www2"));
        Files.writeString(top.resolve("www2/secret.txt"), SECRET);
        Files.createSymbolicLink(folder.resolve("out.txt"), top.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("outside"), top.resolve("www2"));
        Files.createSymbolicLink(folder.resolve("inside.txt"), Path.of("docs/a b.txt"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Files.createDirectories(folder.resolve("linked"));
        Files.createSymbolicLink(folder.resolve("linked/index.html"), top.resolve("secret.txt"));
        proxy = new TestProxy(new FilesProtocol(), Map.of("PROXY_STATIC_FILES", folder.toString()));
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private HttpResponse<byte[]> get(String target, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(proxy.url(HttpPort.STREAM, target)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> reply, String name) {
        return reply.headers().firstValue(name).orElse("");
    }

    private RawConnection raw(String target) throws IOException {
        return RawConnection.to(proxy.address(HttpPort.STREAM)).send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/, <p>index, text/html; charset=utf-8",
        "/index.html?a=b, <p>index, text/html; charset=utf-8",
        "/app.js, let a = 1;, text/javascript; charset=utf-8",
        "/docs/, <p>docs, text/html; charset=utf-8",
        "//docs//a%20b.txt, blank, text/plain; charset=utf-8",
        "/docs/%C3%A4.txt, umlaut, text/plain; charset=utf-8",
        "/inside.txt, blank, text/plain; charset=utf-8",
        "/vod/clip.m3u8, #EXTM3U, application/vnd.apple.mpegurl",
        "/.well-known/security.txt, contact, text/plain; charset=utf-8",
    })
    void aFileIsServedWithItsType(String target, String body, String type) throws Exception {
        HttpResponse<byte[]> reply = get(target);
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(text(reply).strip()).isEqualTo(body);
        assertThat(header(reply, "Content-Type")).isEqualTo(type);
        assertThat(header(reply, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(reply, "ETag")).matches("\"[0-9a-f]+-[0-9a-f]+\"");
        assertThat(header(reply, "Last-Modified")).endsWith(" GMT");
    }

    @ParameterizedTest
    @CsvSource({"/docs, /docs/", "/docs?a=b&c, /docs/?a=b&c", "//docs, /docs/"})
    void aFolderWithoutItsSlashIsMovedThere(String target, String location) throws Exception {
        HttpResponse<byte[]> reply = get(target);
        assertThat(reply.statusCode()).isEqualTo(301);
        assertThat(header(reply, "Location")).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none.html",
                "/empty/",
                "/index.html/",
                "/index.html/x",
                "/loop",
                "/out.txt",
                "/outside/secret.txt",
                "/linked/",
                "/.env",
                "/.git/config",
                "/%252e%252e/secret.txt"
            })
    void whatIsNotThereOrNotInTheFolderIsNotFound(String target) throws Exception {
        HttpResponse<byte[]> reply = get(target);
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(text(reply)).startsWith("{\"code\":404,").doesNotContain(SECRET, top.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/docs/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/%2e%2e%2fsecret.txt",
                "/..%5csecret.txt",
                "/..\\secret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/index.html%00.txt",
                "/..;/secret.txt/../x",
                "/%2fetc%2fpasswd"
            })
    void aPathThatLeadsOutIsRefused(String target) throws Exception {
        try (RawConnection raw = raw(target)) {
            String head = raw.readHead();
            assertThat(head).startsWith("HTTP/1.1 400 ");
        }
        assertThat(proxy.counters().sum(HttpPorts.BAD_REQUESTS)).isEqualTo(1);
    }

    @Test
    void anAbsolutePathIsBelowTheFolder() throws Exception {
        assertThat(get("//" + top.resolve("secret.txt")).statusCode()).isEqualTo(404);
        assertThat(get("//etc/passwd").statusCode()).isEqualTo(404);
    }

    @Test
    void aPipeIsNotOpened() throws Exception {
        Path pipe = folder.resolve("pipe.txt");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(get("/pipe.txt").statusCode()).isEqualTo(404);
    }

    @Test
    void theBuiltInPagesStayUntilTheFolderHasItsOwn() throws Exception {
        assertThat(text(get("/players/"))).contains("mediaproxy");
        write("players/index.html", "own players");
        assertThat(text(get("/players/"))).isEqualTo("own players");
        assertThat(get("/players/hls.html").statusCode()).isEqualTo(404);
    }

    @Test
    void aFileIsSentAgainOnlyWhenItHasChanged() throws Exception {
        HttpResponse<byte[]> first = get("/app.js");
        String tag = header(first, "ETag");
        HttpResponse<byte[]> same = get("/app.js", "If-None-Match", tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(header(same, "ETag")).isEqualTo(tag);
        assertThat(get("/app.js", "If-Modified-Since", header(first, "Last-Modified"))
                        .statusCode())
                .isEqualTo(304);
        write("app.js", "let a = 2;");
        HttpResponse<byte[]> changed = get("/app.js", "If-None-Match", tag);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(text(changed)).isEqualTo("let a = 2;");
        assertThat(header(changed, "ETag")).isNotEqualTo(tag);
    }

    @Test
    void partsOfALargeFileAreItsBytes() throws Exception {
        byte[] bytes = random("large.bin", 3 * MIB + 17);
        for (String range : List.of("0-0", "70000-1999999", "3145728-", "-17")) {
            HttpResponse<byte[]> reply = get("/large.bin", "Range", "bytes=" + range);
            ByteRange wanted = ByteRange.parse("bytes=" + range, bytes.length).orElseThrow();
            assertThat(reply.statusCode()).isEqualTo(206);
            assertThat(header(reply, "Content-Range")).isEqualTo(wanted.contentRange(bytes.length));
            int from = (int) wanted.first();
            assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(bytes, from, from + (int) wanted.length()));
        }
        HttpResponse<byte[]> beyond = get("/large.bin", "Range", "bytes=" + bytes.length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */" + bytes.length);
        assertThat(get("/large.bin", "Range", "bytes=0-9", "If-Range", "\"other\"")
                        .body())
                .isEqualTo(bytes);
    }

    @Test
    void manyClientsGetALargeFileAtOnce() throws Exception {
        byte[] bytes = random("large.bin", 8 * MIB + 1);
        List<CompletableFuture<HttpResponse<byte[]>>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(client.sendAsync(
                    HttpRequest.newBuilder(URI.create(proxy.url(HttpPort.STREAM, "/large.bin")))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray()));
        }
        for (CompletableFuture<HttpResponse<byte[]>> one : all) {
            assertThat(one.get().body()).isEqualTo(bytes);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> opened("large.bin") == 0);
    }

    @Test
    void repliesFollowEachOtherOnOneConnection() throws Exception {
        byte[] bytes = random("large.bin", MIB);
        String one = " HTTP/1.1\r\nHost: x\r\n\r\n";
        try (RawConnection raw = RawConnection.to(proxy.address(HttpPort.STREAM))) {
            raw.send("GET /large.bin" + one + "HEAD /large.bin" + one + "GET /app.js" + one);
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(raw.read(bytes.length)).isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1));
            assertThat(raw.readHead()).containsIgnoringCase("Content-Length: " + MIB);
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(raw.read(10)).isEqualTo("let a = 1;");
        }
    }

    @Test
    void aSlowClientCostsLittleAndItsFileIsClosedWhenItLeaves() throws Exception {
        sparse("huge.bin", 512L * MIB);
        long before = PlatformDependent.usedDirectMemory();
        List<RawConnection> slow = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawConnection raw = raw("/huge.bin");
            assertThat(raw.readHead()).containsIgnoringCase("Content-Length: " + 512L * MIB);
            slow.add(raw);
        }
        await().pollDelay(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5)).until(() -> opened("huge.bin") == 8);
        assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(16L * MIB);
        for (RawConnection raw : slow) {
            raw.close();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> opened("huge.bin") == 0);
    }

    @Test
    void aFileThatIsCutBreaksTheReplyOff() throws Exception {
        sparse("huge.bin", 64L * MIB);
        try (RawConnection raw = raw("/huge.bin")) {
            raw.readHead();
            sparse("huge.bin", MIB);
            assertThat(raw.readAll().length()).isBetween(MIB / 2, 63 * MIB);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> opened("huge.bin") == 0);
    }

    @Test
    void aFolderThatIsALinkMayBeMovedToANewVersion() throws Exception {
        Path current = top.resolve("current");
        Files.createSymbolicLink(current, folder);
        try (TestProxy linked = new TestProxy(new FilesProtocol(), Map.of("PROXY_STATIC_FILES", current.toString()))) {
            URI url = URI.create(linked.url(HttpPort.STREAM, "/secret.txt"));
            HttpRequest request = HttpRequest.newBuilder(url).build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
            Files.delete(current);
            Files.createSymbolicLink(current, top.resolve("www2"));
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo(SECRET);
        }
    }

    private byte[] random(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        Files.write(folder.resolve(name), bytes);
        return bytes;
    }

    private void sparse(String name, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }

    /** How many times this process has the file open. */
    private long opened(String name) throws IOException {
        String path = folder.toRealPath().resolve(name).toString();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).toString().equals(path);
                        } catch (IOException e) {
                            return false; // closed meanwhile
                        }
                    })
                    .count();
        }
    }
}

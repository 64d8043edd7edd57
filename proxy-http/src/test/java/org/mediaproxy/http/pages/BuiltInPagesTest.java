package org.mediaproxy.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuiltInPagesTest {

    private static Path folder() throws URISyntaxException {
        URI index = Objects.requireNonNull(BuiltInPages.class.getResource("players/index.html"))
                .toURI();
        return Objects.requireNonNull(Path.of(index).getParent());
    }

    @Test
    void theNamesAreThoseOfTheFiles() throws Exception {
        Path folder = folder();
        try (Stream<Path> files = Files.walk(folder)) {
            Set<String> there = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toSet());
            assertThat(BuiltInPages.NAMES).isEqualTo(there);
        }
    }

    @Test
    void everyFileHasAKnownType() {
        assertThat(BuiltInPages.NAMES).noneMatch(name -> ContentType.of(name).equals(ContentType.UNKNOWN));
    }

    /** The policy of the pages would stop it, and the player with it. */
    @Test
    void noPageHasAScriptOrAStyleInItOrNamesAnotherServer() throws Exception {
        for (String name : BuiltInPages.NAMES) {
            if (name.startsWith("lib/")) {
                continue;
            }
            String text = Files.readString(folder().resolve(name));
            assertThat(text)
                    .as(name)
                    .doesNotContainPattern("<script(?![^>]* src=)")
                    .doesNotContain("<style", " style=", "javascript:", "innerHTML", "eval(", "document.write")
                    .doesNotContainPattern(" on[a-z]+=")
                    .doesNotContainPattern("(src|href)=\"(https?:)?//");
        }
    }

    @Test
    void everyFileThatAPageNamesIsThere() throws Exception {
        for (String name : BuiltInPages.NAMES) {
            if (!name.endsWith(".html")) {
                continue;
            }
            List<String> named = java.util.regex.Pattern.compile("(?:src|href)=\"([^\"#]+)\"")
                    .matcher(Files.readString(folder().resolve(name)))
                    .results()
                    .map(match -> match.group(1))
                    .filter(link -> !link.equals("./"))
                    .toList();
            assertThat(named).as(name).isNotEmpty();
            assertThat(BuiltInPages.NAMES).as(name).containsAll(named);
        }
    }

    @Test
    void theLibrariesComeWithTheirLicences() throws IOException, URISyntaxException {
        for (String library : List.of("hls", "mpegts", "shaka-player")) {
            Path lib = folder().resolve("lib");
            assertThat(Files.size(lib.resolve(library + ".js"))).isGreaterThan(100_000);
            assertThat(Files.readString(lib.resolve(library + ".LICENSE.txt"))).contains("Apache License");
            assertThat(Files.readString(lib.resolve(library + ".js"))).doesNotContain("sourceMappingURL");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "srs_player.html, ?app=live&stream=livestream.flv, flv.html",
        "srs_player.html, ?stream=a.ts, flv.html",
        "srs_player.html, ?stream=a.m3u8&app=x, hls.html",
        "srs_player.html, ?stream=a.mpd, dash.html",
        "srs_player.html, '', flv.html",
        "rtc_player.html, ?stream=a, whep.html",
        "rtc_publisher.html, ?stream=a, whip.html",
        "index.html, '', ",
        "whep.html, '', ",
    })
    void srsNamesLeadToThePageThatDoesTheirWork(String name, String query, String page) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/players/" + name + query);
        assertThat(BuiltInPages.forSrs(name, request).orElse(null)).isEqualTo(page);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br | true",
                "GZIP | true",
                "br;q=1, gzip;q=0.5 | true",
                "gzip;q=0 | false",
                "gzip; q=0.0 | false",
                "br | false",
                "x-gzipped | false",
                "'' | false"
            })
    void gzipIsForThoseWhoTakeIt(String acceptEncoding, boolean taken) {
        assertThat(BuiltInFile.takesGzip(acceptEncoding)).isEqualTo(taken);
    }
}

package org.mediaproxy.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContentTypeTest {

    @ParameterizedTest
    @CsvSource({
        "index.html, text/html; charset=utf-8, no-cache",
        "a.b.JS, text/javascript; charset=utf-8, max-age=60",
        "m.mjs, text/javascript; charset=utf-8, max-age=60",
        "s.css, text/css; charset=utf-8, max-age=60",
        "d.json, application/json, no-cache",
        "d.js.map, application/json, max-age=60",
        "i.svg, image/svg+xml, max-age=60",
        "i.png, image/png, max-age=60",
        "i.jpg, image/jpeg, max-age=60",
        "favicon.ico, image/x-icon, max-age=60",
        "c.wasm, application/wasm, max-age=60",
        "r.txt, text/plain; charset=utf-8, no-cache",
        "crossdomain.xml, application/xml, no-cache",
        "f.woff2, font/woff2, max-age=60",
        "v.mp4, video/mp4, max-age=60",
        "v.m4s, video/mp4, max-age=60",
        "v.m3u8, application/vnd.apple.mpegurl, no-cache",
        "v.mpd, application/dash+xml, no-cache",
        "v.ts, video/mp2t, max-age=60",
        "v.flv, video/x-flv, max-age=60",
        "README, application/octet-stream, max-age=60",
        "x.exe, application/octet-stream, max-age=60",
        "html, text/html; charset=utf-8, no-cache",
    })
    void theEndingTellsTheTypeAndHowLongACopyIsGood(String name, String type, String cache) {
        assertThat(ContentType.of(name)).isEqualTo(type);
        assertThat(ContentType.cacheControl(name)).isEqualTo(cache);
    }

    @ParameterizedTest
    @CsvSource({
        "page.html, true",
        "app.js, true",
        "icon.svg, true",
        "a.woff2, true",
        "crossdomain.xml, true",
        "s.flv, false",
        "s.ts, false",
        "s.m3u8, false",
        "s.mpd, false",
        "s.m4s, false",
        "s.mp4, false",
        "s.vtt, false",
        "s.aac, false",
        "s.key, false",
        "livestream, false"
    })
    void whatMayBeOfAStreamIsOfNoPage(String name, boolean page) {
        assertThat(ContentType.isOfPage(name)).isEqualTo(page);
    }
}

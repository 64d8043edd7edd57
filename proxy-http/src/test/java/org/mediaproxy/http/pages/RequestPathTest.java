package org.mediaproxy.http.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.core.http.HttpReplyException;

final class RequestPathTest {

    @ParameterizedTest
    @CsvSource({
        "/, '', true",
        "/a.html, a.html, false",
        "/a/b/?c=/../d, a|b, true",
        "//a///b, a|b, false",
        "/a%20b/%C3%A4.html, a b|ä.html, false",
        "/a+b, a+b, false",
        "/100%25, 100%, false",
        "/%252e%252e/x, %2e%2e|x, false",
        "/..a/b.., ..a|b.., false",
        "/.../x, ...|x, false",
    })
    void namesAreDecodedOnce(String target, String names, boolean folder) {
        RequestPath path = RequestPath.parse(target);
        assertThat(String.join("|", path.names())).isEqualTo(names);
        assertThat(path.folder()).isEqualTo(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../etc/passwd",
                "/a/../b",
                "/a/./b",
                "/%2e%2e/etc/passwd",
                "/%2E./etc/passwd",
                "/.%2e/etc/passwd",
                "/a%2fb",
                "/..%2f..%2fetc/passwd",
                "/a%5cb",
                "/..\\..\\etc",
                "/..%5c..%5cetc",
                "/a%00.html",
                "/a%0d%0ab",
                "/a%7f",
                "/a%",
                "/a%2",
                "/a%zz",
                "/a%c3",
                "/%c0%ae%c0%ae/etc/passwd",
                "/%ff",
                "etc/passwd",
                "*",
                ""
            })
    void whatNoHonestClientSendsIsRefused(String target) {
        assertThatExceptionOfType(HttpReplyException.class)
                .isThrownBy(() -> RequestPath.parse(target))
                .satisfies(e -> assertThat(e.reply().status().code()).isEqualTo(400));
    }

    @Test
    void anEncodedPathIsTheSamePathAndHasNoDoubledSlash() {
        RequestPath path = RequestPath.parse("//evil.example//a%20b%3f%C3%A4/");
        assertThat(path.encoded()).isEqualTo("/evil.example/a%20b%3F%C3%A4/");
        assertThat(RequestPath.parse(path.encoded())).isEqualTo(path);
        assertThat(new RequestPath(List.of(), true).encoded()).isEqualTo("/");
    }

    @ParameterizedTest
    @CsvSource({"/.git/config, true", "/a/.env, true", "/.well-known/x, false", "/a.b/c, false"})
    void namesThatStartWithADotAreHidden(String target, boolean hidden) {
        assertThat(RequestPath.parse(target).isHidden()).isEqualTo(hidden);
    }
}

package org.mediaproxy.http.dash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mediaproxy.http.uri.UriKind;

final class MpdTest {

    private static final String URL = "http://o/live/a.mpd?t=1";
    private static final String OPEN = "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">";
    private static final MpdUrlRewrite MARK = (url, bases, kind) -> url + "?a&M";

    private static String marked(String mpd) {
        byte[] out =
                Mpd.rewrite(mpd.getBytes(StandardCharsets.UTF_8), URL, MARK).bytes();
        return new String(out, StandardCharsets.UTF_8);
    }

    private static List<String> found(String mpd) {
        List<String> found = new ArrayList<>();
        Mpd.rewrite(mpd.getBytes(StandardCharsets.UTF_8), URL, (url, bases, kind) -> {
            found.add(kind + " " + url + " " + bases);
            return url;
        });
        return found;
    }

    private static void assertRefused(byte[] mpd, String reason) {
        assertThatThrownBy(() -> Mpd.rewrite(mpd, URL, MARK))
                .isInstanceOf(MpdFormatException.class)
                .hasMessage(reason)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    private static void assertRefused(String mpd, String reason) {
        assertRefused(mpd.getBytes(StandardCharsets.UTF_8), reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE MPD><MPD/>",
                "<!DOCTYPE MPD SYSTEM \"file:///etc/passwd\"><MPD/>",
                "<!DOCTYPE MPD [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><MPD><BaseURL>&x;</BaseURL></MPD>",
                "<?xml version=\"1.0\"?>\n<!DOCTYPE MPD [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> %p;]><MPD/>",
                "<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                        + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;\">]><MPD>&d;</MPD>",
                "<MPD><!DOCTYPE MPD></MPD>",
                "<!doctype MPD><MPD/>"
            })
    void aDocumentTypeIsRefusedUnread(String mpd) {
        assertRefused(mpd, "a document type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "''~not well-formed",
                "x~not well-formed",
                "#EXTM3U~not well-formed",
                "<MPD>~not well-formed",
                "<MPD/><MPD/>~not well-formed",
                "<MPD></mpd>~not well-formed",
                "<MPD><BaseURL>&x;</BaseURL></MPD>~not well-formed",
                "<MPD><BaseURL>a&b</BaseURL></MPD>~not well-formed",
                "<MPD><BaseURL>&#0;</BaseURL></MPD>~not well-formed",
                "<MPD a='1' a='2'/>~not well-formed",
                "<MPD a='<'/>~not well-formed",
                "<x:MPD/>~not well-formed",
                "<MPD><BaseURL a='1'b='2'/></MPD>~not well-formed",
                "<MPD><!-- -- --></MPD>~not well-formed",
                "<MPD>]]></MPD>~not well-formed",
                "<MPD a=1/>~a broken tag",
                "<MPD a/>~a broken tag",
                "<MPD~a broken tag",
                "<MPD a~a broken tag",
                "<MPD a=~a broken tag",
                "<MPD a='~a broken tag",
                "<MPD a=''~a broken tag",
                "<MPD /~a broken tag",
                "<MPD / >~a broken tag",
                "<MPD></MPD~a broken tag",
                "<MPD><!--~cut short",
                "<MPD><![CDATA[~cut short",
                "<MPD><?~cut short",
                "<mpd/>~no MPD",
                "<Patch><MPD/></Patch>~no MPD",
                "<MPD><BaseURL>a<![CDATA[b]]></BaseURL></MPD>~a URL partly in a CDATA section",
                "<MPD><BaseURL><![CDATA[b]]>c</BaseURL></MPD>~a URL partly in a CDATA section"
            })
    void whatIsNoMpdIsRefused(String mpd, String reason) {
        assertRefused(mpd, reason);
    }

    @Test
    void otherEncodingsAreRefused() {
        String text = "<?xml version=\"1.0\" encoding=\"%s\"?><MPD><BaseURL>\u00E9</BaseURL></MPD>";
        assertRefused(text.formatted("ISO-8859-1").getBytes(StandardCharsets.ISO_8859_1), "not UTF-8");
        assertRefused(text.formatted("iso-8859-1"), "another encoding than UTF-8");
        assertRefused(text.formatted("UTF-16").getBytes(StandardCharsets.UTF_16), "not UTF-8");
        assertRefused(
                text.formatted("UTF-16").replace("\u00E9", "e").getBytes(StandardCharsets.UTF_16LE), "a broken tag");
        assertRefused(
                text.formatted("UTF-32").replace("\u00E9", "e").getBytes(Charset.forName("UTF-32BE")), "a broken tag");
        assertRefused("<MPD>\0</MPD>", "not well-formed");
        assertRefused("<MPD><BaseURL>\u00E9</BaseURL></MPD>".getBytes(StandardCharsets.ISO_8859_1), "not UTF-8");
        assertThat(marked(text.formatted("utf-8"))).contains("<BaseURL>\u00E9?a&amp;M</BaseURL>");
    }

    @Test
    void whereParserAndScannerDifferNothingIsChanged() {
        // Only XML 1.1 takes U+0085 for a line end, and only the parser knows of XML 1.1.
        String mpd = "<?xml version=\"1.%d\"?><MPD><BaseURL>a\u0085b</BaseURL></MPD>";
        assertThat(marked(mpd.formatted(0))).contains("a\u0085b?a&amp;M");
        assertRefused(mpd.formatted(1), "read in two ways");
    }

    @Test
    void depthAndAttributesAreLimited() {
        assertRefused("<MPD>" + "<a>".repeat(10_000) + "</a>".repeat(10_000) + "</MPD>", "nested deeper than 64");
        StringBuilder many = new StringBuilder("<MPD");
        for (int i = 0; i < 10_000; i++) {
            many.append(" a").append(i).append("=''");
        }
        assertRefused(many + "/>", "more than 128 attributes");
    }

    @Test
    void whatIsInsertedIsEscapedAndWhatStaysKeepsItsSpelling() {
        assertThat(marked(OPEN + "<Location>a?b=1&#x26;c=&quot;&lt;'</Location></MPD>"))
                .isEqualTo(OPEN + "<Location>a?b=1&#x26;c=&quot;&lt;'?a&amp;M</Location></MPD>");
        byte[] out = Mpd.rewrite(
                        (OPEN + "<Location>a</Location></MPD>").getBytes(StandardCharsets.UTF_8),
                        URL,
                        (url, bases, kind) -> "<\"'>&")
                .bytes();
        assertThat(new String(out, StandardCharsets.UTF_8))
                .isEqualTo(OPEN + "<Location>&lt;&quot;&apos;&gt;&amp;</Location></MPD>");
    }

    @Test
    void commentsAndInstructionsInATextAreNoPartOfIt() {
        assertThat(marked(OPEN + "<Location>a<!-->x--><!----><?p >?>b<?p?></Location></MPD>"))
                .isEqualTo(OPEN + "<Location>a<!-->x--><!----><?p >?>b?a&amp;M<?p?></Location></MPD>");
    }

    @Test
    void inACdataSectionNothingIsEscaped() {
        assertThat(marked(OPEN + "<Location> <![CDATA[a?b&c]]>\n</Location></MPD>"))
                .isEqualTo(OPEN + "<Location> <![CDATA[a?b&c?a&M]]>\n</Location></MPD>");
    }

    @Test
    void emptyUrlsAndElementsWithChildrenAreLeftAlone() {
        String mpd = OPEN + "<BaseURL/><BaseURL> </BaseURL><BaseURL><x/>a</BaseURL><Location></Location>"
                + "<Period><SegmentTemplate media=\"\" index=' '/></Period></MPD>";
        assertThat(marked(mpd)).isEqualTo(mpd);
    }

    @Test
    void otherNamespacesAreLeftAlone() {
        String mpd =
                "<m:MPD xmlns:m=\"urn:mpeg:dash:schema:mpd:2011\" xmlns=\"urn:x\" xmlns:n=\"urn:n\"><BaseURL>a</BaseURL>"
                        + "<n:Location>b</n:Location><m:SegmentURL n:media=\"c\" xmlns:o=\"urn:o\" n:href=\"d\"/></m:MPD>";
        assertThat(marked(mpd)).isEqualTo(mpd);
        assertThat(marked("<m:MPD xmlns:m=\"urn:y\"><p:Location xmlns:p=\"urn:y\">a</p:Location></m:MPD>"))
                .contains(">a?a&amp;M<");
    }

    /** Period, AdaptationSet and Representation with what stands in them; the kind of each BaseURL. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "''~''~''~p:BASE a:BASE r:SEGMENT",
                "''~''~<SegmentBase indexRange='0-1'/>~p:BASE a:BASE r:SEGMENT",
                "''~''~<SegmentTemplate media='m'/>~p:BASE a:BASE r:BASE",
                "<SegmentTemplate media='m'/>~''~''~p:BASE a:BASE r:BASE",
                "<SegmentTemplate media='m'/>~<SegmentTemplate startNumber='1'/>~''~p:BASE a:BASE r:BASE",
                "<SegmentTemplate initialization='i'/>~''~''~p:BASE a:BASE r:SEGMENT",
                "''~<SegmentList><SegmentURL media='m'/></SegmentList>~''~p:BASE a:BASE r:BASE",
                "''~<SegmentList><SegmentURL mediaRange='0-1'/></SegmentList>~''~p:BASE a:BASE r:SEGMENT",
                "''~''~<SegmentList><Initialization range='0-1'/><SegmentURL media='m'/></SegmentList>"
                        + "~p:BASE a:BASE r:SEGMENT",
                "''~''~<SegmentList><Initialization sourceURL='i'/><SegmentURL media='m'/></SegmentList>"
                        + "~p:BASE a:BASE r:BASE"
            })
    void aBaseUrlIsMediaWhereSegmentsHaveNoUrlOfTheirOwn(
            String period, String set, String representation, String kinds) {
        List<String> found = new ArrayList<>();
        String mpd = OPEN + "<Period><BaseURL>p/</BaseURL>" + period + "<AdaptationSet><BaseURL>a/</BaseURL>" + set
                + "<Representation><BaseURL>r/</BaseURL>" + representation
                + "</Representation></AdaptationSet></Period></MPD>";
        Mpd.rewrite(mpd.getBytes(StandardCharsets.UTF_8), URL, (url, bases, kind) -> {
            if (url.endsWith("/")) {
                found.add(url.charAt(0) + ":" + kind);
            }
            return url;
        });
        assertThat(String.join(" ", found)).isEqualTo(kinds);
    }

    @Test
    void theNearestBaseUrlIsTheMediaUrl() {
        assertThat(found(OPEN + "<BaseURL>m/</BaseURL><Period><BaseURL>p.mp4</BaseURL><AdaptationSet><Representation/>"
                        + "</AdaptationSet></Period></MPD>"))
                .containsExactly(UriKind.BASE + " m/ [" + URL + "]", UriKind.SEGMENT + " p.mp4 [http://o/live/m/]");
    }

    @Test
    void aUrlThatRepresentationsShareHasTheBasesOfAll() {
        assertThat(found(OPEN + "<Period><AdaptationSet><SegmentTemplate media='$Number$'/>"
                        + "<Representation><BaseURL>http://cdn/</BaseURL></Representation><Representation/>"
                        + "</AdaptationSet></Period></MPD>"))
                .containsExactly("SEGMENT $Number$ [http://cdn/, " + URL + "]", "BASE http://cdn/ [" + URL + "]");
    }

    @Test
    void basesDoNotGrowWithoutLimit() {
        String many = "<BaseURL>http://a/</BaseURL>".repeat(3) + "<BaseURL>b/</BaseURL>".repeat(100_000);
        assertThat(found(OPEN + many + "<Period>" + many + "<SegmentURL media='x'/></Period></MPD>"))
                .contains("SEGMENT x [http://a/, http://a/b/, http://o/live/b/b/]");
        assertRefused(
                OPEN + "<BaseURL>" + "b".repeat(5000) + "</BaseURL><Period><SegmentURL media='x'/></Period></MPD>",
                "BaseURLs beyond a limit");
        assertRefused(
                OPEN + "<BaseURL>" + "b".repeat(4000) + "/</BaseURL>"
                        + "<Period><BaseURL>c/</BaseURL><SegmentURL media='x'/></Period>".repeat(2000) + "</MPD>",
                "BaseURLs beyond a limit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<SegmentURL media='a.mp4'/>",
                "<SegmentURL media='a.mp4?&amp;&#65;'></SegmentURL>\n",
                "<S d='1'/>",
                " ",
                "&amp;",
                "<!--x-->",
                "<![CDATA[<]]>",
                "<BaseURL>a/</BaseURL>",
                "<Period><AdaptationSet><Representation><BaseURL>a/</BaseURL></Representation></AdaptationSet></Period>"
            })
    void timeGrowsWithTheSizeOnly(String piece) {
        byte[] mpd = (OPEN + "<Period>" + piece.repeat((5 << 20) / piece.length()) + "</Period></MPD>")
                .getBytes(StandardCharsets.UTF_8);
        byte[] out = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> Mpd.rewrite(mpd, URL, MARK).bytes());
        assertThat(out.length).isGreaterThanOrEqualTo(mpd.length);
    }

    @Test
    void aLongValueTakesLinearTime() {
        String url = "a&amp;".repeat(300_000);
        byte[] mpd = (OPEN + "<Location>" + url + "</Location><SegmentURL media='" + url + "'/></MPD>")
                .getBytes(StandardCharsets.UTF_8);
        byte[] out = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> Mpd.rewrite(mpd, URL, MARK).bytes());
        assertThat(out).hasSize(mpd.length + 2 * "?a&amp;M".length());
    }
}

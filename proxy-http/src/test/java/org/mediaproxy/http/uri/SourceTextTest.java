package org.mediaproxy.http.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SourceTextTest {

    /** A document in which {@code [1]} and {@code [2]} stand for something else. */
    private static final String DOCUMENT = "<<[1]/a[2]>>";

    private static String edited(String first, String second, String changed) {
        byte[] document = DOCUMENT.getBytes(StandardCharsets.US_ASCII);
        SourceText text = new SourceText.Builder()
                .add(first, 2, 5)
                .addBytes("/a", 5)
                .add(second, 7, 10)
                .strip();
        Splices out = new Splices(document);
        text.edit(changed, out, piece -> piece.getBytes(StandardCharsets.US_ASCII));
        return new String(out.result(), StandardCharsets.US_ASCII);
    }

    @Test
    void textIsInsertedBehindWhatStaysInItsSpelling() {
        assertThat(edited("x", "y", "x/ay?m")).isEqualTo("<<[1]/a[2]?m>>");
        assertThat(edited("x", "y", "x/a?my")).isEqualTo("<<[1]/a?m[2]>>");
        assertThat(edited("x", "y", "mx/ay")).isEqualTo("<<m[1]/a[2]>>");
    }

    @Test
    void aUnitIsReplacedAsAWhole() {
        assertThat(edited("http://h/p", "y", "/p/ay")).isEqualTo("<</p/a[2]>>");
        assertThat(edited("x", "abc", "x/aabXc")).isEqualTo("<<[1]/aabXc>>");
        assertThat(edited("x", "abc", "x/aac")).isEqualTo("<<[1]/aac>>");
        assertThat(edited("xx", "y", "xxx/ay")).isIn("<<xxx/a[2]>>", "<<[1]x/a[2]>>");
    }

    @Test
    void anEmptyUnitStays() {
        assertThat(edited("", "", "/a?m")).isEqualTo("<<[1]/a?m[2]>>");
    }

    @Test
    void everythingMayBeReplaced() {
        assertThat(edited("x", "y", "new")).isEqualTo("<<new>>");
        assertThat(edited("x", "y", "")).isEqualTo("<<>>");
    }

    @Test
    void spaceAtTheEndsIsNoPartOfTheText() {
        assertThat(edited(" ", " ", "/a?m")).isEqualTo("<<[1]/a?m[2]>>");
    }

    @Test
    void theSameTextChangesNothing() {
        byte[] document = {'a', 'b'};
        Splices out = new Splices(document);
        SourceText.ofBytes(document, 0, 2).edit("ab", out, String::getBytes);
        assertThat(out.result()).isSameAs(document);
    }

    @Test
    void splicesGoForward() {
        Splices out = new Splices(new byte[4]);
        out.replace(1, 2, new byte[0]);
        assertThatThrownBy(() -> out.replace(1, 3, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> out.replace(3, 2, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> out.replace(3, 5, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.result()).hasSize(3);
    }
}

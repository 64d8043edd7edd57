package org.mediaproxy.rtsp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RtspReaderTest {

    private static final String OPTIONS = "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n";

    static List<Capture> captures() {
        return Capture.all();
    }

    @Test
    void aPlayersRequestsAreRead() {
        try (Reading reading = new Reading()) {
            reading.feed(Capture.client("ffmpeg-play-tcp").bytes());
            assertThat(reading.items)
                    .containsExactly(
                            "OPTIONS rtsp://127.0.0.1:33101/live/cam 1",
                            "DESCRIBE rtsp://127.0.0.1:33101/live/cam 2",
                            "SETUP rtsp://127.0.0.1:33101/live/cam/stream=0 3",
                            "PLAY rtsp://127.0.0.1:33101/live/cam/ 4");
        }
    }

    @Test
    void aServersAnswersAndMediaAreRead() {
        try (Reading reading = new Reading()) {
            reading.feed(Capture.server("ffmpeg-play-tcp").bytes());
            assertThat(reading.items).startsWith("200 1", "200 2 +524", "200 3", "200 4");
            assertThat(reading.items.subList(4, reading.items.size()))
                    .isNotEmpty()
                    .allMatch(item -> item.startsWith("$0 ") || item.startsWith("$1 "));
        }
    }

    @Test
    void aPublishersDescriptionIsABody() {
        try (Reading reading = new Reading()) {
            reading.feed(Capture.client("ffmpeg-publish-udp").bytes());
            assertThat(reading.items.get(1)).isEqualTo("ANNOUNCE rtsp://127.0.0.1:33101/live/pub 2 +307");
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void whatIsReadIsTheSameWhereverItIsCutAndEveryByteComesOutAgain(Capture capture) {
        byte[] bytes = capture.bytes();
        try (Reading whole = new Reading()) {
            whole.feed(bytes);
            for (int cut = 1; cut < bytes.length; cut++) {
                try (Reading two = new Reading()) {
                    two.feed(bytes, 0, cut);
                    two.feed(bytes, cut, bytes.length);
                    assertThat(two.items).as("cut at %s", cut).isEqualTo(whole.items);
                    assertThat(Arrays.equals(two.everything(), bytes)).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void whatIsReadIsTheSameWhenEachByteComesAlone(Capture capture) {
        byte[] bytes = capture.bytes();
        try (Reading whole = new Reading();
                Reading single = new Reading()) {
            whole.feed(bytes);
            for (int i = 0; i < bytes.length; i++) {
                single.feed(bytes, i, i + 1);
            }
            assertThat(single.items).isEqualTo(whole.items);
            assertThat(single.everything()).isEqualTo(bytes);
        }
    }

    @Test
    void linesMayEndWithLineFeedsAlone() {
        try (Reading reading = Reading.of("OPTIONS * RTSP/1.0\nCSeq: 1\n\nPLAY rtsp://h/a RTSP/1.0\r\nCSeq: 2\n\r\n")) {
            assertThat(reading.items).containsExactly("OPTIONS * 1", "PLAY rtsp://h/a 2");
        }
    }

    @Test
    void blankLinesBetweenMessagesComeOutToo() {
        String text = "\r\n" + OPTIONS + "\r\n\n" + OPTIONS;
        try (Reading reading = Reading.of(text)) {
            assertThat(reading.items).containsExactly("blank 2", "OPTIONS * 1", "blank 3", "OPTIONS * 1");
            assertThat(reading.everything()).isEqualTo(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void aFoldedHeaderIsOneValue() {
        RtspMessage message =
                Reading.message("PLAY rtsp://h/a RTSP/1.0\r\nRange: npt=0-,\r\n \t npt=5-\r\nCSeq: 3\r\n\r\n");
        assertThat(message.head().value("Range")).isEqualTo("npt=0-, npt=5-");
        assertThat(message.head().value("CSeq")).isEqualTo("3");
        message.release();
    }

    @Test
    void aResponseNeedsNoReason() {
        try (Reading reading = Reading.of("RTSP/1.0 200\r\nCSeq: 1\r\n\r\nRTSP/1.0 454 \u0085\r\nCSeq: 2\r\n\r\n")) {
            assertThat(reading.items).containsExactly("200 1", "454 2");
        }
    }

    @Test
    void aFrameOfTheGreatestLengthIsRead() {
        String text = "$\u00FF\u00FF\u00FF" + "x".repeat(65535) + "$\0\0\0";
        try (Reading reading = Reading.of(text)) {
            assertThat(reading.items).containsExactly("$255 65539", "$0 4");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /live/cam HTTP/1.1\r\n\r\n",
                "OPTIONS * RTSP/1.0 x\r\n\r\n",
                "OPTIONS  * RTSP/1.0\r\n\r\n",
                "OPTIONS *\r\n\r\n",
                "RTSP/1.0 20 OK\r\n\r\n",
                "RTSP/1.0 2000 OK\r\n\r\n",
                "\u0016\u0003\u0001\0\n\n",
                "OPTIONS * RTSP/1.0\r\nCSeq 1\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nCSeq : 1\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\n: 1\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\n CSeq: 1\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nCSeq: 1\rX: 2\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nCSeq: 1\0\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nContent-Length: 0x1\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nContent-Length: 65537\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nContent-Length: 99999999999\r\n\r\n",
            })
    void whatIsNotRtspIsMalformed(String text) {
        assertThatThrownBy(() -> Reading.of(text)).isInstanceOf(RtspFormatException.class);
    }

    @Test
    void aHeadOf16KibibytesIsTheLongest() {
        String start = "OPTIONS * RTSP/1.0\r\nX: ";
        String longest = start + "x".repeat(RtspReader.MAX_HEAD - start.length() - 4) + "\r\n\r\n";
        try (Reading reading = Reading.of(longest)) {
            assertThat(reading.items).hasSize(1);
        }
        RtspReader reader = new RtspReader(PooledByteBufAllocator.DEFAULT);
        reader.feed(Unpooled.copiedBuffer(start + "x".repeat(RtspReader.MAX_HEAD), StandardCharsets.US_ASCII));
        assertThatThrownBy(reader::next).isInstanceOf(RtspFormatException.class);
        reader.close();
    }

    @Test
    void aHundredHeaderLinesAreTheMost() {
        String start = "OPTIONS * RTSP/1.0\r\n";
        try (Reading reading = Reading.of(start + "X: y\r\n".repeat(100) + "\r\n")) {
            assertThat(reading.items).hasSize(1);
        }
        assertThatThrownBy(() -> Reading.of(start + "X: y\r\n".repeat(101) + "\r\n"))
                .isInstanceOf(RtspFormatException.class);
    }

    @Test
    void aValueIsReplacedAndEveryOtherByteStays() {
        String head = "SETUP rtsp://h/a RTSP/1.0\r\nCSeq: 1\r\ntransport:  x\r\n";
        RtspMessage message = Reading.message(head + "Content-Length: 3\r\n\r\nabc");
        RtspField field = Objects.requireNonNull(message.head().field("Transport"));
        ByteBuf changed = message.withValue(PooledByteBufAllocator.DEFAULT, field, "RTP/AVP/TCP");
        assertThat(changed.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo(head.replace("x\r\n", "RTP/AVP/TCP\r\n") + "Content-Length: 3\r\n\r\nabc");
        assertThatThrownBy(() -> message.withValue(PooledByteBufAllocator.DEFAULT, field, "a\r\nX: b"))
                .isInstanceOf(IllegalArgumentException.class);
        changed.release();
        message.release();
    }

    @Test
    void aFoldedValueIsReplacedAsAWhole() {
        RtspMessage message = Reading.message(
                "SETUP rtsp://h/a RTSP/1.0\r\nTransport:\r\n RTP/AVP,\r\n\tRTP/AVP/TCP \r\nCSeq: 1\r\n\r\n");
        RtspField field = Objects.requireNonNull(message.head().field("Transport"));
        ByteBuf changed = message.withValue(PooledByteBufAllocator.DEFAULT, field, "RTP/AVP/TCP");
        assertThat(changed.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo("SETUP rtsp://h/a RTSP/1.0\r\nTransport:\r\n RTP/AVP/TCP \r\nCSeq: 1\r\n\r\n");
        changed.release();
        message.release();
    }
}

package org.mediaproxy.core.http.server;

import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/** How much one HTTP/2 connection may ask for. Beyond it the codec refuses the stream, or says goodbye. */
final class Http2Limits {

    /** Streams at a time: far more than a page plays, and the least that RFC 9113 §6.5.2 recommends. */
    static final int MAX_STREAMS = 100;

    /** As for HTTP/1.1, in bytes when unpacked, with 32 for each header (RFC 9113 §6.5.2). */
    private static final int MAX_HEADERS = 16 * 1024;

    /** Streams that a client may open and reset within {@link #RESET_SECONDS}: CVE-2023-44487. */
    static final int MAX_RESETS = 200;

    private static final int RESET_SECONDS = 30;

    /** Answers to settings, pings and resets that wait for a client who does not read: CVE-2019-9512, -9514, -9515. */
    private static final int MAX_QUEUED_ANSWERS = 1_000;

    /** Frames in a row that carry nothing: CVE-2019-9518. */
    private static final int MAX_EMPTY_FRAMES = 2;

    private Http2Limits() {}

    /** A codec for one connection. */
    static Http2FrameCodec newCodec() {
        Http2Settings settings = Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_STREAMS)
                .maxHeaderListSize(MAX_HEADERS);
        return Http2FrameCodecBuilder.forServer()
                .initialSettings(settings)
                .validateHeaders(true)
                .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_FRAMES)
                .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_ANSWERS)
                .build();
    }
}

package org.mediaproxy.testkit.demo;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a late player must hear before the live messages: metadata, codec headers, and everything since the last keyframe.
 * Owns the messages it keeps. Confined to its stream's event loop.
 */
final class StreamCache {

    /** Payload bytes of one group of pictures, at most; a longer one is not kept at all. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    /** In the order in which players hear them. */
    private final Map<MediaKind, MediaMessage> headers = new EnumMap<>(MediaKind.class);

    private final List<MediaMessage> pictures = new ArrayList<>();
    private long bytes;

    /** Takes the message over: keeps it, or releases it. */
    void add(MediaMessage message) {
        switch (message.kind()) {
            case METADATA, AUDIO_HEADER, VIDEO_HEADER -> setHeader(message);
            case KEYFRAME -> {
                clearPictures();
                addPicture(message);
            }
            case AUDIO, VIDEO, DATA -> {
                if (pictures.isEmpty()) {
                    message.release(); // of no use without the keyframe before it
                } else {
                    addPicture(message);
                }
            }
        }
    }

    /** Shows all messages in the order for a new player. */
    void forEach(Consumer<MediaMessage> player) {
        headers.values().forEach(player);
        pictures.forEach(player);
    }

    /** Payload bytes since the last keyframe. */
    long bytes() {
        return bytes;
    }

    void clear() {
        headers.values().forEach(MediaMessage::release);
        headers.clear();
        clearPictures();
    }

    private void setHeader(MediaMessage message) {
        if (message.kind() == MediaKind.VIDEO_HEADER) {
            clearPictures(); // the new header does not decode them
        }
        MediaMessage before = headers.put(message.kind(), message);
        if (before != null) {
            before.release();
        }
    }

    private void addPicture(MediaMessage message) {
        pictures.add(message);
        bytes += message.length();
        if (bytes > MAX_BYTES) {
            clearPictures();
        }
    }

    private void clearPictures() {
        pictures.forEach(MediaMessage::release);
        pictures.clear();
        bytes = 0;
    }
}

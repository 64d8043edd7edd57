package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.mediaproxy.testkit.RealProcess;

/** Debian's ffmpeg as publisher and player. */
public final class Ffmpeg {

    private static final Path HERE = Path.of(".");

    private Ffmpeg() {}

    /** Publishes a clip once, in real time. */
    public static RealProcess publish(Path clip, String url) throws IOException {
        return Programs.start(
                HERE,
                Map.of(),
                "ffmpeg",
                "-v",
                "warning",
                "-re",
                "-i",
                clip.toString(),
                "-c",
                "copy",
                "-f",
                "flv",
                url);
    }

    /** Publishes a clip over and over, until it is stopped. */
    public static RealProcess publishForever(Path clip, String url) throws IOException {
        return Programs.start(
                HERE,
                Map.of(),
                "ffmpeg",
                "-v",
                "warning",
                "-re",
                "-stream_loop",
                "-1",
                "-i",
                clip.toString(),
                "-c",
                "copy",
                "-f",
                "flv",
                url);
    }

    /** Plays to the stream's end and writes what came to a file. */
    public static RealProcess record(String url, Path to) throws IOException {
        return Programs.start(
                HERE, Map.of(), "ffmpeg", "-v", "warning", "-y", "-i", url, "-c", "copy", "-f", "flv", to.toString());
    }

    /** Decodes some seconds of a stream; what it prints is what went wrong. */
    public static RealProcess decode(String url, int seconds) throws IOException {
        return Programs.start(
                HERE,
                Map.of(),
                "ffmpeg",
                "-v",
                "error",
                "-xerror",
                "-i",
                url,
                "-t",
                Integer.toString(seconds),
                "-f",
                "null",
                "-");
    }
}

package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mediaproxy.testkit.RealProcess;

/** A short clip, encoded once in a build and copied from then on, and the sums of its packets. */
public final class Clip {

    private static final Path FOLDER = Path.of("target", "clips");

    private Clip() {}

    /** Six seconds of H.264 baseline and AAC in FLV. */
    public static synchronized Path avc() throws IOException {
        return made("avc.flv", "libx264", "-profile:v", "baseline", "-preset", "veryfast");
    }

    /** Two seconds of the same, for tests that publish many. */
    public static synchronized Path brief() throws IOException {
        Path brief = FOLDER.resolve("brief.flv");
        if (!Files.exists(brief)) {
            ffmpeg("-i", avc().toString(), "-t", "2", "-c", "copy", brief.toString());
        }
        return brief;
    }

    /** The brief one in MPEG-TS. */
    public static synchronized Path ts() throws IOException {
        Path ts = FOLDER.resolve("brief.ts");
        if (!Files.exists(ts)) {
            ffmpeg("-i", brief().toString(), "-c", "copy", ts.toString());
        }
        return ts.toAbsolutePath();
    }

    /** Six seconds of HEVC and AAC in MP4: FLV needs a newer ffmpeg for it. */
    public static synchronized Path hevc() throws IOException {
        return made("hevc.mp4", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error");
    }

    private static Path made(String name, String encoder, String... options) throws IOException {
        Path clip = FOLDER.resolve(name);
        if (!Files.exists(clip)) {
            Files.createDirectories(FOLDER);
            List<String> all = new ArrayList<>(List.of(
                    "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-f", "lavfi", "-i", "sine=frequency=440"));
            all.addAll(List.of("-t", "6", "-c:v", encoder));
            all.addAll(List.of(options));
            all.addAll(List.of("-g", "25", "-bf", "0", "-pix_fmt", "yuv420p", "-c:a", "aac", clip.toString()));
            ffmpeg(all.toArray(String[]::new));
        }
        return clip.toAbsolutePath();
    }

    private static void ffmpeg(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y"));
        command.addAll(List.of(options));
        try (RealProcess process = Programs.start(Path.of("."), Map.of(), command.toArray(String[]::new))) {
            int code = process.awaitExit(Duration.ofSeconds(60));
            if (code != 0) {
                throw new IOException("ffmpeg cannot make a clip: " + process.output());
            }
        }
    }

    /** The sums of all packets of one kind in a file, in order: what must be equal after any relay. */
    public static List<String> packets(Path file, String kind) throws IOException {
        Path sums = FOLDER.resolve(file.getFileName() + "." + kind.charAt(0) + ".md5");
        ffmpeg("-i", file.toString(), "-map", "0:" + kind.charAt(0), "-c", "copy", "-f", "framemd5", sums.toString());
        try (var lines = Files.lines(sums)) {
            return lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(line.lastIndexOf(',') + 1).trim())
                    .toList();
        }
    }
}

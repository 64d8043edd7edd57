package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** A listener on libsrt: joins publishers and players by stream id, and plays the files that are put into its folder. */
public final class SrtOrigin implements AutoCloseable {

    private static final Path SOURCE = Path.of("src", "test", "c", "srt_origin.c");

    private final RealProcess process;
    private final Path folder;
    private final int port;

    private SrtOrigin(RealProcess process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Starts one on a free port of the loopback. */
    public static SrtOrigin start(Path folder, String... passphrase) throws IOException {
        Files.createDirectories(folder);
        int port = FreePort.udp();
        List<String> command =
                new ArrayList<>(List.of(program().toString(), Integer.toString(port), folder.toString()));
        command.addAll(Arrays.asList(passphrase));
        RealProcess process = Programs.start(folder, Map.of(), command.toArray(String[]::new));
        process.awaitLine("ready", Duration.ofSeconds(10));
        return new SrtOrigin(process, folder, port);
    }

    /** Compiled once in a build. */
    private static synchronized Path program() throws IOException {
        Path programs = Path.of("target", "programs").toAbsolutePath();
        Path program = programs.resolve("srt_origin");
        if (Files.exists(program)
                && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(SOURCE)) > 0) {
            return program;
        }
        Files.createDirectories(programs);
        return Programs.compile(SOURCE, programs, "-lsrt-gnutls", "-lpthread");
    }

    public int port() {
        return port;
    }

    /** Lets a clip be played under a name. */
    public void offers(String name, Path clip) throws IOException {
        Files.copy(clip, folder.resolve(name + ".ts"));
    }

    /** What came of the publisher of a name, as far as it came. */
    public Path taken(String name) {
        return folder.resolve(name + ".got");
    }

    /** What it has said so far: who called, and what was received, lost and sent again of each. */
    public String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}

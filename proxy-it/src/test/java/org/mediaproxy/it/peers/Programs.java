package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mediaproxy.testkit.RealProcess;

/** Starts programs by a whole command line. */
public final class Programs {

    private Programs() {}

    /** Starts one in a folder, with variables added to the test's own environment. */
    public static RealProcess start(Path folder, Map<String, String> environment, String... command) {
        RealProcess.Preparation program = RealProcess.of(command[0], Arrays.copyOfRange(command, 1, command.length))
                .in(folder.toAbsolutePath());
        environment.forEach(program::env);
        return program.start();
    }

    /** Compiles a C program of one file into a folder, and returns where it is. */
    public static Path compile(Path source, Path folder, String... libraries) throws IOException {
        Path program =
                folder.toAbsolutePath().resolve(source.getFileName().toString().replaceFirst("\\.c$", ""));
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-o", program.toString(), source.toString()));
        command.addAll(List.of(libraries));
        try (RealProcess gcc = start(Path.of("."), Map.of(), command.toArray(String[]::new))) {
            if (gcc.awaitExit(Duration.ofSeconds(60)) != 0) {
                throw new IOException("gcc: " + gcc.output());
            }
        }
        return program;
    }
}

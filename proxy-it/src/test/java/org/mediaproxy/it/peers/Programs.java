package org.mediaproxy.it.peers;

import java.nio.file.Path;
import java.util.Arrays;
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
}

package org.mediaproxy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that a test runs: a server, a player. What it prints goes to a file under {@code target/processes}, so nothing
 * is lost when the test fails. Ended by its process id, with what it started itself, and nothing else. One test thread.
 */
public final class RealProcess implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int CONNECT_MILLIS = 500;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;
    private final Process process;
    private final Path output;
    private final Thread lastResort;

    private RealProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.lastResort = new Thread(process::destroyForcibly, "end-" + name);
        Runtime.getRuntime().addShutdownHook(lastResort); // a test run that is broken off leaves nothing behind
    }

    /** Prepares a program. Not started before {@link Preparation#start}. */
    public static Preparation of(String program, String... arguments) {
        return new Preparation(program).with(arguments);
    }

    /** What a program is started with. Used by one thread, for one start or several. */
    public static final class Preparation {

        private final String name;
        private final List<String> command = new ArrayList<>();
        private final Map<String, String> environment = new HashMap<>();
        private Path folder = Path.of("").toAbsolutePath();

        private Preparation(String program) {
            this.name = String.valueOf(Path.of(program).getFileName());
            command.add(program);
        }

        /** Adds arguments. */
        public Preparation with(String... arguments) {
            command.addAll(List.of(arguments));
            return this;
        }

        /** Sets the working folder, which must exist; else it is the test's own. */
        public Preparation in(Path workingFolder) {
            folder = workingFolder;
            return this;
        }

        /** Adds a variable to the environment, which is else the test's own. */
        public Preparation env(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /**
         * Starts it.
         *
         * @throws UncheckedIOException if there is no such program, or no place for its output
         */
        public RealProcess start() {
            Path file = Path.of("target", "processes", name + "-" + NUMBER.incrementAndGet() + ".log")
                    .toAbsolutePath();
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(file.toFile());
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            try {
                Files.createDirectories(file.getParent());
                return new RealProcess(name, builder.start(), file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start " + name, e);
            }
        }
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The file with everything it printed, errors among it. */
    public Path outputFile() {
        return output;
    }

    /** Everything it printed so far, errors among it. */
    public String output() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("output of " + name, e);
        }
    }

    /**
     * Waits for a line of its output.
     *
     * @param regex to be found anywhere in the line
     * @param deadline how long to wait
     * @return the line
     * @throws AssertionError with the end of the output, if the line does not come or the program ends without it
     */
    public String awaitLine(String regex, Duration deadline) {
        Pattern pattern = Pattern.compile(regex);
        String line = whileAlive(deadline, () -> output().lines()
                .filter(candidate -> pattern.matcher(candidate).find())
                .findFirst()
                .orElse(null));
        if (line == null) {
            throw failed("printed no line with '" + regex + "'");
        }
        return line;
    }

    /**
     * Waits until somebody accepts TCP connections on a port of 127.0.0.1.
     *
     * @throws AssertionError with the end of the output, if nobody does or the program ends before
     */
    public void awaitPort(int port, Duration deadline) {
        if (whileAlive(deadline, () -> accepts(port) ? port : null) == null) {
            throw failed("did not listen on port " + port);
        }
    }

    /**
     * Waits for its end.
     *
     * @return the exit code
     * @throws AssertionError if it runs on beyond the deadline
     */
    public int awaitExit(Duration deadline) {
        if (!exits(deadline)) {
            throw failed("did not end within " + deadline);
        }
        return process.exitValue();
    }

    /**
     * Asks it to end (SIGTERM), after the grace time forces it, and ends what it had started and left behind.
     *
     * @return the exit code; 143 and 137 stand for the two signals
     */
    public int terminate(Duration grace) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!exits(grace)) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly); // a handle knows the start time: never a stranger's process
        return awaitExit(GRACE);
    }

    /** Terminates it if it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            terminate(GRACE);
        } else {
            exits(Duration.ZERO);
        }
    }

    private boolean exits(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException stopping) {
            return true; // the hooks run already
        }
        return true;
    }

    private <T> @Nullable T whileAlive(Duration deadline, Supplier<@Nullable T> question) {
        Answer<T> answer = Poll.until(deadline, () -> {
            boolean ended = !process.isAlive(); // asked before the question: the last output counts
            T value = question.get();
            return value != null || ended ? new Answer<>(value) : null;
        });
        return answer == null ? null : answer.value;
    }

    private record Answer<T>(@Nullable T value) {}

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private AssertionError failed(String what) {
        List<String> lines = output().lines().toList();
        String last = String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        String state = process.isAlive() ? "runs" : "ended with " + process.exitValue();
        return new AssertionError(name + " " + what + " (" + state + "); all in " + output + "; last:\n" + last);
    }
}

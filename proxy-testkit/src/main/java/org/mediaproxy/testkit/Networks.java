package org.mediaproxy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A network of its own for each of some processes, all joined by a bridge in one more, so that a test can pull a cable: what is sent then is lost
 * without a word. Needs root. Blocks; one test thread.
 */
public final class Networks implements AutoCloseable {

    private final int count;
    private final String name = "mpmesh" + ProcessHandle.current().pid();

    private Networks(int count) {
        this.count = count;
    }

    /** Whether this machine lets us. */
    public static boolean arePossible() {
        try {
            return Files.readString(Path.of("/proc/self/status"))
                            .lines()
                            .anyMatch(line -> line.matches("Uid:\\s+0\\s.*"))
                    && Files.isExecutable(ip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path ip() {
        Path sbin = Path.of("/usr/sbin/ip");
        return Files.exists(sbin) ? sbin : Path.of("/sbin/ip");
    }

    /**
     * Makes the networks.
     *
     * @param count how many processes, 1 to 200
     * @throws AssertionError if the machine does not let us
     */
    public static Networks open(int count) {
        Networks networks = new Networks(count);
        try {
            networks.build();
        } catch (AssertionError e) {
            networks.close();
            throw e;
        }
        return networks;
    }

    private void build() {
        run("netns", "add", hub());
        run("-n", hub(), "link", "add", "br0", "type", "bridge");
        run("-n", hub(), "link", "set", "br0", "up");
        for (int i = 0; i < count; i++) {
            run("netns", "add", of(i));
            run("-n", hub(), "link", "add", "port" + i, "type", "veth", "peer", "name", "eth0", "netns", of(i));
            run("-n", hub(), "link", "set", "port" + i, "master", "br0", "up");
            run("-n", of(i), "address", "add", address(i) + "/24", "dev", "eth0");
            run("-n", of(i), "link", "set", "lo", "up");
            run("-n", of(i), "link", "set", "eth0", "up");
        }
    }

    private String hub() {
        return name + "hub";
    }

    private String of(int member) {
        return name + "n" + member;
    }

    /** The address of a process at the bridge. */
    public String address(int member) {
        return "10.99.7." + (member + 1);
    }

    /** The words that a command line begins with to run in the network of a process. */
    public List<String> inside(int member) {
        return List.of(ip().toString(), "netns", "exec", of(member));
    }

    /**
     * Joins a network with the machine's own by a cable that is never pulled. From inside, all of the machine's addresses are reached through it.
     *
     * @return the address of the process on that way
     */
    public String reachable(int member) {
        String here = "mp" + ProcessHandle.current().pid() + "v" + member;
        String net = "10.98." + member + ".";
        run("link", "add", here, "type", "veth", "peer", "name", "out", "netns", of(member));
        run("address", "add", net + "1/30", "dev", here);
        run("link", "set", here, "up");
        run("-n", of(member), "address", "add", net + "2/30", "dev", "out");
        run("-n", of(member), "link", "set", "out", "up");
        run("-n", of(member), "route", "add", "default", "via", net + "1");
        return net + "2";
    }

    /** An address of the machine's own that all networks reach, once one of them is {@link #reachable}. */
    public static String outside() {
        return "10.98.0.1";
    }

    /** Nothing comes to this member or from it. */
    public void cut(int member) {
        run("-n", hub(), "link", "set", "port" + member, "nomaster");
    }

    /** As before. */
    public void mend(int member) {
        run("-n", hub(), "link", "set", "port" + member, "master", "br0");
    }

    private static void run(String... words) {
        RealProcess process = RealProcess.of(ip().toString(), words).start();
        int code = process.awaitExit(Duration.ofSeconds(10));
        if (code != 0) {
            throw new AssertionError("ip " + String.join(" ", words) + ": " + process.output());
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            end(of(i));
        }
        end(hub());
    }

    private static void end(String network) {
        RealProcess.of(ip().toString(), "netns", "del", network).start().awaitExit(Duration.ofSeconds(10));
    }
}

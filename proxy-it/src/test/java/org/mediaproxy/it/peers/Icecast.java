package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/** Icecast: a real origin of endless HTTP bodies that answers in HTTP/1.0. It refuses to run as root. */
public final class Icecast implements AutoCloseable {

    private final RealProcess process;
    private final int port;

    private Icecast(RealProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one on a free port of the loopback. */
    public static Icecast start() throws IOException {
        Path folder = Files.createTempDirectory("icecast");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        int port = FreePort.tcp();
        String config = """
                <icecast>
                  <limits><clients>50</clients><sources>10</sources><burst-size>65535</burst-size></limits>
                  <authentication><source-password>source</source-password><relay-password>r</relay-password>
                    <admin-user>admin</admin-user><admin-password>a</admin-password></authentication>
                  <hostname>localhost</hostname>
                  <listen-socket><port>%d</port><bind-address>127.0.0.1</bind-address></listen-socket>
                  <fileserve>0</fileserve>
                  <paths><basedir>%2$s</basedir><logdir>%2$s</logdir><webroot>%2$s</webroot><adminroot>%2$s</adminroot></paths>
                  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
                  <security><chroot>0</chroot><changeowner><user>nobody</user><group>nogroup</group></changeowner></security>
                </icecast>
                """.formatted(port, folder);
        Path file = Files.writeString(folder.resolve("icecast.xml"), config);
        RealProcess process = Programs.start(folder, Map.of(), "icecast2", "-c", file.toString());
        process.awaitPort(port, Duration.ofSeconds(10));
        return new Icecast(process, port);
    }

    /** Feeds a mount with a clip as MPEG-TS, over and over. */
    public RealProcess feed(Path clip, String mount) throws IOException {
        return Programs.start(
                Path.of("."),
                Map.of(),
                "ffmpeg",
                "-v",
                "error",
                "-re",
                "-stream_loop",
                "-1",
                "-i",
                clip.toString(),
                "-c",
                "copy",
                "-content_type",
                "video/mp2t",
                "-f",
                "mpegts",
                "icecast://source:source@127.0.0.1:" + port + mount);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}

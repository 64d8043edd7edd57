package org.mediaproxy.it.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.mediaproxy.testkit.FreePort;
import org.mediaproxy.testkit.RealProcess;

/**
 * GStreamer's RTSP server: {@code /live/cam} is a live picture, {@code /live/av} one with sound, {@code /live/pub} takes a
 * publisher's H.264 into a file, {@code /live/pubav} its AAC into another as well.
 */
public final class GstRtspServer implements AutoCloseable {

    private static final String SCRIPT = """
        import gi, sys
        gi.require_version('Gst', '1.0')
        gi.require_version('GstRtsp', '1.0')
        gi.require_version('GstRtspServer', '1.0')
        from gi.repository import Gst, GstRtsp, GstRtspServer, GLib
        Gst.init(None)
        server = GstRtspServer.RTSPServer()
        server.set_address('127.0.0.1')
        server.set_service(sys.argv[1])
        threads = GstRtspServer.RTSPThreadPool()
        threads.set_max_threads(4)
        server.set_thread_pool(threads)
        def mount(path, launch):
            factory = GstRtspServer.RTSPMediaFactory()
            factory.set_launch(launch)
            permissions = GstRtspServer.RTSPPermissions()
            permissions.add_permission_for_role('user', 'media.factory.access', True)
            permissions.add_permission_for_role('user', 'media.factory.construct', True)
            factory.set_permissions(permissions)
            server.get_mount_points().add_factory(path, factory)
            return factory
        mount('/live/cam', '( videotestsrc is-live=true ! video/x-raw,width=64,height=64,framerate=10/1'
              ' ! x264enc tune=zerolatency key-int-max=5 ! rtph264pay name=pay0 pt=96 )').set_shared(True)
        mount('/live/av', '( videotestsrc is-live=true ! video/x-raw,width=64,height=64,framerate=10/1'
              ' ! x264enc tune=zerolatency key-int-max=5 ! rtph264pay name=pay0 pt=96'
              ' audiotestsrc is-live=true ! audio/x-raw,rate=8000 ! alawenc ! rtppcmapay name=pay1 pt=8 )')
        mount('/live/pubav', '( rtph264depay name=depay0 ! h264parse ! video/x-h264,stream-format=byte-stream'
              ' ! filesink location=%s rtpmp4gdepay name=depay1 ! filesink location=%s.aac )'
              % (sys.argv[2], sys.argv[2])).set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
        mount('/live/pub', '( rtph264depay name=depay0 ! h264parse ! video/x-h264,stream-format=byte-stream'
              ' ! filesink buffer-mode=unbuffered location=%s )' % sys.argv[2]).set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
        if sys.argv[3] == 'digest':
            auth = GstRtspServer.RTSPAuth()
            auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
            token = GstRtspServer.RTSPToken()
            token.set_string('media.factory.role', 'user')
            auth.add_digest('user', 'secret', token)
            server.set_auth(auth)
        server.attach(None)
        GLib.MainLoop().run()
        """;

    private final RealProcess process;
    private final int port;
    private final Path taken;

    private GstRtspServer(RealProcess process, int port, Path taken) {
        this.process = process;
        this.port = port;
        this.taken = taken;
    }

    /** Starts one on a free port of the loopback. */
    public static GstRtspServer start(Path folder) throws IOException {
        return start(folder, "open");
    }

    /** The same for the user {@code user} with the password {@code secret} only (Digest). */
    public static GstRtspServer startWithPassword(Path folder) throws IOException {
        return start(folder, "digest");
    }

    private static GstRtspServer start(Path folder, String access) throws IOException {
        Files.createDirectories(folder);
        Path script = Files.writeString(folder.resolve("server.py"), SCRIPT);
        Path taken = folder.resolve("taken.h264").toAbsolutePath();
        int port = FreePort.tcp();
        RealProcess process = Programs.start(
                folder,
                Map.of(),
                "/usr/bin/python3",
                script.toAbsolutePath().toString(),
                Integer.toString(port),
                taken.toString(),
                access);
        process.awaitPort(port, Duration.ofSeconds(20));
        return new GstRtspServer(process, port, taken);
    }

    public int port() {
        return port;
    }

    /** The pictures that a publisher sent, once they are here. */
    public Path taken() {
        return taken;
    }

    /** The sound that a publisher sent, once it is here. */
    public Path takenSound() {
        return taken.resolveSibling(taken.getFileName() + ".aac");
    }

    @Override
    public void close() {
        process.close();
    }
}

package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.it.peers.Daemon;
import org.mediaproxy.testkit.FreePort;

/** Jars of somebody else on the launcher's class path: compiled here, outside the build, and picked up by name. */
class PluginIT {

    private static final String BALANCER = """
            package example;
            import java.util.List;
            import org.mediaproxy.core.config.Setting;
            import org.mediaproxy.core.spi.*;
            import org.mediaproxy.lb.memory.MemoryLoadBalancerProvider;
            public final class ExampleBalancer implements LoadBalancerProvider {
              public String name() { return "example"; }
              public List<Setting<?>> settings() { return List.of(); }
              public LoadBalancer open(LoadBalancerContext context) {
                System.out.println("example balancer opened");
                return new MemoryLoadBalancerProvider().open(context);
              }
            }
            """;

    private static final String PROTOCOL = """
            package example;
            import io.netty.buffer.Unpooled;
            import io.netty.channel.ChannelFutureListener;
            import java.nio.charset.StandardCharsets;
            import java.util.List;
            import java.util.concurrent.*;
            import org.mediaproxy.core.config.*;
            import org.mediaproxy.core.spi.*;
            import org.mediaproxy.core.transport.TcpListener;
            public final class ExampleProtocol implements ProxyProtocol {
              static final Setting<HostPort> SERVER = Setting.listen("PROXY_EXAMPLE_SERVER", 11999, "Says hello.");
              public String name() { return "example"; }
              public List<Setting<?>> settings() { return List.of(SERVER); }
              public ProtocolServer newServer(ProxyContext context) {
                SettingsReader reader = new SettingsReader(context.settings());
                HostPort address = reader.get(SERVER);
                reader.check();
                return new ProtocolServer() {
                  private TcpListener listener;
                  public CompletionStage<Void> start() {
                    listener = context.transport().listen(address, (channel, client) ->
                        channel.writeAndFlush(Unpooled.copiedBuffer("hello\\n", StandardCharsets.UTF_8))
                            .addListener(ChannelFutureListener.CLOSE));
                    return CompletableFuture.completedFuture(null);
                  }
                  public CompletionStage<Void> drain() { listener.close(); return CompletableFuture.completedFuture(null); }
                  public CompletionStage<Void> close() { listener.close(); return CompletableFuture.completedFuture(null); }
                  public List<BoundEndpoint> endpoints() {
                    return listener == null ? List.of() : List.of(new BoundEndpoint("example", "tcp", listener.address()));
                  }
                };
              }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aBalancerAndAProtocolOfOnesOwnAreFound() throws Exception {
        Path balancer = jar("ExampleBalancer", BALANCER, "org.mediaproxy.core.spi.LoadBalancerProvider");
        Path protocol = jar("ExampleProtocol", PROTOCOL, "org.mediaproxy.core.spi.ProxyProtocol");
        int port = FreePort.tcp();
        Map<String, String> settings =
                Map.of("PROXY_LOAD_BALANCER_TYPE", "example", "PROXY_EXAMPLE_SERVER", "127.0.0.1:" + port);
        try (Daemon proxy = Daemon.start(folder.resolve("run"), settings, List.of(balancer, protocol));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).isEqualTo("hello\n");
            assertThat(proxy.process().output()).contains("example balancer opened");
        }
        try (var help = Daemon.run(folder, Map.of(), List.of(balancer, protocol), List.of(), "--help")) {
            assertThat(help.awaitExit(Duration.ofSeconds(20))).isZero();
            assertThat(help.output()).contains("PROXY_EXAMPLE_SERVER");
        }
    }

    private Path jar(String name, String source, String service) throws IOException {
        Path from = Files.createDirectories(folder.resolve(name));
        Path file = Files.writeString(from.resolve(name + ".java"), source);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        from.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        file.toString());
        assertThat(failed).as("javac").isZero();
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                var classes = Files.newDirectoryStream(from.resolve("example"))) {
            for (Path each : classes) {
                entries.putNextEntry(new JarEntry("example/" + each.getFileName()));
                Files.copy(each, entries);
                entries.closeEntry();
            }
            entries.putNextEntry(new JarEntry("META-INF/services/" + service));
            entries.write(("example." + name + "\n").getBytes(StandardCharsets.UTF_8));
            entries.closeEntry();
        }
        return jar;
    }
}

package org.mediaproxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.it.peers.NginxRtmp;
import org.mediaproxy.it.peers.RtmpCaller;
import org.mediaproxy.lb.memory.MemoryLoadBalancerProvider;
import org.mediaproxy.rtmp.RtmpProtocol;

/** An application that embeds the proxy with three modules only: what docs/embedding.md shows. */
class EmbeddingIT {

    @TempDir
    Path folder;

    @Test
    void anApplicationServesRtmpOnAFreePort() throws Exception {
        try (NginxRtmp origin = NginxRtmp.start(folder, 4096);
                MediaProxy proxy = MediaProxy.builder()
                        .settings(Map.of(
                                "PROXY_RTMP_SERVER", "127.0.0.1:0",
                                "PROXY_DEFAULT_BACKEND_ENABLED", "on",
                                "PROXY_DEFAULT_BACKEND_RTMP", Integer.toString(origin.rtmpPort())))
                        .protocol(new RtmpProtocol())
                        .loadBalancer(new MemoryLoadBalancerProvider())
                        .build()
                        .start()) {
            assertThat(proxy.endpoints()).hasSize(1);
            int port = proxy.endpoints().get(0).address().getPort();
            try (RtmpCaller caller = new RtmpCaller(port).connect("live")) {
                caller.publish("embedded");
                assertThat(caller.awaitStatus()).isEqualTo("NetStream.Publish.Start");
                assertThat(origin.stat()).extracting(NginxRtmp.Stat::stream).containsExactly("embedded");
            }
        }
    }
}

package org.mediaproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class FreePortTest {

    @Test
    void canBeBound() throws Exception {
        try (ServerSocket tcp = new ServerSocket(FreePort.tcp());
                DatagramSocket udp = new DatagramSocket(FreePort.udp())) {
            assertThat(tcp.isBound()).isTrue();
            assertThat(udp.isBound()).isTrue();
        }
    }
}

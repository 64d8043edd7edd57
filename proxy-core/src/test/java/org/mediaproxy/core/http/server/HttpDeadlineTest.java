package org.mediaproxy.core.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.http.server.HttpDeadline.Expired;

final class HttpDeadlineTest {

    private final HttpDeadline deadline = new HttpDeadline();
    private final List<Object> expired = new ArrayList<>();
    private final SlowClient client = new SlowClient();

    @BeforeEach
    void connect() {
        client.freezeTime();
        client.pipeline().addLast(deadline, new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                expired.add(event);
            }
        });
    }

    @AfterEach
    void close() {
        client.close();
    }

    /** A channel whose other side takes no more than it is told to. */
    private static final class SlowClient extends EmbeddedChannel {

        private int allowed;

        void take(int bytes) {
            allowed = bytes;
            flush();
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer unsent) {
            long bytes = Math.min(allowed, unsent.totalPendingWriteBytes());
            allowed = 0;
            unsent.removeBytes(bytes);
        }
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            client.advanceTimeBy(1, TimeUnit.SECONDS);
            client.runScheduledPendingTasks();
        }
    }

    private void write(int bytes) {
        client.writeAndFlush(client.alloc().buffer(bytes, bytes).writeZero(bytes));
    }

    private void expiresAfter(int seconds, Expired what) {
        pass(seconds - 1);
        assertThat(expired).isEmpty();
        pass(1);
        assertThat(expired).containsExactly(what);
    }

    @Test
    void whoConnectsHasSomethingToSay() {
        expiresAfter(10, Expired.IDLE);
    }

    @Test
    void aRequestHasItsTimeFromItsFirstByteHoweverOftenMoreComes() {
        pass(9);
        for (int i = 0; i < 9; i++) {
            client.writeInbound(client.alloc().buffer().writeByte('G'));
            client.<ByteBuf>readInbound().release();
            pass(1);
        }
        deadline.waitForBody(); // of the same request: no time of its own
        assertThat(expired).isEmpty();
        pass(1);
        assertThat(expired).containsExactly(Expired.REQUEST);
    }

    @Test
    void theNextRequestMayTakeLonger() {
        deadline.waitForRequest();
        expiresAfter(60, Expired.IDLE);
    }

    @Test
    void anEndpointHasAMinute() {
        deadline.waitForReply();
        expiresAfter(60, Expired.REPLY);
    }

    @Test
    void aClientHasTwoSecondsToLeave() {
        deadline.waitForLeave();
        expiresAfter(2, Expired.CLIENT);
    }

    @Test
    void aClientThatTakesNothingIsGivenUpAtTheSecondLook() {
        write(100); // less than would make the channel unwritable
        deadline.waitForClient();
        expiresAfter(30, Expired.CLIENT);
    }

    @Test
    void aClientThatTakesALittleOfALargeBufferIsNot() {
        write(1_000_000);
        deadline.waitForClient();
        for (int i = 0; i < 20; i++) {
            client.take(1);
            pass(15);
        }
        assertThat(expired).isEmpty();
        pass(15);
        assertThat(expired).containsExactly(Expired.CLIENT);
    }

    @Test
    void aClientThatTakesOneBufferAfterTheOtherIsNot() {
        write(1_000);
        deadline.waitForClient();
        for (int i = 0; i < 20; i++) {
            write(1_000); // as much is unsent each time
            client.take(1_000);
            pass(15);
        }
        assertThat(expired).isEmpty();
    }

    @Test
    void aClientThatHasAllOfItIsNotLate() {
        deadline.waitForClient();
        pass(1_000);
        assertThat(expired).isEmpty();
        write(100);
        pass(15);
        pass(15);
        assertThat(expired).containsExactly(Expired.CLIENT);
    }

    @Test
    void aClosedConnectionHasNoDeadline() {
        deadline.waitForReply();
        client.close();
        pass(1_000);
        deadline.waitForReply();
        pass(1_000);
        assertThat(expired).isEmpty();
    }
}

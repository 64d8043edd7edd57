package org.mediaproxy.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mediaproxy.core.session.Phase;
import org.mediaproxy.rtmp.scripted.Client;
import org.mediaproxy.rtmp.scripted.Leaving;
import org.mediaproxy.rtmp.scripted.OriginConnection;
import org.mediaproxy.rtmp.scripted.ScriptedOrigin;
import org.mediaproxy.rtmp.scripted.TestProxy;
import org.mediaproxy.rtmp.scripted.Wire;

/** A client that leaves, in each way and at each step: one end is counted, the right one, and nothing is left. */
final class ClientGoneIT {

    /** How far a client came before it left. */
    enum Step {
        CONNECTED(Phase.IDENTIFY),
        HALF_C1(Phase.IDENTIFY),
        S2_READ(Phase.IDENTIFY),
        SHAKEN(Phase.IDENTIFY),
        HALF_CONNECT(Phase.IDENTIFY),
        CONNECT_ANSWERED(Phase.IDENTIFY),
        STREAM_CREATED(Phase.IDENTIFY),
        ORIGIN_SILENT(Phase.CONNECT),
        ORIGIN_SHAKEN(Phase.CONNECT),
        ORIGIN_ANSWERED_CONNECT(Phase.CONNECT),
        PUBLISH_SAID(Phase.RELAY),
        PUBLISHING(Phase.RELAY);

        private final Phase phase;

        Step(Phase phase) {
            this.phase = phase;
        }

        boolean hasOrigin() {
            return compareTo(ORIGIN_SILENT) >= 0;
        }
    }

    static Stream<Arguments> departures() {
        return Stream.of(Step.values()).flatMap(step -> Stream.of(Leaving.values())
                .flatMap(how -> Stream.of("epoll", "nio").map(kind -> Arguments.of(step, how, kind))));
    }

    @ParameterizedTest
    @MethodSource("departures")
    void aClientMayLeaveAtAnyStep(Step step, Leaving how, String transport) {
        Map<String, String> settings = Map.of("PROXY_TRANSPORT", transport, "PROXY_RTMP_ANSWER_TIMEOUT", "400ms");
        try (ScriptedOrigin origin = new ScriptedOrigin(ScriptedOrigin.WAITS);
                TestProxy proxy = TestProxy.with(settings, origin);
                Client client = clientAt(step, proxy)) {
            OriginConnection connection = step.hasOrigin() ? originAt(step, origin) : null;
            if (step == Step.PUBLISHING) {
                client.inbox().status("NetStream.Publish.Start");
            }
            proxy.settle();
            client.leave(how);
            if (connection != null) {
                if (step == Step.ORIGIN_SILENT) {
                    connection.startReading();
                }
                assertThat(connection.inbox().awaitEnd()).isNotNull();
                connection.close();
            }
            assertThat(proxy.awaitOneEnd()).isIn(expected(step, how, transport));
            if (!step.hasOrigin()) {
                assertThat(origin.accepted()).isZero();
            }
        }
    }

    private static Iterable<String> expected(Step step, Leaving how, String transport) {
        String phase = step.phase.label();
        String cause = how == Leaving.RESET ? "reset" : "closed";
        if (step.phase == Phase.CONNECT && transport.equals("nio")) {
            // NIO does not look at a socket that is not read; the origin's timeout, or the first read, finds out.
            return List.of("client connect " + cause, "origin connect refused", "origin route timeout");
        }
        return List.of("client " + phase + " " + cause);
    }

    private static Client clientAt(Step step, TestProxy proxy) {
        return switch (step) {
            case CONNECTED -> Client.connected(proxy);
            case HALF_C1 -> {
                Client client = Client.connected(proxy);
                client.send(Client.c0c1(), 0, 700);
                yield client;
            }
            case S2_READ -> {
                Client client = Client.connected(proxy);
                client.send(Client.c0c1());
                client.read(1 + 2 * Client.BLOCK);
                yield client;
            }
            case SHAKEN -> Client.shaken(proxy);
            case HALF_CONNECT -> {
                Client client = Client.shaken(proxy);
                client.send(new Wire().connect("live").bytes(), 0, 50);
                yield client;
            }
            case CONNECT_ANSWERED -> {
                Client client = Client.shaken(proxy);
                client.send(new Wire().connect("live"));
                client.inbox().command("_result");
                yield client;
            }
            case STREAM_CREATED -> Client.upToCreateStream(proxy, "s");
            default -> Client.publisher(proxy, "s");
        };
    }

    private static OriginConnection originAt(Step step, ScriptedOrigin origin) {
        OriginConnection connection = origin.next();
        if (step.compareTo(Step.ORIGIN_SHAKEN) >= 0) {
            connection.shake().inbox().command("createStream");
        }
        if (step.compareTo(Step.ORIGIN_ANSWERED_CONNECT) >= 0) {
            connection.answerConnect();
        }
        if (step.compareTo(Step.PUBLISH_SAID) >= 0) {
            connection.answerCreateStream(1).inbox().command("publish");
        }
        if (step == Step.PUBLISHING) {
            connection.grant(1);
        }
        return connection;
    }
}

package org.mediaproxy.core.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mediaproxy.core.testing.FakeLoadBalancer;
import org.mediaproxy.core.transport.Kinds;

/** Two processes in one, with real sockets between them and to their clients. */
@Timeout(120)
final class TakeoverIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final FakeLoadBalancer balancer = new FakeLoadBalancer();
    private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void epollOnly() {
        assertThat(Kinds.available()).contains("epoll");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private Path path() {
        return folder.resolve("takeover");
    }

    private OneProcess process(String letter, int threads) {
        OneProcess process = new OneProcess(letter, path(), balancer, threads);
        open.add(process);
        return process;
    }

    private OneProcess first(int threads) {
        OneProcess older = process("a", threads);
        older.takeover.begin();
        return older;
    }

    /** Empty where the process before has not been missed yet: then the start fails, and whoever watches over it tries again. */
    private Optional<OneProcess> takingOver(String letter, int port) throws Exception {
        OneProcess newer = process(letter, 2);
        try {
            newer.takeover.begin();
            newer.listenUdp(port);
            return Optional.of(newer);
        } catch (UncheckedIOException early) {
            newer.close();
            return Optional.empty();
        }
    }

    private static String ask(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private DatagramSocket client() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(20_000);
        open.add(socket);
        return socket;
    }

    private static String say(DatagramSocket client, String word, InetSocketAddress to) throws IOException {
        byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
        client.send(new DatagramPacket(bytes, bytes.length, to));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        client.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({"2,2", "3,1", "1,3"})
    void connectionsThatComeAllTheTimeAreAllServed(int olderThreads, int newerThreads) throws Exception {
        OneProcess older = first(olderThreads);
        InetSocketAddress address = older.listen(0);
        older.takeover.complete();
        Queue<Object> heard = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            while (!over.get()) {
                try {
                    heard.add(ask(address));
                } catch (IOException e) {
                    heard.add(e);
                }
            }
        });
        caller.start();
        await().atMost(PATIENCE).until(() -> heard.contains("a"));

        OneProcess newer = process("b", newerThreads);
        newer.takeover.begin();
        assertThat(newer.listen(address.getPort())).isEqualTo(address);
        newer.takeover.complete();
        await().atMost(PATIENCE)
                .until(() -> older.takeover.takenOver().toCompletableFuture().isDone());
        older.tcp.forEach(listener -> listener.close());
        older.close();
        await().atMost(PATIENCE).until(() -> heard.contains("b"));
        int enough = heard.size() + 20;
        await().atMost(PATIENCE).until(() -> heard.size() > enough);
        over.set(true);
        caller.join();

        assertThat(heard).containsOnly("a", "b");
    }

    @ParameterizedTest
    @CsvSource({"2,2", "3,1", "1,3"})
    void datagramsGoToWhoKnowsTheirClient(int olderThreads, int newerThreads) throws Exception {
        OneProcess older = first(olderThreads);
        InetSocketAddress address = older.listenUdp(0);
        older.takeover.complete();
        DatagramSocket staying = client();
        assertThat(say(staying, "1", address)).isEqualTo("a1");
        older.known.add((InetSocketAddress) staying.getLocalSocketAddress());

        OneProcess newer = process("b", newerThreads);
        newer.takeover.begin();
        newer.listenUdp(address.getPort());
        newer.takeover.complete();
        await().atMost(PATIENCE)
                .until(() -> older.takeover.takenOver().toCompletableFuture().isDone());
        for (int i = 0; i < 20; i++) {
            assertThat(say(staying, "2", address)).isEqualTo("a2");
            assertThat(say(client(), "3", address)).isEqualTo("b3");
        }
        older.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(say(staying, "4", address)).isEqualTo("b4"));
    }

    @Test
    void datagramsFindTheirWayThroughThreeProcesses() throws Exception {
        OneProcess older = first(2);
        InetSocketAddress address = older.listenUdp(0);
        older.takeover.complete();
        DatagramSocket first = client();
        older.known.add((InetSocketAddress) first.getLocalSocketAddress());
        DatagramSocket second = client();
        for (String letter : new String[] {"b", "c"}) {
            OneProcess newer = process(letter, 2);
            newer.takeover.begin();
            newer.listenUdp(address.getPort());
            newer.takeover.complete();
            if (letter.equals("b")) {
                newer.known.add((InetSocketAddress) second.getLocalSocketAddress());
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(say(client(), "0", address)).isEqualTo("c0"));
        assertThat(say(first, "1", address)).isEqualTo("a1");
        assertThat(say(second, "2", address)).isEqualTo("b2");
        assertThat(say(client(), "3", address)).isEqualTo("c3");
    }

    @Test
    void aProcessThatDrainsAndHasLostItsSuccessorIsTakenOverFromAgain() throws Exception {
        OneProcess older = first(2);
        InetSocketAddress address = older.listenUdp(0);
        older.takeover.complete();
        DatagramSocket staying = client();
        older.known.add((InetSocketAddress) staying.getLocalSocketAddress());
        for (String letter : new String[] {"b", "c"}) {
            OneProcess newer = await().atMost(PATIENCE)
                    .until(() -> takingOver(letter, address.getPort()), Optional::isPresent)
                    .orElseThrow();
            newer.takeover.complete();
            assertThat(newer.takeover.olderEnded().toCompletableFuture()).isNotDone();
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(say(staying, "1", address)).isEqualTo("a1");
                assertThat(say(client(), "2", address)).isEqualTo(letter + "2");
            });
            if (letter.equals("b")) {
                newer.close();
            } else {
                older.close();
                await().atMost(PATIENCE).until(newer.takeover.olderEnded().toCompletableFuture()::isDone);
            }
        }
    }

    @Test
    void aProcessThatFailsToStartLeavesTheOtherOneServing() throws Exception {
        OneProcess older = first(2);
        InetSocketAddress tcp = older.listen(0);
        InetSocketAddress udp = older.listenUdp(0);
        older.takeover.complete();
        for (int i = 0; i < 3; i++) {
            OneProcess failing = process("b", 2);
            failing.takeover.begin();
            failing.listen(tcp.getPort());
            failing.listenUdp(udp.getPort());
            assertThat(ask(tcp)).isEqualTo("a");
            failing.close();
        }
        assertThat(ask(tcp)).isEqualTo("a");
        assertThat(say(client(), "1", udp)).isEqualTo("a1");
        assertThat(older.takeover.takenOver().toCompletableFuture()).isNotDone();

        OneProcess newer = process("c", 2);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(newer.takeover::begin); // the last one may be let go of yet
        newer.listen(tcp.getPort());
        newer.takeover.complete();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ask(tcp)).isEqualTo("c"));
        assertThat(say(client(), "2", udp)).isEqualTo("a2"); // the newer does not listen there: it stays the older's
    }

    @Test
    void aProcessThatDiesBeforeItServesIsTakenForNone() throws Exception {
        OneProcess older = first(1);
        InetSocketAddress tcp = older.listen(0);
        older.takeover.complete();
        Link[] link = new Link[1];
        Deadline.await(
                older.transport.localSockets().connect(path(), false, channel -> link[0] = Link.on(channel)), PATIENCE);
        link[0].send(Message.of(Message.HELLO).with("version", Message.VERSION).with("pid", 1));
        Message offer = link[0].expect(Message.OFFER, PATIENCE);
        var courier = Deadline.await(older.transport.localSockets().connect(path(), true, channel -> {}), PATIENCE);
        Link.send(courier, Message.of(Message.COURIER).with("token", offer.text("token")));
        link[0].send(Message.of(Message.RECEIVED));
        link[0].expect(Message.TOLD, PATIENCE);
        link[0].send(Message.of(Message.READY).with("taken", java.util.List.of("tcp 127.0.0.1 " + tcp.getPort())));
        link[0].expect(Message.GO, PATIENCE); // the older one reads no more
        link[0].close();

        assertThat(ask(tcp)).isEqualTo("a");
        assertThat(older.takeover.takenOver().toCompletableFuture()).isNotDone();
    }

    @Test
    void anotherVersionIsRefusedWithTheReason() throws Exception {
        OneProcess older = first(1);
        older.takeover.complete();
        Link[] link = new Link[1];
        Deadline.await(
                older.transport.localSockets().connect(path(), false, channel -> link[0] = Link.on(channel)), PATIENCE);
        link[0].send(Message.of(Message.HELLO).with("version", 99).with("pid", 1));

        assertThatThrownBy(() -> link[0].expect(Message.OFFER, PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("speaks version 1");
    }

    @Test
    void whoeverSaysNonsenseIsCutOffAndTheNextOneIsServed() throws Exception {
        OneProcess older = first(1);
        older.takeover.complete();
        for (byte[] nonsense : new byte[][] {{0, 0, 0, 3, 'J', '{', '['}, {-1, -1, -1, -1, 0}, {0, 0, 0, 1, 'X'}}) {
            Link[] link = new Link[1];
            var channel = Deadline.await(
                    older.transport.localSockets().connect(path(), false, c -> link[0] = Link.on(c)), PATIENCE);
            channel.writeAndFlush(io.netty.buffer.Unpooled.wrappedBuffer(nonsense));
            assertThatThrownBy(() -> link[0].next(PATIENCE)).isInstanceOf(IOException.class);
        }
        OneProcess newer = process("b", 1);
        newer.takeover.begin();
        newer.takeover.complete();
        await().atMost(PATIENCE)
                .until(() -> older.takeover.takenOver().toCompletableFuture().isDone());
    }

    @Test
    void theMeetingPlaceIsTheOwnersAloneAndGoesWithTheLast() throws Exception {
        OneProcess older = first(1);
        older.takeover.complete();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        OneProcess newer = process("b", 1);
        newer.takeover.begin();
        newer.takeover.complete();
        older.close();
        assertThat(path()).exists();
        newer.close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPlaceThatADeadProcessLeftIsNoneToMeetAt() throws Exception {
        OneProcess dead = first(1);
        dead.takeover.complete();
        Path kept = folder.resolve("kept");
        Files.createLink(kept, path());
        dead.close();
        Files.move(kept, path());

        OneProcess next = first(1);
        next.takeover.complete();
        OneProcess newer = process("b", 1);
        newer.takeover.begin();
        newer.takeover.complete();
        await().atMost(PATIENCE)
                .until(() -> next.takeover.takenOver().toCompletableFuture().isDone());
    }

    @Test
    void aPlaceThatCannotBeHadFailsTheStart() throws Exception {
        Files.createDirectory(path());
        Files.createFile(path().resolve("x"));
        OneProcess process = process("a", 1);
        assertThatThrownBy(() -> {
                    process.takeover.begin();
                    process.takeover.complete();
                })
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot take over at " + path());
    }

    @Test
    void theNewerProcessHasTheKeysOfTheOlder() throws Exception {
        OneProcess older = first(1);
        byte[] key = older.secrets.key("cookie", 16);
        older.takeover.complete();
        OneProcess newer = process("b", 1);
        newer.takeover.begin();

        assertThat(newer.secrets.key("cookie", 16)).isEqualTo(key);
        assertThat(newer.secrets.key("other", 16)).isNotEqualTo(key);
    }
}

package org.mediaproxy.rtmp.scripted;

import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.util.List;

/** The proxy's connection as an origin sees it. */
public final class OriginConnection extends Peer {

    private static final int BLOCK = 1536;

    /** Added to the transaction of an answer that the client has had. */
    private static final double NEUTRAL = 1_000_000_000;

    private final ByteArrayOutputStream seenByClient = new ByteArrayOutputStream();

    OriginConnection(Socket socket) {
        super(socket);
    }

    /** Reads C0 to C2 and answers them; from then on everything goes to the inbox. */
    public OriginConnection shake() {
        read(1);
        byte[] c1 = read(BLOCK);
        byte[] answer = new byte[1 + 2 * BLOCK];
        answer[0] = 3;
        System.arraycopy(c1, 0, answer, 1 + BLOCK, BLOCK);
        send(answer);
        read(BLOCK);
        startReading();
        return this;
    }

    /** Sends what the client gets as it is. */
    public OriginConnection say(Wire wire) {
        byte[] bytes = wire.bytes();
        seenByClient.writeBytes(bytes);
        send(bytes);
        return this;
    }

    /** Answers a transaction that the client has had an answer to. */
    public OriginConnection answer(String name, double transaction, double value) {
        send(new Wire().result(name, transaction, value));
        seenByClient.writeBytes(
                new Wire().result(name, transaction + NEUTRAL, value).bytes());
        return this;
    }

    /** Waits for connect and answers it as origins do, with a chunk size of its own. */
    public OriginConnection answerConnect() {
        double transaction = inbox().command("connect").transaction();
        say(new Wire()
                .message(2, 5, 0, 0, new byte[] {0, 38, 37, (byte) 160})
                .message(2, 6, 0, 0, new byte[] {0, 38, 37, (byte) 160, 2}));
        return answer("_result", transaction, 0);
    }

    /** Waits for createStream and answers it. */
    public OriginConnection answerCreateStream(int streamId) {
        return answer("_result", inbox().command("createStream").transaction(), streamId);
    }

    /** Answers connect and createStream without having read them. */
    public OriginConnection answerUnread(double connect, double createStream) {
        return answer("_result", connect, 0).answer("_result", createStream, 1);
    }

    /** Waits for publish or play and grants it. */
    public OriginConnection grant(int streamId) {
        Said wanted = inbox().await(said -> List.of("publish", "play").contains(said.name()), "publish or play");
        boolean publish = wanted.name().equals("publish");
        return say(new Wire()
                .userControl(0, streamId)
                .status(streamId, "status", publish ? "NetStream.Publish.Start" : "NetStream.Play.Start"));
    }

    /** All that was said, as the client must see it. */
    public byte[] seenByClient() {
        return seenByClient.toByteArray();
    }
}

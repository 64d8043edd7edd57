package org.mediaproxy.rtmp.scripted;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;

/** One end of a connection: writes what it is told to, and once started reads all the time. */
public class Peer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 15_000;

    private final Socket socket;
    private final Inbox inbox = new Inbox();

    Peer(Socket socket) {
        this.socket = socket;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Socket socket() {
        return socket;
    }

    /** What was read since {@link #startReading}. */
    public Inbox inbox() {
        return inbox;
    }

    public Peer send(byte[] bytes) {
        return send(bytes, 0, bytes.length);
    }

    public Peer send(byte[] bytes, int from, int to) {
        try {
            socket.getOutputStream().write(bytes, from, to - from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Peer send(Wire wire) {
        return send(wire.bytes());
    }

    /** Reads exactly so many bytes; before {@link #startReading}. */
    public byte[] read(int count) {
        try {
            byte[] read = socket.getInputStream().readNBytes(count);
            if (read.length < count) {
                throw new AssertionError("closed after " + read.length + " of " + count + " bytes");
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From here on everything goes to the inbox. */
    public void startReading() {
        Thread thread = new Thread(this::readAll, "peer-" + socket.getPort());
        thread.setDaemon(true);
        thread.start();
    }

    private void readAll() {
        byte[] buffer = new byte[64 * 1024];
        try {
            socket.setSoTimeout(0);
            InputStream in = socket.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                inbox.add(buffer, length);
                inbox.awaitReading();
            }
            inbox.end("closed");
        } catch (IOException | InterruptedException e) {
            inbox.end("reset");
        }
    }

    /** Leaves in one of the three ways of TCP. */
    public void leave(Leaving how) {
        try {
            switch (how) {
                case CLOSE -> socket.close();
                case HALF_CLOSE -> socket.shutdownOutput();
                case RESET -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

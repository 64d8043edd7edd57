package org.mediaproxy.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.rtmp.amf.Amf0Writer;
import org.mediaproxy.rtmp.amf.RtmpCommand;
import org.mediaproxy.rtmp.chunk.ChunkReader;
import org.mediaproxy.rtmp.chunk.ChunkWriter;
import org.mediaproxy.rtmp.chunk.RtmpMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading the commands of one player, as identification does: once a session, on its event loop. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChunkReaderBenchmark {

    private final ByteBufAllocator alloc = PooledByteBufAllocator.DEFAULT;
    private @Nullable ByteBuf commands;

    /** Writes connect, createStream and play as a client does. */
    @Setup
    public void write() {
        ByteBuf out = alloc.buffer();
        ChunkWriter writer = new ChunkWriter();
        ByteBuf body = alloc.buffer();
        new Amf0Writer(body)
                .string("connect")
                .number(1)
                .startObject()
                .key("app")
                .string("live")
                .key("tcUrl")
                .string("rtmp://example.org/live")
                .endObject();
        writer.write(out, 3, RtmpMessage.COMMAND_AMF0, 0, 0, body);
        new Amf0Writer(body.clear()).string("createStream").number(2).nullValue();
        writer.write(out, 3, RtmpMessage.COMMAND_AMF0, 0, 0, body);
        new Amf0Writer(body.clear()).string("play").number(3).nullValue().string("livestream?token=abc");
        writer.write(out, 8, RtmpMessage.COMMAND_AMF0, 1, 0, body);
        body.release();
        commands = out;
    }

    /** Gives the bytes back. */
    @TearDown
    public void release() {
        if (commands != null) {
            commands.release();
        }
    }

    /** One player's commands, from bytes to the stream's name. */
    @Benchmark
    public @Nullable String identifyPlayer() {
        String name = null;
        if (commands != null) {
            ByteBuf bytes = commands.slice();
            ChunkReader reader = new ChunkReader(RtmpCommand::isCommand, 1 << 20, alloc);
            for (RtmpMessage message = reader.read(bytes); message != null; message = reader.read(bytes)) {
                name = RtmpCommand.parse(message).string(1);
                message.release();
            }
            reader.close();
        }
        return name;
    }
}

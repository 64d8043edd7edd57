package org.mediaproxy.rtmp.chunk;

import io.netty.buffer.ByteBufUtil;
import java.util.List;

/**
 * Bytes written by hand after the specification, and the messages they hold. Type 9 is never kept.
 *
 * @param hex spaces and line ends do not count
 * @param messages as {@link Exchange#describe} prints them
 */
record ChunkCase(String name, String hex, List<String> messages) {
    private static final String CHUNKS_OF_TWO = "02 000000 000004 01 00000000 00000002 ";
    private static final String SIZE_SET = "type=1 csid=2 stream=0 t=0 at=0 00000002";

    static final List<ChunkCase> VALID = List.of(
            new ChunkCase(
                    "formats 0, 1, 2 and 3 each begin a message",
                    "04 0003e8 000002 08 01000000 aabb  44 000014 000001 08 cc  84 00000a dd  c4 ee",
                    List.of(
                            "type=8 csid=4 stream=1 t=1000 at=0 aabb",
                            "type=8 csid=4 stream=1 t=1020 at=14 cc",
                            "type=8 csid=4 stream=1 t=1030 at=23 dd",
                            "type=8 csid=4 stream=1 t=1040 at=28 ee")),
            new ChunkCase(
                    "format 3 after format 0 adds the timestamp",
                    "04 0003e8 000001 08 01000000 aa  c4 bb",
                    List.of("type=8 csid=4 stream=1 t=1000 at=0 aa", "type=8 csid=4 stream=1 t=2000 at=13 bb")),
            new ChunkCase(
                    "chunk stream ids of one, two and three bytes",
                    "3f 000000 000001 08 01000000 aa  00 00 000000 000001 08 01000000 bb"
                            + "00 ff 000000 000001 08 01000000 cc  01 00 01 000000 000001 08 01000000 dd"
                            + "01 ff ff 000000 000001 08 01000000 ee  c1 ff ff ff",
                    List.of(
                            "type=8 csid=63 stream=1 t=0 at=0 aa",
                            "type=8 csid=64 stream=1 t=0 at=13 bb",
                            "type=8 csid=319 stream=1 t=0 at=27 cc",
                            "type=8 csid=320 stream=1 t=0 at=41 dd",
                            "type=8 csid=65599 stream=1 t=0 at=56 ee",
                            "type=8 csid=65599 stream=1 t=0 at=71 ff")),
            new ChunkCase(
                    "a two-byte and a three-byte id name the same chunk stream",
                    "00 05 00000a 000001 08 01000000 aa  c1 05 00 bb",
                    List.of("type=8 csid=69 stream=1 t=10 at=0 aa", "type=8 csid=69 stream=1 t=20 at=14 bb")),
            new ChunkCase(
                    "extended timestamps, extended deltas, and the wrap",
                    "04 ffffff 000001 08 01000000 00ffffff aa  44 ffffff 000001 08 01000000 bb"
                            + "04 ffffff 000001 08 01000000 ffffffff cc  84 000002 dd",
                    List.of(
                            "type=8 csid=4 stream=1 t=16777215 at=0 aa",
                            "type=8 csid=4 stream=1 t=33554431 at=17 bb",
                            "type=8 csid=4 stream=1 t=4294967295 at=30 cc",
                            "type=8 csid=4 stream=1 t=1 at=47 dd")),
            new ChunkCase(
                    "format 3 beginning a message repeats the extended delta",
                    "04 000000 000001 08 01000000 aa  84 ffffff 01000000 bb  c4 01000000 cc",
                    List.of(
                            "type=8 csid=4 stream=1 t=0 at=0 aa",
                            "type=8 csid=4 stream=1 t=16777216 at=13 bb",
                            "type=8 csid=4 stream=1 t=33554432 at=22 cc")),
            new ChunkCase(
                    "continuations repeat the extended timestamp",
                    CHUNKS_OF_TWO + "04 ffffff 000005 08 01000000 01000000 a1a2 c4 01000000 a3a4 c4 01000000 a5",
                    List.of(SIZE_SET, "type=8 csid=4 stream=1 t=16777216 at=16 a1a2a3a4a5")),
            new ChunkCase(
                    "continuations without the extended timestamp",
                    CHUNKS_OF_TWO + "04 ffffff 000005 08 01000000 01000000 a1a2 c4 a3a4 c4 a5",
                    List.of(SIZE_SET, "type=8 csid=4 stream=1 t=16777216 at=16 a1a2a3a4a5")),
            new ChunkCase(
                    "payload that looks like the beginning of the omitted timestamp",
                    CHUNKS_OF_TWO
                            + "04 ffffff 000007 08 01000000 01000000 a1a2 c4 0100 c4 01a4 c4 01 04 000000 000001 08"
                            + "01000000 bb",
                    List.of(
                            SIZE_SET,
                            "type=8 csid=4 stream=1 t=16777216 at=16 a1a2010001a401",
                            "type=8 csid=4 stream=1 t=0 at=42 bb")),
            new ChunkCase(
                    "a timestamp that differs only behind the payload's end is one all the same",
                    CHUNKS_OF_TWO + "04 ffffff 000003 08 01000000 01000000 a1a2 c4 01000005 a3",
                    List.of(SIZE_SET, "type=8 csid=4 stream=1 t=16777216 at=16 a1a2a3")),
            new ChunkCase(
                    "interleaved chunk streams, one of them not kept",
                    CHUNKS_OF_TWO + "04 000001 000003 08 01000000 a1a2  06 000002 000005 09 01000000 b1b2  c4 a3"
                            + "c6 b3b4 07 000003 000000 08 01000000 c6 b5",
                    List.of(
                            SIZE_SET,
                            "type=8 csid=4 stream=1 t=1 at=16 a1a2a3",
                            "type=8 csid=7 stream=1 t=3 at=49 ",
                            "type=9 csid=6 stream=1 t=2 at=30 length 5")),
            new ChunkCase(
                    "the chunk size changes in the midst of a message",
                    CHUNKS_OF_TWO + "04 000001 000007 08 01000000 a1a2  02 000000 000004 01 00000000 0000 c2 0004"
                            + "c4 a3a4a5a6 c4 a7",
                    List.of(
                            SIZE_SET,
                            "type=1 csid=2 stream=0 t=0 at=30 00000004",
                            "type=8 csid=4 stream=1 t=1 at=16 a1a2a3a4a5a6a7")),
            new ChunkCase(
                    "abort drops what has begun, and the next header may be short",
                    CHUNKS_OF_TWO + "04 000001 000003 08 01000000 a1a2  02 000000 000004 02 00000000 0000 c2 0004"
                            + "84 000005 b1b2 c4 b3",
                    List.of(
                            SIZE_SET,
                            "type=2 csid=2 stream=0 t=0 at=30 00000004",
                            "type=8 csid=4 stream=1 t=6 at=47 b1b2b3")),
            new ChunkCase(
                    "abort of a chunk stream that has nothing, or was never seen, or is its own",
                    "02 000000 000004 02 00000000 00000004 c2 00000009 c2 00000002",
                    List.of(
                            "type=2 csid=2 stream=0 t=0 at=0 00000004",
                            "type=2 csid=2 stream=0 t=0 at=16 00000009",
                            "type=2 csid=2 stream=0 t=0 at=21 00000002")),
            new ChunkCase(
                    "a chunk stream that begins with format 1, as librtmp's do",
                    "43 000000 000001 14 aa",
                    List.of("type=20 csid=3 stream=0 t=0 at=0 aa")),
            new ChunkCase(
                    "an aggregate is one message",
                    "04 00000a 00000d 16 01000000 08 000001 000000 00 000000 aa 0c",
                    List.of("type=22 csid=4 stream=1 t=10 at=0 080000010000000000" + "0000aa0c")),
            new ChunkCase(
                    "the message stream id is little-endian, all other numbers are not",
                    "04 010203 000001 08 01020304 aa",
                    List.of("type=8 csid=4 stream=67305985 t=66051 at=0 aa")),
            new ChunkCase(
                    "the largest chunk size",
                    "02 000000 000004 01 00000000 01000000",
                    List.of("type=1 csid=2 stream=0 t=0 at=0 01000000")));

    static final List<ChunkCase> MALFORMED = List.of(
            new ChunkCase("format 2 on a new chunk stream", "84 000000", List.of()),
            new ChunkCase("format 3 on a new chunk stream", "c4", List.of()),
            new ChunkCase("chunk size 0", "02 000000 000004 01 00000000 00000000", List.of()),
            new ChunkCase("chunk size over 16 MiB", "02 000000 000004 01 00000000 01000001", List.of()),
            new ChunkCase("chunk size with the top bit", "02 000000 000004 01 00000000 80000080", List.of()),
            new ChunkCase("chunk size in three bytes", "02 000000 000003 01 00000000 000080", List.of()),
            new ChunkCase("chunk size without bytes", "02 000000 000000 01 00000000", List.of()),
            new ChunkCase("abort in five bytes", "02 000000 000005 02 00000000 0000000000", List.of()),
            new ChunkCase("message over the limit", "04 000000 010001 08 01000000", List.of()),
            new ChunkCase("message over the limit that is not kept", "04 000000 010001 09 01000000", List.of()),
            new ChunkCase(
                    "format 0 within a message",
                    CHUNKS_OF_TWO + "04 000000 000003 08 01000000 a1a2 04 000000 000001" + "08 01000000",
                    List.of()),
            new ChunkCase(
                    "format 2 within a message",
                    CHUNKS_OF_TWO + "04 000000 000003 08 01000000 a1a2 84 000000",
                    List.of()));

    byte[] bytes() {
        return ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
    }

    @Override
    public String toString() {
        return name;
    }
}

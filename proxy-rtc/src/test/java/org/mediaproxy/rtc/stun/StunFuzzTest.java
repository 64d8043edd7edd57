package org.mediaproxy.rtc.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StunFuzzTest {

    private static final long SEED = 20_261_122;
    private static final int ROUNDS = 100_000;

    private final StunCheck check = new StunCheck();
    private final IceKey key = IceKey.of(Vectors.PASSWORD);
    private final StunMessage message = new StunMessage();

    @Test
    void nothingEscapesAndNothingDamagedIsProved() {
        List<byte[]> seeds = seeds();
        Random random = new Random(SEED);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] seed = seeds.get(round % seeds.size());
            byte[] bytes = damaged(seed, random);
            try {
                read += ask(bytes, seed) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + SEED + ", round " + round, e);
            }
        }
        assertThat(read).isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
    }

    private boolean ask(byte[] bytes, byte[] seed) {
        ByteBuf packet = Vectors.shifted(bytes);
        if (!message.read(packet)) {
            return false;
        }
        // Everything can be asked, whatever was read.
        message.type();
        message.transactionHigh();
        message.transactionLow();
        message.username();
        message.priority();
        message.tieBreaker();
        message.errorCode();
        message.mappedAddress();
        if (check.isSignedBy(message, key)) {
            int covered = message.integrityAt() - message.start();
            assertThat(Arrays.copyOfRange(bytes, 4, covered + 24)).isEqualTo(Arrays.copyOfRange(seed, 4, covered + 24));
        }
        boolean same = Arrays.equals(bytes, seed);
        assertThat(check.hasRightFingerprint(message)).isEqualTo(same);
        assertThat(packet.readableBytes()).isEqualTo(bytes.length);
        return true;
    }

    private static byte[] damaged(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                // A type or a length of an attribute that exists.
                case 2 -> bytes[20 + ((at % (bytes.length - 20)) & ~3) + 1] = (byte) random.nextInt(0x2B);
                case 3 -> bytes[20 + ((at % (bytes.length - 20)) & ~3) + 3] = (byte) (4 * random.nextInt(8));
                default -> {
                    byte[] cut = Arrays.copyOf(bytes, Math.max(24, at & ~3));
                    cut[2] = 0;
                    cut[3] = (byte) (cut.length - 20);
                    bytes = random.nextInt(4) == 0 ? cut : bytes;
                }
            }
        }
        return bytes;
    }

    private List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(Vectors.ALL);
        ByteBuf out = Unpooled.buffer();
        StunWriter writer = new StunWriter(check);
        writer.start(out, StunType.BINDING_REQUEST, 1, 2)
                .username("a:b")
                .controlling(3)
                .useCandidate()
                .priority(4)
                .finish(key);
        seeds.add(bytes(out));
        out.clear();
        writer.start(out, StunType.BINDING_ERROR, 1, 2)
                .errorCode(400, "Bad Request")
                .finish(key);
        seeds.add(bytes(out));
        return seeds;
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }
}

package org.mediaproxy.rtc.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class StunCheckTest {

    private final StunCheck check = new StunCheck();
    private final IceKey key = IceKey.of(Vectors.PASSWORD);

    @Test
    void theVectorsOfRfc5769AreRight() {
        StunMessage message = new StunMessage();
        for (byte[] vector : Vectors.ALL) {
            ByteBuf packet = Vectors.shifted(vector);
            assertThat(message.read(packet)).isTrue();
            assertThat(check.isSignedBy(message, key)).isTrue();
            assertThat(check.hasRightFingerprint(message)).isTrue();
            assertThat(packet.readableBytes()).isEqualTo(vector.length);
        }
    }

    @Test
    void anotherPasswordIsWrong() {
        StunMessage message = Vectors.read(Vectors.REQUEST);
        assertThat(check.isSignedBy(message, IceKey.of(Vectors.PASSWORD + "t"))).isFalse();
        assertThat(check.isSignedBy(message, IceKey.of("x"))).isFalse();
        assertThat(check.isSignedBy(message, key)).isTrue();
    }

    @Test
    void everyFlippedBitThatTheHashCoversIsSeen() {
        StunMessage message = new StunMessage();
        int integrityEnds = Vectors.REQUEST.length - 8;
        int read = 0;
        for (int bit = 0; bit < Vectors.REQUEST.length * 8; bit++) {
            byte[] damaged = Vectors.REQUEST.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            if (message.read(Unpooled.wrappedBuffer(damaged))) {
                read++;
                assertThat(check.isSignedBy(message, key)).as("bit %d", bit).isEqualTo(bit / 8 >= integrityEnds);
                assertThat(check.hasRightFingerprint(message)).as("bit %d", bit).isFalse();
            }
        }
        assertThat(read).isGreaterThan(500);
    }

    @Test
    void withoutTheAttributeNothingIsProved() {
        StunMessage bare = Vectors.read(Vectors.bytes("00010000 2112a442 b7e7a701bc34d686fa87dfae"));
        assertThat(check.isSignedBy(bare, key)).isFalse();
        assertThat(check.hasRightFingerprint(bare)).isFalse();
    }

    @Test
    void theHashIsThatOfTheJdkForEveryLengthOfPassword() throws Exception {
        Random random = new Random(5);
        for (int length = 1; length < 140; length++) {
            StringBuilder password = new StringBuilder();
            for (int i = 0; i < length; i++) {
                password.append((char) ('+' + random.nextInt(80)));
            }
            ByteBuf out = Unpooled.buffer();
            new StunWriter(check)
                    .start(out, StunType.BINDING_REQUEST, random.nextLong(), random.nextInt())
                    .username("a".repeat(1 + random.nextInt(200)))
                    .finish(IceKey.of(password.toString()));
            byte[] covered = new byte[out.readableBytes() - 32];
            out.getBytes(0, covered);
            covered[2] = (byte) ((covered.length + 4) >> 8);
            covered[3] = (byte) (covered.length + 4);
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.toString().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            byte[] hash = new byte[20];
            out.getBytes(covered.length + 4, hash);
            assertThat(hash).as("password of %d", length).isEqualTo(mac.doFinal(covered));
        }
    }

    @Test
    void anEmptyPasswordIsNoKeyAndNoKeyIsPrinted() {
        assertThatThrownBy(() -> IceKey.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThat(key.toString()).doesNotContain(Vectors.PASSWORD);
    }

    @Test
    void readingAndProvingAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        StunMessage message = new StunMessage();
        // Without the leak detector, which in tests records every access.
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
        ByteBuf packet = allocator.directBuffer().writeBytes(Vectors.REQUEST);
        try {
            int right = 0;
            long before = 0;
            for (int i = 0; i < 40_000; i++) {
                if (i == 20_000) {
                    before = threads.getCurrentThreadAllocatedBytes();
                }
                boolean proved = PacketKind.of(packet) == PacketKind.STUN
                        && message.read(packet)
                        && check.hasRightFingerprint(message)
                        && check.isSignedBy(message, key);
                right += proved ? 1 : 0;
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(right).isEqualTo(40_000);
            // Less than one byte a message: what the compiler does beside is not ours.
            assertThat(allocated).isLessThan(20_000);
        } finally {
            packet.release();
        }
    }
}

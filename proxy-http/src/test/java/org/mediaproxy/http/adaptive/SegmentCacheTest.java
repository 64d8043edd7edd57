package org.mediaproxy.http.adaptive;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.origin.OriginId;

class SegmentCacheTest {

    private final MemoryBudget budget = new MemoryBudget(1_000_000);
    private final SegmentCache cache = new SegmentCache(100_000);

    @AfterEach
    void nothingIsLeft() {
        cache.close();
        assertThat(budget.used()).isZero();
    }

    private static RequestKey key(String target) {
        return new RequestKey(new OriginId("a-b-1"), "http", "host", target, "", "", "");
    }

    private SharedBody keep(String target, int size, Duration life) {
        ByteBuf piece = Unpooled.buffer(size).writeZero(size);
        SharedBody body = SharedBody.of(List.of(piece), size, budget);
        piece.release();
        cache.keep(
                key(target),
                new CachedReply(HttpResponseStatus.OK, new DefaultHttpHeaders(), body, System.nanoTime(), life));
        return body;
    }

    @Test
    void whatIsKeptIsFoundUntilItsTimeIsUp() {
        SharedBody body = keep("/a", 100, Duration.ofMillis(300));
        assertThat(cache.find(key("/a"))).map(CachedReply::body).contains(body);
        body.release(); // what find gave
        assertThat(cache.find(key("/b"))).isEmpty();
        Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> {
            cache.sweep();
            return budget.used() == 0;
        });
        assertThat(cache.find(key("/a"))).isEmpty();
    }

    @Test
    void theCacheNeverHoldsMoreThanItsSize() {
        for (int i = 0; i < 200; i++) {
            keep("/" + i, 10_000, Duration.ofMinutes(1));
            assertThat(budget.used()).isLessThanOrEqualTo(110_000);
        }
        assertThat(cache.bytes()).isBetween(1L, 100_000L);
    }

    @Test
    void whatIsReadWhenItIsDroppedLivesUntilItIsRead() {
        SharedBody body = keep("/a", 100, Duration.ofMinutes(1));
        ByteBuf reading = cache.find(key("/a")).orElseThrow().body().read();
        cache.close();
        assertThat(budget.used()).isEqualTo(100); // find's
        assertThat(reading.readableBytes()).isEqualTo(100);
        body.release();
        assertThat(budget.used()).isZero();
        assertThat(reading.getByte(99)).isZero();
        reading.release();
    }

    @Test
    void aSecondReplyTakesThePlaceOfTheFirst() {
        keep("/a", 100, Duration.ofMinutes(1));
        SharedBody second = keep("/a", 200, Duration.ofMinutes(1));
        assertThat(budget.used()).isEqualTo(200);
        assertThat(cache.find(key("/a"))).map(CachedReply::body).contains(second);
        second.release();
    }

    @Test
    void aCacheOfNoSizeKeepsNothing() {
        SegmentCache none = new SegmentCache(0);
        assertThat(none.isOn()).isFalse();
        assertThat(none.find(key("/a"))).isEmpty();
        none.close();
    }
}

package org.mediaproxy.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DurationHistogramTest {

    private final DurationHistogram histogram = new DurationHistogram();

    @ParameterizedTest
    @CsvSource({"-1,0", "0,0", "499999,0", "500000,0", "500001,1", "1000000,1", "10000000000,13", "10000000001,14"})
    void whatTookAsLongAsABoundIsWithinIt(long nanos, int bucket) {
        histogram.record(nanos);
        assertThat(histogram.counts()[bucket]).isEqualTo(1);
        assertThat(histogram.count()).isEqualTo(1);
    }

    @Test
    void boundsAscendAndTheLastBucketHasNone() {
        assertThat(DurationHistogram.bounds()).isSorted().doesNotHaveDuplicates();
        assertThat(histogram.counts()).hasSize(DurationHistogram.bounds().length + 1);
    }

    @Test
    void theSumIsOfSeconds() {
        histogram.record(TimeUnit.MILLISECONDS.toNanos(1500));
        histogram.record(TimeUnit.SECONDS.toNanos(2));
        assertThat(histogram.sum()).isEqualTo(3.5);
    }
}

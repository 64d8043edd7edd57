package org.mediaproxy.core.metrics;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class MetricTest {

    @Test
    void aNameSaysWhatItsValuesMean() {
        assertThatIllegalArgumentException().isThrownBy(() -> Metric.counter("srs_proxy_bytes", "Bytes."));
        assertThatIllegalArgumentException().isThrownBy(() -> Metric.gauge("srs_proxy_bytes_total", "Bytes."));
        assertThatIllegalArgumentException().isThrownBy(() -> Metric.histogram("srs_proxy_route_millis", "Time."));
        assertThatIllegalArgumentException().isThrownBy(() -> Metric.gauge("proxy_Bytes", "Bytes."));
    }
}

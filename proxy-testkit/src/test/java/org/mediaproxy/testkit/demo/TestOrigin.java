package org.mediaproxy.testkit.demo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mediaproxy.core.config.HostPort;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.config.SettingsReader;
import org.mediaproxy.core.metrics.Counters;
import org.mediaproxy.core.transport.Transport;
import org.mediaproxy.core.transport.TransportSettings;

/** A demo origin on free ports with two event loops, anew for each test. */
final class TestOrigin implements BeforeEachCallback, AfterEachCallback {

    private @Nullable Transport transport;
    private @Nullable DemoOrigin origin;

    static Transport openTransport() {
        Settings settings = Settings.of(Map.of("PROXY_THREADS", "2"));
        return new Transport(TransportSettings.read(new SettingsReader(settings)), new Counters());
    }

    static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(5));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        transport = openTransport();
        HostPort free = HostPort.parse("127.0.0.1:0");
        origin = DemoOrigin.start(transport, free, free);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        get().close();
        if (transport != null) {
            transport.closeAsync().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    DemoOrigin get() {
        if (origin == null) {
            throw new IllegalStateException("outside of a test");
        }
        return origin;
    }
}

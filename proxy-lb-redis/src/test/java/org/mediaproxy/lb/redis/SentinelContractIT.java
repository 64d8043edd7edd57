package org.mediaproxy.lb.redis;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class SentinelContractIT extends RedisContract {

    private static Sentinels sentinels;

    @BeforeAll
    static void start() {
        sentinels = new Sentinels();
    }

    @AfterAll
    static void stop() {
        sentinels.close();
    }

    @Override
    Map<String, String> settings() {
        return sentinels.settings();
    }

    @Override
    void flush() {
        sentinels.master().flush();
    }
}

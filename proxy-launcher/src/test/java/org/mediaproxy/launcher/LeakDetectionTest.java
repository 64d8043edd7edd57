package org.mediaproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LeakDetectionTest {

    private final Properties system = new Properties();

    @Test
    void isOffByItself() {
        LeakDetection.offUnlessGiven(system);

        assertThat(system).containsOnly(Map.entry(LeakDetection.LEVEL, "disabled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {LeakDetection.LEVEL, LeakDetection.OLD_LEVEL})
    void isWhatWasAskedForByEitherOfItsNames(String name) {
        system.setProperty(name, "advanced");

        LeakDetection.offUnlessGiven(system);

        assertThat(system).containsOnly(Map.entry(name, "advanced"));
    }
}

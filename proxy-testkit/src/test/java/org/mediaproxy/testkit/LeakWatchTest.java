package org.mediaproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import org.junit.jupiter.api.Test;

final class LeakWatchTest {

    private final LeakRecorder recorder = new LeakRecorder();
    private final ResourceLeakDetector<Object> detector = recorder.newResourceLeakDetector(Object.class, 1);

    @Test
    void isInstalledBeforeAnyTest() {
        assertThat(ResourceLeakDetectorFactory.instance()).isInstanceOf(LeakRecorder.class);
    }

    @Test
    void aResourceThatIsDroppedOpenFailsTheRun() {
        dropped();

        assertThatThrownBy(() -> LeakWatch.check(recorder))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 leaks");
    }

    @Test
    void whatIsClosedOrStillInUseIsNoLeak() {
        Object closed = new Object();
        ResourceLeakTracker<Object> tracker = detector.track(closed);
        assertThat(tracker).isNotNull();
        tracker.close(closed);
        Object used = new Object();
        detector.track(used);

        assertThatCode(() -> LeakWatch.check(recorder)).doesNotThrowAnyException();
        assertThat(used).isNotNull();
    }

    /** In a method of its own, so that no variable on the stack keeps the resource. */
    private void dropped() {
        detector.track(new Object());
    }
}

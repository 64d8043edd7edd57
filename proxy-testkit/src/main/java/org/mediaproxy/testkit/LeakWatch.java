package org.mediaproxy.testkit;

import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails a test run in which a buffer was not released. JUnit finds it wherever this module is on the test class path; it
 * needs no more, but sees everything only at Netty's leak detection level {@code paranoid}.
 */
public final class LeakWatch implements LauncherSessionListener {

    private static final int MAX_SHOWN = 20;

    /** Made by JUnit, before any test class is loaded. */
    public LeakWatch() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (!(ResourceLeakDetectorFactory.instance() instanceof LeakRecorder)) {
            ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new LeakRecorder());
        }
    }

    /**
     * Looks for leaks, which takes some collections of garbage.
     *
     * @throws AssertionError if there were any: what a build tool takes for a failed run
     */
    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (ResourceLeakDetectorFactory.instance() instanceof LeakRecorder recorder) {
            check(recorder);
        }
    }

    static void check(LeakRecorder recorder) {
        try {
            List<String> leaks = recorder.leaks();
            if (!leaks.isEmpty()) {
                String first = String.join("\nLEAK: ", leaks.subList(0, Math.min(MAX_SHOWN, leaks.size())));
                throw new AssertionError(leaks.size() + " leaks\nLEAK: " + first);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

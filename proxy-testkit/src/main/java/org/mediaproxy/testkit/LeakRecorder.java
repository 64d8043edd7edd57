package org.mediaproxy.testkit;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes Netty's leak detectors, and keeps what they report instead of logging it. Any thread. */
final class LeakRecorder extends ResourceLeakDetectorFactory {

    private static final int ROUNDS = 3;
    private static final long COLLECTION_MILLIS = 2_000;

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
    private final List<Detector<?>> detectors = new CopyOnWriteArrayList<>();

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
        return detector(resource, samplingInterval);
    }

    @Override
    @Deprecated
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
            Class<T> resource, int samplingInterval, long maxActive) {
        return detector(resource, samplingInterval);
    }

    private <T> ResourceLeakDetector<T> detector(Class<T> resource, int samplingInterval) {
        Detector<T> detector = new Detector<>(resource, samplingInterval);
        detectors.add(detector);
        return detector;
    }

    /**
     * Everything reported up to now, also by objects that are garbage but not collected yet. A leak shows only when the
     * collector has found it and another resource of its kind is then made; both are brought about here.
     */
    List<String> leaks() throws InterruptedException {
        for (int i = 0; i < ROUNDS && !detectors.isEmpty(); i++) {
            collectGarbage();
            detectors.forEach(Detector::report);
        }
        return List.copyOf(leaks);
    }

    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> sign = new WeakReference<>(new Object(), queue);
        System.gc();
        queue.remove(COLLECTION_MILLIS); // the sign comes when references of this collection are handed out
        sign.clear();
    }

    private final class Detector<T> extends ResourceLeakDetector<T> {

        Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @SuppressWarnings("unchecked") // a detector looks at no property of what it tracks
        void report() {
            Object resource = new Object();
            ResourceLeakTracker<Object> tracker = ((ResourceLeakDetector<Object>) this).trackForcibly(resource);
            if (tracker != null) {
                tracker.close(resource);
            }
        }

        @Override
        protected boolean needReport() {
            return true; // whatever the log level
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            leaks.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            leaks.add(resourceType + ", without a trace");
        }
    }
}

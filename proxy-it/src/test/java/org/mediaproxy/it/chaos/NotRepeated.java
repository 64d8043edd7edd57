package org.mediaproxy.it.chaos;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Lets a test that has failed fail again at once when the build repeats it: here a failure that comes seldom is what is looked for,
 * and none that somebody's slowness may explain.
 */
final class NotRepeated implements BeforeTestExecutionCallback, TestExecutionExceptionHandler {

    private static final Map<String, Throwable> FAILED = new ConcurrentHashMap<>();

    @Override
    public void beforeTestExecution(ExtensionContext test) {
        Throwable before = FAILED.get(test.getUniqueId());
        if (before != null) {
            throw new AssertionError("failed before, and is not repeated", before);
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
        if (!(failure instanceof TestAbortedException)) {
            FAILED.put(test.getUniqueId(), failure);
        }
        throw failure;
    }
}

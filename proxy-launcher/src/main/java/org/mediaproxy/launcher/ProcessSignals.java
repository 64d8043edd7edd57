package org.mediaproxy.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Signals of the process. A shutdown hook would not do: it cannot see a second signal, and the exit code would be the
 * signal's. {@code sun.misc.Signal} is exported for this by jdk.unsupported, but javac warns of it in a way that no
 * annotation suppresses; hence the reflection.
 */
final class ProcessSignals {

    private ProcessSignals() {}

    /** Runs the action, on a thread of its own, at each SIGTERM and SIGINT. */
    static void onStop(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler call = (proxy, method, args) -> {
                action.run();
                return null;
            };
            Object handling = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, call);
            for (String name : List.of("TERM", "INT")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot handle signals, is -Xrs set?", e);
        }
    }
}

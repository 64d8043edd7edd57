package org.mediaproxy.launcher;

import java.nio.file.Path;
import org.mediaproxy.core.MediaProxy;

/** The program. */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) throws InterruptedException {
        LeakDetection.offUnlessGiven(System.getProperties());
        StopRequests requests = new StopRequests();
        ProcessSignals.onStop(requests::request);
        int code;
        try {
            code = new Launcher(System.getenv(), Path.of(""), System.out, System.err, MediaProxy::discover, requests)
                    .run(args);
        } finally {
            Logging.close();
        }
        System.exit(code);
    }
}

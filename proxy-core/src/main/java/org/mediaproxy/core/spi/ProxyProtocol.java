package org.mediaproxy.core.spi;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.metrics.Metric;

/**
 * A media protocol, or any other server, that the proxy can run. Implementations are public and final, have a
 * constructor without arguments and hold no state.
 */
public interface ProxyProtocol {

    /** A short word, {@code rtmp}: also the metric label and the log prefix. */
    String name();

    /** Every setting that {@link #newServer} reads, for {@code --help} and the documentation. */
    List<Setting<?>> settings();

    /** Every metric that it counts itself, for those who publish them and the documentation. */
    default List<Metric> metrics() {
        return List.of();
    }

    /**
     * Makes one server, not started yet. Called once at start, on the starting thread.
     *
     * @throws org.mediaproxy.core.config.SettingsException with every problem of its settings, not the first
     */
    ProtocolServer newServer(ProxyContext context);
}

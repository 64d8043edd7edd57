package org.mediaproxy.core.spi;

import java.util.List;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.metrics.Metric;

/**
 * Opens a load balancer; chosen by {@code PROXY_LOAD_BALANCER_TYPE}. Implementations are public and final, have a
 * constructor without arguments and hold no state.
 */
public interface LoadBalancerProvider {

    /** The word in the setting: {@code memory}, {@code redis}. */
    String name();

    /** Every setting that {@link #open} reads, for {@code --help} and the documentation. */
    List<Setting<?>> settings();

    /** Every metric that it counts itself, for those who publish them and the documentation. */
    default List<Metric> metrics() {
        return List.of();
    }

    /**
     * Opens the shared state; may block. Called once, on the starting thread.
     *
     * @throws org.mediaproxy.core.config.SettingsException with every problem of its settings, not the first
     */
    LoadBalancer open(LoadBalancerContext context);
}

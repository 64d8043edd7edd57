package org.mediaproxy.core.spi;

import java.time.Duration;
import java.time.InstantSource;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.metrics.Counters;

/**
 * What a load balancer is given.
 *
 * @param settings the text of all settings
 * @param counters counters by name
 * @param clock what time it is; tests turn it by hand
 * @param originTtl how long an origin lives after its last registration
 */
public record LoadBalancerContext(Settings settings, Counters counters, InstantSource clock, Duration originTtl) {}

package org.mediaproxy.core.spi;

import java.time.Duration;

/**
 * A binding that one process alone knows of.
 *
 * @param key where it stands
 * @param value what stands there
 * @param ttl how long it still lives
 */
public record LocalBinding(AffinityKey key, String value, Duration ttl) {}

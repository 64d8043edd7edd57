package org.mediaproxy.core.spi;

import java.util.Map;

/**
 * One page of a listing.
 *
 * @param values by name
 * @param next the cursor of the next page; empty after the last
 */
public record AffinityPage(Map<String, String> values, String next) {

    public AffinityPage {
        values = Map.copyOf(values);
    }
}

package org.mediaproxy.core.spi;

/**
 * A key of the affinity store.
 *
 * @param namespace whose it is: {@code stream} belongs to the router; lower-case letters
 * @param name within the namespace; any text but the empty one
 */
public record AffinityKey(String namespace, String name) {

    public AffinityKey {
        if (namespace.isEmpty() || !namespace.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
            throw new IllegalArgumentException("a namespace is lower-case letters, not '" + namespace + "'");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name is empty");
        }
    }

    @Override
    public String toString() {
        return namespace + ":" + name;
    }
}

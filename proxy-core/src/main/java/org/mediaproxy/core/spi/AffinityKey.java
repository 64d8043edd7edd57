package org.mediaproxy.core.spi;

/**
 * A key of the affinity store.
 *
 * @param namespace whose it is: {@code stream} belongs to the router; lower-case letters
 * @param name within the namespace; any text but the empty one
 */
public record AffinityKey(String namespace, String name) {

    public AffinityKey {
        if (!isNamespace(namespace)) {
            throw new IllegalArgumentException("a namespace is lower-case letters, not '" + namespace + "'");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name is empty");
        }
    }

    private static boolean isNamespace(String text) {
        for (int i = 0; i < text.length(); i++) { // each key is checked, many times a second: without a stream
            char c = text.charAt(i);
            if (c < 'a' || c > 'z') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    @Override
    public String toString() {
        return namespace + ":" + name;
    }
}

package org.mediaproxy.core.takeover;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Random keys of one proxy by name, made when somebody asks first, that a process which takes over gets as well: so what one
 * has signed, the other knows. Any thread.
 */
public final class Secrets {

    private static final int MAX_BYTES = 1024;

    private final Map<String, byte[]> keys = new TreeMap<>();

    /** The key of a name, which is the same at every call. */
    public synchronized byte[] key(String name, int bytes) {
        byte[] key = keys.get(name);
        if (key == null || key.length != bytes) {
            key = new byte[bytes];
            new SecureRandom().nextBytes(key);
            keys.put(name, key);
        }
        return key.clone();
    }

    synchronized JsonObject json() {
        JsonObject json = new JsonObject();
        keys.forEach((name, key) -> json.addProperty(name, Base64.getEncoder().encodeToString(key)));
        return json;
    }

    synchronized void inherit(JsonObject json) throws IOException {
        for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
            byte[] key = entry.getValue() instanceof JsonPrimitive text ? decoded(text.getAsString()) : new byte[0];
            if (key.length == 0 || key.length > MAX_BYTES) {
                throw new IOException("a key of a wrong length");
            }
            keys.put(entry.getKey(), key);
        }
    }

    private static byte[] decoded(String text) throws IOException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("a key that is no base64", e);
        }
    }
}

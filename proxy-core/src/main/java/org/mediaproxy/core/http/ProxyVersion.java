package org.mediaproxy.core.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version this build is; the build writes it from its one place, the root pom. Any thread. */
public final class ProxyVersion {

    private static final String CURRENT = read();

    private ProxyVersion() {}

    /** The version as in the pom: {@code 0.1.0}. */
    public static String current() {
        return CURRENT;
    }

    /** Major, minor or revision as a number, where text behind a number does not count; 0 if there is none. */
    public static int part(String version, int index) {
        String[] parts = version.split("\\.", -1);
        String digits = index < parts.length ? parts[index].replaceFirst("\\D.*", "") : "";
        return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
    }

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = ProxyVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is not in the jar");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "");
    }
}

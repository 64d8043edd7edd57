package org.mediaproxy.it.peers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.mediaproxy.testkit.RealProcess;

/** ffmpeg 8, which speaks enhanced RTMP; the program and its libraries come out of a jar of the test class path. */
public final class Ffmpeg8 {

    private static final Path FOLDER = Path.of("target", "ffmpeg8").toAbsolutePath();

    private Ffmpeg8() {}

    /** Runs it with the given options. */
    public static synchronized RealProcess run(String... options) throws IOException {
        if (!Files.exists(FOLDER.resolve("ffmpeg"))) {
            unpack();
        }
        List<String> command = new ArrayList<>(List.of(FOLDER.resolve("ffmpeg").toString(), "-v", "warning", "-y"));
        command.addAll(List.of(options));
        return Programs.start(
                Path.of("."), Map.of("LD_LIBRARY_PATH", FOLDER.toString()), command.toArray(String[]::new));
    }

    private static void unpack() throws IOException {
        Files.createDirectories(FOLDER);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.matches(".*/ffmpeg-8[^/]*-gpl\\.jar")) {
                continue;
            }
            try (JarFile jar = new JarFile(entry)) {
                for (Enumeration<JarEntry> files = jar.entries(); files.hasMoreElements(); ) {
                    unpack(jar, files.nextElement());
                }
            }
        }
        if (!FOLDER.resolve("ffmpeg").toFile().setExecutable(true)) {
            throw new IOException("no ffmpeg 8 on the class path");
        }
    }

    private static void unpack(JarFile jar, JarEntry file) throws IOException {
        String name = file.getName().substring(file.getName().lastIndexOf('/') + 1);
        if (file.getName().contains("linux-x86_64") && (name.equals("ffmpeg") || name.contains(".so"))) {
            try (InputStream in = jar.getInputStream(file)) {
                Files.write(FOLDER.resolve(name), in.readAllBytes());
            }
        }
    }
}

package org.mediaproxy.http.pages;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mediaproxy.core.http.HttpReplyException;

/** The files of the user's folder. Its calls may wait for the disk. */
final class FolderFiles {

    private static final String INDEX = "index.html";

    private final Path folder;
    private final FileWorkers workers;

    FolderFiles(Path folder, FileWorkers workers) {
        this.folder = folder;
        this.workers = workers;
    }

    /** Whether there is a folder of this name in it. */
    boolean hasFolder(String name) {
        return Files.isDirectory(folder.resolve(name));
    }

    /**
     * What a request gets.
     *
     * @throws HttpReplyException where it gets no file
     */
    Answer answer(HttpRequest request, RequestPath path, ByteBufAllocator alloc) throws IOException {
        if (path.isHidden()) {
            throw notFound(path);
        }
        Path file = locate(path);
        boolean isFolder = Files.isDirectory(file);
        if (isFolder && !path.folder()) {
            String target = new RequestPath(path.names(), true).encoded();
            return Answer.redirect(HttpResponseStatus.MOVED_PERMANENTLY, target, request);
        }
        if (isFolder) {
            List<String> index = new ArrayList<>(path.names());
            index.add(INDEX);
            file = locate(new RequestPath(index, false));
        } else if (path.folder()) {
            throw notFound(path);
        }
        return answer(request, open(path, file), String.valueOf(file.getFileName()), alloc);
    }

    /**
     * Where the names lead, links followed. Names alone cannot lead out of the folder, but links in it can: so the
     * question is where the file really is. The folder is looked up each time, because it may be a link that is moved
     * to a newer version.
     */
    private Path locate(RequestPath path) throws IOException {
        try {
            Path root = folder.toRealPath();
            Path wanted = root;
            for (String name : path.names()) {
                wanted = wanted.resolve(name);
            }
            Path real = wanted.toRealPath();
            if (!real.startsWith(root)) {
                throw notFound(path);
            }
            return real;
        } catch (AccessDeniedException e) {
            throw forbidden();
        } catch (FileSystemException | InvalidPathException e) {
            throw notFound(path); // there is none, it is below a file, links go round, the name is too long
        }
    }

    private static OpenedFile open(RequestPath path, Path file) throws IOException {
        try {
            return OpenedFile.open(file);
        } catch (AccessDeniedException e) {
            throw forbidden();
        } catch (NoSuchFileException e) {
            throw notFound(path);
        }
    }

    private Answer answer(HttpRequest request, OpenedFile file, String name, ByteBufAllocator alloc)
            throws IOException {
        boolean kept = false;
        try {
            FileHead head = new FileHead(
                    ContentType.of(name),
                    file.size(),
                    file.validators(),
                    Map.of("Cache-Control", ContentType.cacheControl(name), "Accept-Ranges", "bytes"));
            Selection selection = Selection.of(request, file.validators(), file.size());
            Optional<Answer> bodiless = head.withoutBody(request, selection);
            if (bodiless.isPresent()) {
                return bodiless.get();
            }
            ByteRange range = selection.range();
            if (range.length() <= OpenedFile.CHUNK) {
                return new SmallFile(head.response(selection), file.read(alloc, range.first(), range.length()));
            }
            kept = true;
            return new FileSender(workers, file, range, head.response(selection));
        } finally {
            if (!kept) {
                FileWorkers.closeNow(file);
            }
        }
    }

    private static HttpReplyException notFound(RequestPath path) {
        return new HttpReplyException(HttpResponseStatus.NOT_FOUND, "nothing at " + path.encoded());
    }

    private static HttpReplyException forbidden() {
        return new HttpReplyException(HttpResponseStatus.FORBIDDEN, "the file may not be read");
    }
}

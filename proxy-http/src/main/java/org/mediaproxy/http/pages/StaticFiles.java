package org.mediaproxy.http.pages;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mediaproxy.core.config.Settings;
import org.mediaproxy.core.http.HttpExchange;
import org.mediaproxy.core.http.HttpPort;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.http.server.HttpPorts;
import org.mediaproxy.core.metrics.Counters;

/**
 * Serves the built-in player pages at {@code /players/}, and at {@code /} the user's folder where there is one. Its own
 * {@code players} folder takes the place of the built-in pages.
 */
public final class StaticFiles implements AutoCloseable {

    private static final List<String> PLAYERS = List.of(BuiltInPages.FOLDER);

    private final FileWorkers workers = new FileWorkers();
    private final BuiltInPages pages;
    private final Optional<FolderFiles> folder;
    private final Counters counters;

    /** Made at start by the protocol, which closes it at its end. */
    public StaticFiles(PagesSettings pages, Settings settings, Counters counters) {
        this.counters = counters;
        this.pages = new BuiltInPages(PagePorts.of(settings));
        folder = pages.folder().map(path -> new FolderFiles(path, workers));
    }

    /**
     * Whether a path is one of a page and not of a stream: by its ending, or because it is a folder. Any thread.
     *
     * @param path decoded, without the query
     */
    public boolean isStatic(String path) {
        String players = '/' + BuiltInPages.FOLDER;
        return path.endsWith("/")
                || path.equals(players)
                || path.startsWith(players + '/')
                || ContentType.isOfPage(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Serves one request, whatever its path. On the exchange's event loop; the answer comes later. */
    public void serve(HttpExchange exchange) {
        HttpRequest request = exchange.request();
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            exchange.reply(
                    HttpReply.error(HttpResponseStatus.METHOD_NOT_ALLOWED, request.method() + " is not served here")
                            .with(HttpHeaderNames.ALLOW.toString(), "GET, HEAD, OPTIONS"));
            return;
        }
        RequestPath path;
        try {
            path = RequestPath.parse(request.uri());
        } catch (HttpReplyException e) {
            String status = Integer.toString(e.reply().status().code());
            counters.counter(HttpPorts.BAD_REQUESTS, "port", HttpPort.STREAM.label(), "status", status)
                    .increment();
            exchange.reply(e.reply());
            return;
        }
        workers.answer(exchange, () -> answer(exchange, path));
    }

    private Answer answer(HttpExchange exchange, RequestPath path) throws IOException {
        HttpRequest request = exchange.request();
        List<String> names = path.names();
        boolean players = !names.isEmpty() && names.subList(0, 1).equals(PLAYERS);
        if (folder.isPresent() && !(players && !folder.get().hasFolder(BuiltInPages.FOLDER))) {
            return folder.get().answer(request, path, exchange.alloc());
        }
        if (players) {
            return pages.answer(request, names.subList(1, names.size()), path.folder());
        }
        if (names.isEmpty()) {
            return Answer.redirect(HttpResponseStatus.FOUND, '/' + BuiltInPages.FOLDER + '/', request);
        }
        throw new HttpReplyException(HttpResponseStatus.NOT_FOUND, "nothing at " + path.encoded());
    }

    /** Takes no more requests; what is being sent goes on until its connection closes. */
    @Override
    public void close() {
        workers.close();
    }
}

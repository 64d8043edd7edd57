package org.mediaproxy.core.http.server;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.http.HttpExchangeHandler;
import org.mediaproxy.core.http.HttpReplyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes exchanges of what a client says: checks each request, finds who serves it, and waits for a small body. */
final class RequestReader {

    private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);

    /** Who the requests are read for. */
    interface Owner {

        /** A request is complete as far as anyone looks at it: from here on its reply is awaited. */
        ConnectionExchange begin(HttpRequest request, QueryStringDecoder target);

        /** The request is served once its body is here. */
        void awaitBody(HttpRequest request);

        /** The request cannot be served. */
        void refuse(HttpRequest request, HttpReplyException problem);
    }

    private final PortRoutes routes;
    private final Owner owner;
    private @Nullable RequestIntake intake;

    RequestReader(PortRoutes routes, Owner owner) {
        this.routes = routes;
        this.owner = owner;
    }

    /** Whether the rest of a request is awaited. */
    boolean isWithinRequest() {
        return intake != null;
    }

    /** Waits for no body any more. */
    void forget() {
        intake = null;
    }

    /** Takes the next message of the client's; the caller still owns it. */
    void read(Object message) {
        if (message instanceof HttpRequest request) {
            Optional<HttpReplyException> problem = RequestCheck.problem(request);
            if (problem.isPresent()) {
                owner.refuse(request, problem.get());
            } else {
                head(request);
            }
        }
        RequestIntake open = intake;
        if (message instanceof HttpContent content && open != null) {
            body(open, content);
        }
    }

    private void head(HttpRequest request) {
        QueryStringDecoder target =
                QueryStringDecoder.builder().semicolonIsNormalChar(true).build(request.uri());
        PortRoutes.Match match;
        try {
            match = routes.find(request.method(), target.path());
            target.parameters();
        } catch (IllegalArgumentException e) {
            owner.refuse(request, new HttpReplyException(HttpResponseStatus.BAD_REQUEST, "a bad escape in the target"));
            return;
        }
        HttpExchangeHandler large = match.handler();
        if (large != null) {
            ConnectionExchange begun = owner.begin(request, target);
            serve(begun, () -> large.serve(begun));
            return;
        }
        if (HttpUtil.getContentLength(request, 0L) > RequestIntake.MAX_BODY) {
            owner.refuse(request, RequestIntake.tooLarge());
            return;
        }
        intake = new RequestIntake(request, target, match.small());
        owner.awaitBody(request);
    }

    private void body(RequestIntake request, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            owner.refuse(
                    request.request(), new HttpReplyException(HttpResponseStatus.BAD_REQUEST, "the body is malformed"));
        } else if (!request.add(content.content())) {
            owner.refuse(request.request(), RequestIntake.tooLarge());
        } else if (content instanceof LastHttpContent) {
            intake = null;
            ConnectionExchange begun = owner.begin(request.request(), request.target());
            begun.bodyRead();
            serve(begun, () -> request.handler().serve(begun, request.body()));
        }
    }

    private static void serve(ConnectionExchange exchange, Runnable handler) {
        try {
            handler.run();
        } catch (RuntimeException e) {
            LOG.error("a bug serving a {} request of {}", exchange.request().method(), exchange.client(), e);
            exchange.failed();
        }
    }
}

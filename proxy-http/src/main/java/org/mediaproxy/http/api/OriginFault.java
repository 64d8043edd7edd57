package org.mediaproxy.http.api;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpReplyException;
import org.mediaproxy.core.http.origin.OriginFailure;
import org.mediaproxy.core.origin.Origin;

/** Why one origin gave no usable answer. Has no stack: it is an outcome, not a bug. */
final class OriginFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The words for it, in replies and metric labels. */
    enum Reason {
        /** No connection could be made. */
        UNREACHABLE,
        /** The connection ended before the answer did. */
        CLOSED,
        /** It took too long. */
        TIMEOUT,
        /** What came is no HTTP, or its body is not a JSON object with a code. */
        MALFORMED,
        /** The answer is larger than any that is asked for. */
        TOO_LARGE,
        /** It wants other credentials than ours. */
        UNAUTHORIZED,
        /** It answered with an error. */
        ERROR;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Reason of(OriginFailure failure) {
            return switch (failure) {
                case UNREACHABLE -> UNREACHABLE;
                case CLOSED -> CLOSED;
                case TIMEOUT -> TIMEOUT;
                case MALFORMED -> MALFORMED;
                case TOO_LARGE -> TOO_LARGE;
            };
        }
    }

    private final Reason reason;

    OriginFault(Reason reason) {
        super(reason.label(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /** What the caller is told where this origin was the only one asked. */
    HttpReplyException reply(Origin origin) {
        HttpResponseStatus status =
                reason == Reason.TIMEOUT ? HttpResponseStatus.GATEWAY_TIMEOUT : HttpResponseStatus.BAD_GATEWAY;
        return new HttpReplyException(status, "origin " + origin.id() + ": " + reason.label());
    }

    /** The same for a stage: its fault becomes that reply. */
    static <T> CompletionStage<T> told(Origin origin, CompletionStage<T> answer) {
        return answer.exceptionally(error -> {
            Throwable cause = OriginApi.asFault(error);
            throw new CompletionException(cause instanceof OriginFault fault ? fault.reply(origin) : cause);
        });
    }
}

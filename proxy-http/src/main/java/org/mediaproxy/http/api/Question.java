package org.mediaproxy.http.api;

import com.google.gson.JsonObject;
import io.netty.handler.codec.http.HttpMethod;
import java.util.function.Function;

/**
 * What an origin is asked.
 *
 * @param method of HTTP
 * @param target path and query
 * @param maxBytes of the answer's body
 * @param reading takes what is wanted out of an answer with a code, whichever; throws {@link OriginFault}
 */
record Question<T>(HttpMethod method, String target, int maxBytes, Function<JsonObject, T> reading) {

    /** A question that changes nothing, and whose answer is of use only if its code says that all is well. */
    static <T> Question<T> get(String target, int maxBytes, Function<JsonObject, T> reading) {
        return new Question<>(HttpMethod.GET, target, maxBytes, reply -> reading.apply(JsonRows.successful(reply)));
    }
}

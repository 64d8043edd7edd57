package org.mediaproxy.system;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.spi.ProxyStatus;

/** {@code /healthz}: whether to restart this process; {@code /readyz}: whether to send it clients. */
final class HealthCalls {

    private final ProxyStatus status;

    HealthCalls(ProxyStatus status) {
        this.status = status;
    }

    CompletionStage<HttpReply> alive(HttpCall call) {
        return CompletableFuture.completedStage(HttpReply.text("ok\n"));
    }

    CompletionStage<HttpReply> ready(HttpCall call) {
        boolean ready = status.isReady();
        HttpResponseStatus http = ready ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
        JsonArray troubles = new JsonArray();
        status.troubles().forEach(troubles::add);
        JsonObject json = new JsonObject();
        json.addProperty("code", ready ? 0 : http.code());
        json.addProperty("ready", ready);
        json.add("reasons", troubles);
        return CompletableFuture.completedStage(HttpReply.json(http, json));
    }
}

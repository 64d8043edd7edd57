package org.mediaproxy.core.http.server;

import com.google.gson.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.http.HttpCall;
import org.mediaproxy.core.http.HttpEndpoint;
import org.mediaproxy.core.http.HttpReply;
import org.mediaproxy.core.http.ProxyVersion;

/** {@code GET /api/v1/versions}, which every HTTP port answers in the shape that SRS's own answer has. */
final class VersionsEndpoint implements HttpEndpoint {

    static final String PATH = "/api/v1/versions";

    private final HttpReply reply;

    VersionsEndpoint() {
        String version = ProxyVersion.current();
        JsonObject data = new JsonObject();
        data.addProperty("major", ProxyVersion.part(version, 0));
        data.addProperty("minor", ProxyVersion.part(version, 1));
        data.addProperty("revision", ProxyVersion.part(version, 2));
        data.addProperty("version", version);
        JsonObject json = new JsonObject();
        json.addProperty("code", 0);
        json.addProperty("pid", Long.toString(ProcessHandle.current().pid()));
        json.addProperty("signature", HttpReply.SERVER);
        json.addProperty("version", version);
        json.add("data", data);
        this.reply = HttpReply.json(json);
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpCall call) {
        return CompletableFuture.completedStage(reply);
    }
}

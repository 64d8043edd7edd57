package org.mediaproxy.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;

/** Guards endpoints with the one bearer token of the settings (RFC 6750 §2.1). Immutable; any thread. */
public final class BearerAuth {

    private static final Setting<Boolean> ENABLED = Setting.flag(
            "PROXY_HTTP_API_AUTH_ENABLED",
            false,
            "Whether registration, writing calls and the aggregated API of the origins need a token.");

    private static final Setting<String> TYPE = Setting.text(
            "PROXY_HTTP_API_AUTH_TYPE", "bearer", "", "How callers authenticate; needed where authentication is on.");

    private static final Setting<String> TOKEN = Setting.text(
                    "PROXY_HTTP_API_AUTH_TOKEN",
                    "any text without blanks",
                    "",
                    "The token that callers send as 'Authorization: Bearer …'; needed where authentication is on.")
            .asSecret();

    /** All settings of authentication. */
    public static final List<Setting<?>> ALL = List.of(ENABLED, TYPE, TOKEN);

    private static final String SCHEME = "Bearer ";

    private final boolean enabled;
    private final byte[] token;

    private BearerAuth(boolean enabled, String token) {
        this.enabled = enabled;
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the settings; problems stay with the reader. */
    public static BearerAuth read(SettingsReader reader) {
        boolean enabled = reader.get(ENABLED);
        String type = reader.get(TYPE);
        String token = reader.get(TOKEN);
        if (enabled && type.isEmpty()) {
            reader.problem(TYPE, "missing, but " + ENABLED.name() + " is on");
        } else if (enabled && !type.equalsIgnoreCase("bearer")) {
            reader.problem(TYPE, "not supported");
        }
        if (enabled && token.isEmpty()) {
            reader.problem(TOKEN, "missing, but " + ENABLED.name() + " is on");
        } else if (token.chars().anyMatch(Character::isWhitespace)) {
            reader.problem(TOKEN, "has a blank in it");
        }
        return new BearerAuth(enabled, token);
    }

    /** Whether a token is needed. */
    public boolean isEnabled() {
        return enabled;
    }

    /** Whether the headers carry the token; compared in constant time. False where none is configured. */
    public boolean isSatisfiedBy(HttpHeaders headers) {
        String value = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        if (!enabled || !value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        return isToken(value.substring(SCHEME.length()).trim());
    }

    private boolean isToken(String text) {
        return enabled && MessageDigest.isEqual(token, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * As {@link #guard}, but the token may also be the query parameter {@code token}: for callers that can be given a URL and no
     * header, such as the callbacks of SRS.
     */
    public HttpEndpoint guardUrl(HttpEndpoint endpoint) {
        return enabled
                ? call -> isSatisfiedBy(call.headers())
                                || isToken(call.parameter("token").orElse(""))
                        ? endpoint.handle(call)
                        : unauthorized()
                : endpoint;
    }

    /** The endpoint behind the token where authentication is on; else the endpoint as it is. */
    public HttpEndpoint guard(HttpEndpoint endpoint) {
        return enabled ? call -> isSatisfiedBy(call.headers()) ? endpoint.handle(call) : unauthorized() : endpoint;
    }

    /**
     * The endpoint behind the token where authentication is on; else open to this machine only. For calls that change
     * something and that no drop-in replacement must leave open.
     */
    public HttpEndpoint guardOrLocal(HttpEndpoint endpoint) {
        return enabled ? guard(endpoint) : call -> LocalCaller.made(call) ? endpoint.handle(call) : forbidden();
    }

    private static CompletionStage<HttpReply> unauthorized() {
        return CompletableFuture.completedStage(
                HttpReply.error(HttpResponseStatus.UNAUTHORIZED, "a bearer token is needed")
                        .with("WWW-Authenticate", "Bearer"));
    }

    private static CompletionStage<HttpReply> forbidden() {
        return CompletableFuture.completedStage(HttpReply.error(
                HttpResponseStatus.FORBIDDEN, "only from this machine, unless " + ENABLED.name() + " is on"));
    }
}

package org.mediaproxy.rtc.ice;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.Optional;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.stream.StreamRole;
import org.mediaproxy.core.stream.StreamUrl;

/**
 * What all proxies know of an ICE session: the value in the affinity store under its USERNAME. JSON with the members that the Go
 * proxy writes, and ours.
 *
 * @param stream the stream
 * @param role what the client does with it; empty where the Go proxy wrote it
 * @param username the ufrag of the answer, a colon, that of the offer: what the client's checks carry
 * @param icePwd of the answer, with which those checks are signed; empty where the Go proxy wrote it, secret
 * @param origin whose session it is; empty where the Go proxy wrote it: then it is that of the stream
 * @param session the path of the resource at the origin, for DELETE; may be empty
 */
public record IceBinding(
        StreamUrl stream,
        Optional<StreamRole> role,
        String username,
        Optional<String> icePwd,
        Optional<OriginId> origin,
        String session) {

    private static final String NAMESPACE = "ice";

    private static final String STREAM = "stream_url";
    private static final String ROLE = "role";
    private static final String UFRAG = "ufrag";
    private static final String ICE_PWD = "ice_pwd";
    private static final String ORIGIN = "origin";
    private static final String SESSION = "session";

    /** Where the binding of a USERNAME is kept. */
    public static AffinityKey key(String username) {
        return new AffinityKey(NAMESPACE, username);
    }

    /** Where it is kept. */
    public AffinityKey key() {
        return key(username);
    }

    /** Reads a value; empty if it is none, whoever wrote it. */
    public static Optional<IceBinding> parse(String value) {
        try {
            JsonElement json = JsonParser.parseString(value);
            if (!json.isJsonObject()) {
                return Optional.empty();
            }
            JsonObject object = json.getAsJsonObject();
            String username = text(object, UFRAG);
            StreamUrl stream = StreamUrl.ofKey(text(object, STREAM));
            Optional<String> pwd = Optional.of(text(object, ICE_PWD)).filter(text -> !text.isEmpty());
            Optional<OriginId> origin = Optional.of(text(object, ORIGIN))
                    .filter(text -> !text.isEmpty())
                    .map(OriginId::new);
            return username.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new IceBinding(
                            stream, role(text(object, ROLE)), username, pwd, origin, text(object, SESSION)));
        } catch (JsonParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<StreamRole> role(String label) {
        return Arrays.stream(StreamRole.values())
                .filter(role -> role.label().equals(label))
                .findFirst();
    }

    private static String text(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member == null || !member.isJsonPrimitive() ? "" : member.getAsString();
    }

    /** The value. */
    public String value() {
        JsonObject json = new JsonObject();
        json.addProperty(STREAM, stream.toString());
        json.addProperty(UFRAG, username);
        role.ifPresent(whatFor -> json.addProperty(ROLE, whatFor.label()));
        icePwd.ifPresent(pwd -> json.addProperty(ICE_PWD, pwd));
        origin.ifPresent(id -> json.addProperty(ORIGIN, id.text()));
        if (!session.isEmpty()) {
            json.addProperty(SESSION, session);
        }
        return json.toString();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "IceBinding[" + username + " of " + stream + "]";
    }
}

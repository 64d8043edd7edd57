package org.mediaproxy.system;

import com.google.gson.JsonElement;
import io.netty.util.NetUtil;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginEndpoint;
import org.mediaproxy.core.origin.OriginService;

/**
 * The body of a registration as SRS sends it; fields that are not ours are ignored.
 *
 * @param ip an IP address without brackets, or a DNS name
 * @param server stays over restarts
 * @param service changes with each start
 * @param pid the process
 * @param deviceId a label of the operator's; may be empty
 * @param listens what each service listens on, in the spelling of the body
 */
record Registration(
        String ip,
        String server,
        String service,
        String pid,
        String deviceId,
        Map<OriginService, List<String>> listens) {

    private static final int MAX_ENDPOINTS = 32;
    private static final Pattern DNS_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?");

    Registration {
        listens = Map.copyOf(listens);
    }

    /**
     * Reads a body.
     *
     * @throws IllegalArgumentException naming the field that is wrong
     */
    static Registration parse(String body) {
        JsonBody json = JsonBody.parse(body);
        String ip = address(json.mandatory("ip"));
        Map<OriginService, List<String>> listens = new EnumMap<>(OriginService.class);
        for (OriginService service : OriginService.values()) {
            List<String> endpoints = endpoints(json, service, ip);
            if (!endpoints.isEmpty()) {
                listens.put(service, endpoints);
            }
        }
        if (!listens.containsKey(OriginService.RTMP)) {
            throw JsonBody.wrong("rtmp", "is missing or empty");
        }
        String deviceId = json.text("device_id");
        return new Registration(
                ip, json.mandatory("server"), json.mandatory("service"), json.mandatory("pid"), deviceId, listens);
    }

    Origin toOrigin(Instant now) {
        return new Origin(server, service, pid, ip, deviceId, listens, now, false);
    }

    private static String address(String ip) {
        String bare = ip.startsWith("[") && ip.endsWith("]") ? ip.substring(1, ip.length() - 1) : ip;
        if (!NetUtil.isValidIpV6Address(bare) && !DNS_NAME.matcher(ip).matches()) {
            throw JsonBody.wrong("ip", "is neither an IP address nor a DNS name");
        }
        return bare;
    }

    private static List<String> endpoints(JsonBody json, OriginService service, String ip) {
        String field = service.label();
        List<String> endpoints = new ArrayList<>();
        for (String spelling : texts(json.get(field), field)) {
            try {
                OriginEndpoint.parse(spelling, service, ip);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("field '" + field + "': " + e.getMessage(), e);
            }
            endpoints.add(spelling);
        }
        return endpoints;
    }

    /** A list of texts; a single text is a list of one, and an empty one a list of none. */
    private static List<String> texts(@Nullable JsonElement value, String field) {
        if (value == null || !value.isJsonArray()) {
            String single = JsonBody.text(value, field);
            return single.isEmpty() ? List.of() : List.of(single);
        }
        if (value.getAsJsonArray().size() > MAX_ENDPOINTS) {
            throw JsonBody.wrong(field, "has more than " + MAX_ENDPOINTS + " endpoints");
        }
        List<String> texts = new ArrayList<>();
        for (JsonElement item : value.getAsJsonArray()) {
            texts.add(item.isJsonNull() ? "" : JsonBody.text(item, field));
        }
        return texts;
    }
}

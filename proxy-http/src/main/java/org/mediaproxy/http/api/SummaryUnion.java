package org.mediaproxy.http.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.spi.ProxyStatus;

/**
 * The summaries of all origins as one: counts, bytes and rates are added up; a share of something is the mean, weighted
 * by that something; a time since a start is the shortest.
 */
final class SummaryUnion {

    private static final List<String> SYSTEM_SUMS = List.of(
            "disk_read_KBps",
            "disk_write_KBps",
            "mem_ram_kbyte",
            "mem_swap_kbyte",
            "cpus",
            "cpus_online",
            "ilde_time", // so SRS writes it
            "load_1m",
            "load_5m",
            "load_15m",
            "net_recv_bytes",
            "net_send_bytes",
            "net_recvi_bytes",
            "net_sendi_bytes",
            "srs_recv_bytes",
            "srs_send_bytes",
            "conn_sys",
            "conn_sys_et",
            "conn_sys_tw",
            "conn_sys_udp",
            "conn_srs");

    /** The times of the figures: a console divides by how far they move between two replies. */
    private static final List<String> SAMPLE_TIMES = List.of("net_sample_time", "srs_sample_time");

    private final ProxyStatus status;
    private final InstantSource clock;
    private final JsonArray origins = new JsonArray();
    private final List<JsonObject> self = new ArrayList<>();
    private final List<JsonObject> system = new ArrayList<>();
    private final Set<String> versions = new LinkedHashSet<>();
    private boolean ok = true;

    SummaryUnion(ProxyStatus status, InstantSource clock, List<Survey.Answer<JsonObject>> answers) {
        this.status = status;
        this.clock = clock;
        answers.forEach(answer -> add(answer.origin(), answer.value()));
    }

    /** The part of an origin's reply that counts here, if it is whole. */
    static JsonObject dataOf(JsonObject reply) {
        JsonObject data = JsonRows.member(reply, "data");
        JsonRows.member(data, "self");
        JsonRows.member(data, "system");
        return data;
    }

    private void add(Origin origin, JsonObject data) {
        JsonObject own = JsonRows.member(data, "self").deepCopy();
        JsonObject host = JsonRows.member(data, "system");
        own.remove("argv"); // names files of a machine, to whoever can reach this port
        own.remove("cwd");
        self.add(own);
        system.add(host);
        versions.add(JsonRows.text(own, "version"));
        ok &= JsonRows.text(data, "ok").equals("true");
        JsonObject row = new JsonObject();
        row.addProperty("id", origin.id().text());
        row.add("ok", data.get("ok"));
        row.add("now_ms", data.get("now_ms"));
        row.add("self", own);
        row.add("system", host);
        origins.add(row);
    }

    /** The sums, as the data of a reply. */
    JsonObject data() {
        JsonObject data = new JsonObject();
        data.addProperty("ok", ok);
        data.addProperty("now_ms", clock.millis());
        data.add("self", self());
        data.add("system", system());
        return data;
    }

    /** The figures of each. */
    JsonArray origins() {
        return origins;
    }

    private JsonObject self() {
        JsonObject sums = new JsonObject();
        sums.addProperty("version", String.join(", ", versions));
        sums.addProperty("pid", Sum.figure(new JsonPrimitive(status.pid())));
        sums.addProperty("ppid", 0);
        sums.addProperty("argv", "");
        sums.addProperty("cwd", "");
        Number memory = Sum.of(self, "mem_kbyte");
        double installed = Sum.of(system, "mem_ram_kbyte").doubleValue();
        sums.addProperty("mem_kbyte", memory);
        sums.addProperty("mem_percent", installed == 0 ? 0 : memory.doubleValue() / installed);
        sums.addProperty("cpu_percent", Sum.of(self, "cpu_percent"));
        sums.addProperty("srs_uptime", Sum.least(self, "srs_uptime"));
        return sums;
    }

    private JsonObject system() {
        JsonObject sums = new JsonObject();
        sums.addProperty("cpu_percent", Sum.mean(system, "cpu_percent", "cpus_online"));
        sums.addProperty("disk_busy_percent", Sum.mean(system, "disk_busy_percent", ""));
        sums.addProperty("mem_ram_percent", Sum.mean(system, "mem_ram_percent", "mem_ram_kbyte"));
        sums.addProperty("mem_swap_percent", Sum.mean(system, "mem_swap_percent", "mem_swap_kbyte"));
        sums.addProperty("uptime", Sum.least(system, "uptime"));
        SAMPLE_TIMES.forEach(field -> sums.addProperty(field, Math.round(Sum.mean(system, field, ""))));
        SYSTEM_SUMS.forEach(field -> sums.addProperty(field, Sum.of(system, field)));
        return sums;
    }
}

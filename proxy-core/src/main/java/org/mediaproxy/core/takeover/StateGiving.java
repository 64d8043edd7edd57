package org.mediaproxy.core.takeover;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mediaproxy.core.spi.LoadBalancer;

/**
 * Tells the newer process what only this one knows: everything at first, then what changes. Where the state is shared there
 * is nothing to tell. On the takeover's thread.
 */
final class StateGiving {

    /** Characters of JSON in one message, about; a frame takes four times as many. */
    private static final int MESSAGE_CHARS = 200_000;

    private final LoadBalancer balancer;
    private final Link link;
    private final BindingChanges changes = new BindingChanges();

    StateGiving(LoadBalancer balancer, Link link) {
        this.balancer = balancer;
        this.link = link;
    }

    /** The origins that live; they register with the newer process from then on. */
    void origins() throws IOException, InterruptedException {
        if (!balancer.isShared()) {
            send("origins", rows(Deadline.await(balancer.origins().live(), Deadline.STEP), StateWire::origin));
        }
    }

    /** What has changed since the last call. */
    void bindings() throws IOException {
        if (!balancer.isShared()) {
            send("bindings", rows(changes.since(balancer.localBindings(), System.nanoTime()), BindingChange::json));
        }
    }

    /** How many sessions there are, here and at those that this process took over from. */
    void proxies() throws IOException, InterruptedException {
        if (!balancer.isShared()) {
            send("proxies", rows(Deadline.await(balancer.cluster().peers(), Deadline.STEP), StateWire::proxy));
        }
    }

    private static <T> List<JsonObject> rows(List<T> values, java.util.function.Function<T, JsonObject> wire) {
        List<JsonObject> rows = new ArrayList<>();
        values.forEach(value -> rows.add(wire.apply(value)));
        return rows;
    }

    private void send(String what, List<JsonObject> rows) throws IOException {
        JsonArray part = new JsonArray();
        int chars = 0;
        for (JsonObject row : rows) {
            part.add(row);
            chars += row.toString().length();
            if (chars > MESSAGE_CHARS) {
                link.send(Message.of(Message.STATE).with(what, part));
                part = new JsonArray();
                chars = 0;
            }
        }
        if (!part.isEmpty()) {
            link.send(Message.of(Message.STATE).with(what, part));
        }
    }
}

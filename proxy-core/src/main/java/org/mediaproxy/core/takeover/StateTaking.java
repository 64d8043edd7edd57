package org.mediaproxy.core.takeover;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mediaproxy.core.spi.LoadBalancer;

/** Hears what only the older process knew. One thread. */
final class StateTaking {

    /** Rows in all before this process serves: what a process with a hundred thousand streams has, several times over. */
    private static final int MAX_ROWS = 2_000_000;

    private final LoadBalancer balancer;
    private int rows;

    StateTaking(LoadBalancer balancer) {
        this.balancer = balancer;
    }

    /**
     * Takes one message; returns when all of it stands here.
     *
     * @throws IOException if it is malformed, or the state cannot be changed
     */
    void take(Message state) throws IOException, InterruptedException {
        List<CompletionStage<?>> done = new ArrayList<>();
        for (JsonObject origin : counted(state.objects("origins"))) {
            done.add(balancer.origins().register(StateWire.origin(origin)));
        }
        for (JsonObject binding : counted(state.objects("bindings"))) {
            done.add(BindingChange.of(binding).applyTo(balancer.affinity()));
        }
        for (JsonObject proxy : state.objects("proxies")) {
            done.add(balancer.cluster().publish(StateWire.proxy(proxy)));
        }
        Deadline.await(
                CompletableFuture.allOf(
                        done.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new)),
                Deadline.STEP);
    }

    private List<JsonObject> counted(List<JsonObject> more) throws IOException {
        rows += more.size();
        if (rows > MAX_ROWS) {
            throw new IOException("more than " + MAX_ROWS + " rows of state");
        }
        return more;
    }

    /** The process serves: what comes from now on are changes, for as long as the older one drains. */
    void serving() {
        rows = Integer.MIN_VALUE;
    }
}

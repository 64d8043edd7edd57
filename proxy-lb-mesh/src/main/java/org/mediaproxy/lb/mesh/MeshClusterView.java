package org.mediaproxy.lb.mesh;

import com.hazelcast.map.IMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.ClusterView;
import org.mediaproxy.core.spi.ProxySnapshot;

/** What the proxies say of themselves: an entry each, which goes when its proxy has been silent for {@link #SILENT}. */
final class MeshClusterView implements ClusterView {

    /** How long a proxy counts after it last said something. */
    static final Duration SILENT = Duration.ofSeconds(60);

    private final MeshCalls calls;
    private final IMap<String, ProxySnapshot> snapshots;

    MeshClusterView(MeshCalls calls, IMap<String, ProxySnapshot> snapshots) {
        this.calls = calls;
        this.snapshots = snapshots;
    }

    @Override
    public CompletionStage<@Nullable Void> publish(ProxySnapshot snapshot) {
        return calls.<@Nullable Void>step(
                () -> snapshots.setAsync(snapshot.proxyId(), snapshot, SILENT.toSeconds(), TimeUnit.SECONDS));
    }

    @Override
    public CompletionStage<List<ProxySnapshot>> peers() {
        return calls.scan(() -> List.copyOf(snapshots.values()), calls.timeout());
    }
}

package org.mediaproxy.lb.mesh.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.spi.ProxySnapshot;

/** How what a proxy says of itself travels through the grid. */
final class SnapshotWire {

    private SnapshotWire() {}

    static void write(ObjectDataOutput out, ProxySnapshot snapshot) throws IOException {
        out.writeString(snapshot.proxyId());
        out.writeString(snapshot.address());
        out.writeString(snapshot.at().toString());
        out.writeInt(snapshot.sessions().size());
        for (Map.Entry<OriginId, Long> entry : snapshot.sessions().entrySet()) {
            out.writeString(entry.getKey().text());
            out.writeLong(entry.getValue());
        }
    }

    static ProxySnapshot read(ObjectDataInput in) throws IOException {
        String id = Wire.text(in);
        String address = Wire.text(in);
        Instant at = Instant.parse(Wire.text(in));
        Map<OriginId, Long> sessions = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            sessions.put(new OriginId(Wire.text(in)), in.readLong());
        }
        return new ProxySnapshot(id, address, sessions, at);
    }
}

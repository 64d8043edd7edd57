package org.mediaproxy.lb.mesh.state;

import static org.mediaproxy.lb.mesh.state.Wire.text;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;

/** How origins travel through the grid. */
final class OriginWire {

    private OriginWire() {}

    static void writeRecord(ObjectDataOutput out, OriginRecord record) throws IOException {
        writeOrigin(out, record.origin());
        out.writeLong(record.diesAt());
        out.writeLong(record.markedAt());
    }

    static OriginRecord readRecord(ObjectDataInput in) throws IOException {
        return new OriginRecord(readOrigin(in), in.readLong(), in.readLong());
    }

    static void writeRegister(ObjectDataOutput out, OriginChange.Register change) throws IOException {
        writeOrigin(out, change.origin());
        out.writeLong(change.ttlMillis());
    }

    static OriginChange.Register readRegister(ObjectDataInput in) throws IOException {
        return new OriginChange.Register(readOrigin(in), in.readLong());
    }

    static void writeMark(ObjectDataOutput out, OriginChange.Mark change) throws IOException {
        out.writeString(change.id().text());
        out.writeBoolean(change.draining());
    }

    static OriginChange.Mark readMark(ObjectDataInput in) throws IOException {
        return new OriginChange.Mark(new OriginId(text(in)), in.readBoolean());
    }

    static void writeRemove(ObjectDataOutput out, OriginChange.Remove change) throws IOException {
        out.writeString(change.id().text());
    }

    static OriginChange.Remove readRemove(ObjectDataInput in) throws IOException {
        return new OriginChange.Remove(new OriginId(text(in)));
    }

    private static void writeOrigin(ObjectDataOutput out, Origin origin) throws IOException {
        out.writeString(origin.server());
        out.writeString(origin.service());
        out.writeString(origin.pid());
        out.writeString(origin.ip());
        out.writeString(origin.deviceId());
        out.writeInt(origin.listens().size());
        for (Map.Entry<OriginService, List<String>> entry : origin.listens().entrySet()) {
            out.writeString(entry.getKey().label());
            out.writeInt(entry.getValue().size());
            for (String spelling : entry.getValue()) {
                out.writeString(spelling);
            }
        }
        out.writeString(origin.updatedAt().toString());
        out.writeBoolean(origin.draining());
    }

    private static Origin readOrigin(ObjectDataInput in) throws IOException {
        String server = text(in);
        String service = text(in);
        String pid = text(in);
        String ip = text(in);
        String deviceId = text(in);
        Map<OriginService, List<String>> listens = new EnumMap<>(OriginService.class);
        for (int left = in.readInt(); left > 0; left--) {
            Optional<OriginService> known = service(text(in));
            List<String> spellings = new ArrayList<>();
            for (int more = in.readInt(); more > 0; more--) {
                spellings.add(text(in));
            }
            known.ifPresent(key -> listens.put(key, spellings));
        }
        Instant at = Instant.parse(text(in));
        return new Origin(server, service, pid, ip, deviceId, listens, at, in.readBoolean());
    }

    /** One that a later build made up is left out. */
    private static Optional<OriginService> service(String label) {
        for (OriginService service : OriginService.values()) {
            if (service.label().equals(label)) {
                return Optional.of(service);
            }
        }
        return Optional.empty();
    }
}

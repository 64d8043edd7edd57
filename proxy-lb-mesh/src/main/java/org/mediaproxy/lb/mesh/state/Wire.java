package org.mediaproxy.lb.mesh.state;

import com.hazelcast.config.SerializerConfig;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.core.spi.ProxySnapshot;

/**
 * How our values and changes are written when they travel through the grid: field by field. The numbers of the types and the order of fields are
 * what proxies of different builds must agree on.
 */
public final class Wire<T> implements StreamSerializer<T> {

    private final int typeId;
    private final Writer<T> writer;
    private final Reader<T> reader;

    /** Writes the fields of a value. */
    interface Writer<T> {
        void write(ObjectDataOutput out, T value) throws IOException;
    }

    /** Reads them in the same order. */
    interface Reader<T> {
        T read(ObjectDataInput in) throws IOException;
    }

    private Wire(int typeId, Writer<T> writer, Reader<T> reader) {
        this.typeId = typeId;
        this.writer = writer;
        this.reader = reader;
    }

    private static <T> SerializerConfig type(int typeId, Class<? super T> type, Writer<T> writer, Reader<T> reader) {
        return new SerializerConfig().setTypeClass(type).setImplementation(new Wire<>(typeId, writer, reader));
    }

    /** All types, for the configuration of the grid. */
    public static List<SerializerConfig> types() {
        return List.of(
                type(1001, Bindings.class, Wire::writeBindings, Wire::readBindings),
                type(1002, BindingChange.class, Wire::writeChange, Wire::readChange),
                type(1003, BindingAnswer.class, Wire::writeAnswer, Wire::readAnswer),
                type(1004, Step.class, Wire::writeStep, Wire::readStep),
                type(1005, Step.Replacement.class, Wire::writeReplacement, Wire::readReplacement),
                type(1006, OriginRecord.class, OriginWire::writeRecord, OriginWire::readRecord),
                type(1007, OriginChange.Register.class, OriginWire::writeRegister, OriginWire::readRegister),
                type(1008, OriginChange.Mark.class, OriginWire::writeMark, OriginWire::readMark),
                type(1009, OriginChange.Remove.class, OriginWire::writeRemove, OriginWire::readRemove),
                type(1010, MeshNews.class, Wire::writeNews, Wire::readNews),
                type(1011, ProxySnapshot.class, SnapshotWire::write, SnapshotWire::read));
    }

    private static void writeBindings(ObjectDataOutput out, Bindings bindings) throws IOException {
        out.writeInt(bindings.slots().size());
        for (Map.Entry<String, Slot> entry : bindings.slots().entrySet()) {
            Slot slot = entry.getValue();
            out.writeString(entry.getKey());
            out.writeString(slot.value());
            out.writeLong(slot.boundAt());
            out.writeLong(slot.expiresAt());
            out.writeString(slot.call());
        }
    }

    private static Bindings readBindings(ObjectDataInput in) throws IOException {
        Map<String, Slot> slots = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            slots.put(text(in), new Slot(text(in), in.readLong(), in.readLong(), text(in)));
        }
        return new Bindings(slots);
    }

    private static void writeChange(ObjectDataOutput out, BindingChange change) throws IOException {
        out.writeString(change.kind().name());
        out.writeString(change.namespace());
        out.writeString(change.expected());
        out.writeString(change.value());
        out.writeLong(change.ttlMillis());
        out.writeString(change.call());
    }

    private static BindingChange readChange(ObjectDataInput in) throws IOException {
        BindingChange.Kind kind = BindingChange.Kind.valueOf(text(in));
        return new BindingChange(kind, text(in), text(in), text(in), in.readLong(), text(in));
    }

    private static void writeAnswer(ObjectDataOutput out, BindingAnswer answer) throws IOException {
        out.writeBoolean(answer.done());
        out.writeString(answer.value());
        out.writeLong(answer.leftMillis());
    }

    private static BindingAnswer readAnswer(ObjectDataInput in) throws IOException {
        return new BindingAnswer(in.readBoolean(), text(in), in.readLong());
    }

    private static void writeStep(ObjectDataOutput out, Step<?, ?> step) throws IOException {
        out.writeObject(step.change);
    }

    private static Step<?, ?> readStep(ObjectDataInput in) throws IOException {
        return new Step<>(some(in.readObject()));
    }

    private static void writeReplacement(ObjectDataOutput out, Step.Replacement<?> replacement) throws IOException {
        out.writeLong(replacement.lastsMillis);
        out.writeObject(replacement.value);
    }

    private static Step.Replacement<?> readReplacement(ObjectDataInput in) throws IOException {
        long lasts = in.readLong();
        @Nullable Object value = in.readObject();
        return new Step.Replacement<>(value, lasts);
    }

    private static void writeNews(ObjectDataOutput out, MeshNews news) throws IOException {
        out.writeString(news.kind().name());
        out.writeString(news.namespace());
        out.writeString(news.name());
    }

    private static MeshNews readNews(ObjectDataInput in) throws IOException {
        return new MeshNews(MeshNews.Kind.valueOf(text(in)), text(in), text(in));
    }

    /** A text that cannot be missing. */
    static String text(ObjectDataInput in) throws IOException {
        return some(in.readString());
    }

    static <V> V some(@Nullable V value) {
        return Objects.requireNonNull(value, "of another build");
    }

    @Override
    public int getTypeId() {
        return typeId;
    }

    @Override
    public void write(ObjectDataOutput out, T value) throws IOException {
        writer.write(out, value);
    }

    @Override
    public T read(ObjectDataInput in) throws IOException {
        return reader.read(in);
    }
}

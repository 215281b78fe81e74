package org.netserv.perf.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.netserv.ffi.BpfObject;
import org.netserv.ffi.BpfProgram;
import org.netserv.rig.RigException;

/**
 * The BPF programs that send, count and lose packets, and the memory that they share with us.
 *
 * <p>Generator and sink of one instance share the times of departure, so that the sink can tell how long packets took.
 *
 * <p><b>Ownership.</b> To be closed after all that uses it.
 */
public final class TrafficPrograms implements AutoCloseable {
    private static final String FILE = "traffic.bpf.o";

    private final BpfObject object;
    private final Map<String, MemorySegment> mapped = new HashMap<>();

    private TrafficPrograms(BpfObject object) {
        this.object = object;
    }

    /**
     * Loads them into the kernel.
     *
     * <p><b>Errors.</b> {@link UnsupportedOperationException} without libbpf, NativeException if the kernel refuses.
     */
    public static TrafficPrograms load() {
        BpfObject object = BpfObject.open("traffic", file());
        try {
            return new TrafficPrograms(object.load());
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    private static byte[] file() {
        try (InputStream file = TrafficPrograms.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the resource " + FILE + " is missing");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new RigException("cannot read the resource " + FILE + ": " + e.getMessage(), e);
        }
    }

    BpfProgram program(String name) {
        return object.program(name);
    }

    /** The memory of a map. */
    synchronized MemorySegment map(String name) {
        return mapped.computeIfAbsent(name, map -> object.map(map).mapped());
    }

    @Override
    public void close() {
        object.close();
    }
}

package org.netserv.node.config;

import java.util.List;
import org.netserv.node.sandbox.Quota;

/** Reads the {@code <quota>} of a user. */
final class QuotaReader {
    private static final long MAX_CPU_WEIGHT = 10_000;
    private static final long MAX_CPU_NANOS = 1_000_000_000;
    private static final long MAX_PACKETS = 1_000_000_000;
    private static final long MAX_BYTES = 1L << 40;
    private static final long MAX_THREADS = 256;
    /** As many as the kernel has room for. */
    private static final long MAX_FLOWS = 65_536;

    private final Values values;

    QuotaReader(Values values) {
        this.values = values;
    }

    /** The user's quota; what it does not say is as in {@link Quota#DEFAULT}. */
    Quota read(Element user) {
        List<Element> quotas = user.children("quota");
        return quotas.isEmpty() ? Quota.DEFAULT : quota(quotas.getFirst());
    }

    private Quota quota(Element element) {
        Quota absent = Quota.DEFAULT;
        return new Quota((int) values.number(element, "cpu-weight", 1, MAX_CPU_WEIGHT, absent.cpuWeight()),
                values.rate(element, "cpu-nanos-per-packet", MAX_CPU_NANOS, absent.cpuNanosPerPacket()),
                values.rate(element, "allocated-bytes-per-second", MAX_BYTES, absent.allocatedBytesPerSecond()),
                values.number(element, "retained-heap-bytes", 0, MAX_BYTES, absent.retainedHeapBytes()),
                values.rate(element, "packets-per-second", MAX_PACKETS, absent.packetsPerSecond()),
                values.rate(element, "bytes-per-second", MAX_BYTES, absent.bytesPerSecond()),
                values.rate(element, "emitted-per-second", MAX_PACKETS, absent.emittedPerSecond()),
                values.number(element, "storage-bytes", 0, MAX_BYTES, absent.storageBytes()),
                (int) values.number(element, "threads", 0, MAX_THREADS, absent.threads()),
                (int) values.number(element, "offloaded-flows", 0, MAX_FLOWS, absent.offloadedFlows()));
    }
}

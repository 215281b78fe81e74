package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.sched_param;

/** Threads as the kernel sees them: id, the CPUs that they may run on, priority. */
public final class NativeThread {
    /** Room for the CPU mask: the kernel refuses a mask shorter than its own, and 8,192 CPUs are its limit. */
    private static final int MASK_BYTES = 1024;

    /**
     * <pre>
     * struct sched_attr
     * 0     4       8        16    20        24       32        40      48        52        56
     * | size | policy | flags | nice | priority | runtime | deadline | period | util_min | util_max |
     * </pre>
     */
    private static final int ATTRIBUTES_BYTES = 56;
    private static final int ATTRIBUTES_POLICY = 4;
    private static final int ATTRIBUTES_NICE = 16;
    private static final int ATTRIBUTES_RUNTIME = 24;

    private NativeThread() {}

    /** The kernel's thread id (gettid), the one that /proc and top show. */
    public static int id() {
        return LibcRaw.gettid();
    }

    /** The CPUs that the calling thread may run on, ascending. */
    public static List<Integer> allowedCpus() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            int result = Libc.schedGetaffinity(Downcalls.allocateCapture(arena), 0, mask);
            if (result < 0) {
                throw new NativeException("sched_getaffinity", "thread=" + id(), -result);
            }
            List<Integer> cpus = new ArrayList<>();
            for (int cpu = 0; cpu < MASK_BYTES * Byte.SIZE; cpu++) {
                if ((mask.get(ValueLayout.JAVA_BYTE, cpu / Byte.SIZE) & 1 << cpu % Byte.SIZE) != 0) {
                    cpus.add(cpu);
                }
            }
            return cpus;
        }
    }

    /**
     * Pins the calling thread to one CPU.
     *
     * <p><b>Errors.</b> {@link NativeException} with EINVAL when the CPU is offline or not allowed to this process.
     */
    public static void pin(int cpu) {
        pin(id(), cpu);
    }

    /**
     * Pins a thread of any process, or of the kernel, to one CPU.
     *
     * <p><b>Errors.</b> {@link NativeException} with EINVAL when the CPU is offline or not allowed to this process, ESRCH
     * when there is no such thread.
     */
    public static void pin(int thread, int cpu) {
        if (cpu < 0 || cpu >= MASK_BYTES * Byte.SIZE) {
            throw new IllegalArgumentException("cpu=" + cpu);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            mask.set(ValueLayout.JAVA_BYTE, cpu / Byte.SIZE, (byte) (1 << cpu % Byte.SIZE));
            int result = Libc.schedSetaffinity(Downcalls.allocateCapture(arena), thread, mask);
            if (result < 0) {
                throw new NativeException("sched_setaffinity", "thread=" + thread + " cpu=" + cpu, -result);
            }
        }
    }

    /**
     * Schedules a thread of any process, or of the kernel, ahead of all ordinary ones (SCHED_FIFO).
     *
     * <p><b>Errors.</b> {@link NativeException} with EPERM without CAP_SYS_NICE, ESRCH when there is no such thread.
     *
     * @param priority 1 to 99, higher first; 0 for an ordinary thread again
     */
    public static void realtime(int thread, int priority) {
        if (priority < 0 || priority > 99) {
            throw new IllegalArgumentException("priority=" + priority);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = sched_param.allocate(arena);
            sched_param.sched_priority(parameters, priority);
            int result = Libc.schedSetscheduler(Downcalls.allocateCapture(arena), thread,
                    priority == 0 ? LibcRaw.SCHED_OTHER() : LibcRaw.SCHED_FIFO(), parameters);
            if (result < 0) {
                throw new NativeException("sched_setscheduler", "thread=" + thread + " priority=" + priority, -result);
            }
        }
    }

    /**
     * Makes the calling thread an ordinary one (SCHED_OTHER), and says how nice it is to others, and for how long it runs at a time when they want the CPU,
     * too; threads that it starts are the same. One whose slice is shorter than another's, and which has had no more than its
     * share, takes the CPU from that one as soon as it wakes up. Before Linux 6.12 slices have no effect.
     *
     * <p><b>Errors.</b> {@link NativeException} with EACCES or EPERM for less nice than it is, without CAP_SYS_NICE.
     *
     * <p><b>Source.</b> sched_setattr(2), linux/sched/types.h.
     *
     * @param nice -20 to 19; each step less is a quarter more of CPU time than others get
     * @param sliceNanos 100 µs to 100 ms, the kernel takes the nearest; 0 for as long as it gives by itself
     */
    public static void nice(int nice, long sliceNanos) {
        if (nice < -20 || nice > 19) {
            throw new IllegalArgumentException("nice=" + nice);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);
            attributes.set(ValueLayout.JAVA_INT, 0, ATTRIBUTES_BYTES);
            attributes.set(ValueLayout.JAVA_INT, ATTRIBUTES_POLICY, LibcRaw.SCHED_OTHER());
            attributes.set(ValueLayout.JAVA_INT, ATTRIBUTES_NICE, nice);
            attributes.set(ValueLayout.JAVA_LONG, ATTRIBUTES_RUNTIME, sliceNanos);
            int result = Libc.schedSetattr(Downcalls.allocateCapture(arena), 0, attributes);
            if (result < 0) {
                throw new NativeException("sched_setattr", "thread=" + id() + " nice=" + nice, -result);
            }
        }
    }
}

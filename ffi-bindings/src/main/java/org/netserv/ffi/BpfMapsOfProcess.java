package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.netserv.ffi.xdp.raw.bpf_map_info;

/**
 * The BPF maps that another process has open, by the names that the kernel knows, which are of at most 15 characters.
 *
 * <p><b>Ownership.</b> {@link #close} lets go of them.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class BpfMapsOfProcess implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final long pid;
    private final Map<String, Integer> fds = new HashMap<>();

    private BpfMapsOfProcess(long pid) {
        this.pid = pid;
    }

    /** <b>Errors.</b> {@link NativeException}: ESRCH when the process is gone, EPERM when it may not be traced. */
    public static BpfMapsOfProcess open(long pid) {
        BpfMapsOfProcess maps = new BpfMapsOfProcess(pid);
        try (OtherProcess process = OtherProcess.open(pid); Arena scratch = Arena.ofConfined()) {
            MemorySegment info = bpf_map_info.allocate(scratch);
            for (int fd : process.duplicates("anon_inode:bpf-map")) {
                BpfObject.info("fd=" + fd, fd, info);
                Integer other = maps.fds.put(bpf_map_info.name(info).getString(0), fd);
                if (other != null) {
                    OtherProcess.close(other);
                }
            }
            return maps;
        } catch (RuntimeException e) {
            maps.close();
            throw e;
        }
    }

    /**
     * One of them.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} if there is none of that name.
     */
    public BpfMap map(String name) {
        Integer fd = fds.get(name);
        if (fd == null) {
            throw new IllegalArgumentException("no such map of process " + pid + ": map=" + name);
        }
        return new BpfMap(arena, name, fd);
    }

    @Override
    public void close() {
        fds.values().forEach(OtherProcess::close);
        fds.clear();
        arena.close();
    }
}

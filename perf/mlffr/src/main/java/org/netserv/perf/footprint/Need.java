package org.netserv.perf.footprint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.netserv.rig.Exec;
import org.netserv.rig.RigException;

/**
 * What a node has taken of its host at one moment.
 *
 * @param rss bytes of memory that are mapped and there, shared ones included
 * @param pss the same, with shared pages divided by the number of those who share them
 * @param heap bytes of its heap in use right after a collection
 * @param metaspace bytes of its metaspace in use
 * @param threads of the process
 * @param files descriptors
 * @param journal bytes of the files in the journal's folder
 * @param state bytes of all files below the state folder but the counters, which have their size from the start
 */
public record Need(long rss, long pss, long heap, long metaspace, long threads, long files, long journal, long state) {

    /**
     * What a node needs now; of its heap, what is left after a collection.
     *
     * <p><b>Errors.</b> {@link RigException} if it has ended.
     *
     * @param state its state folder
     */
    public static Need of(long pid, Path state) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            // In this order: the collection itself takes memory.
            String rollup = Files.readString(process.resolve("smaps_rollup"));
            jcmd(pid, "GC.run");
            String heapInfo = jcmd(pid, "GC.heap_info");
            return new Need(ProcText.bytes(rollup, "Rss"), ProcText.bytes(rollup, "Pss"), ProcText.heap(heapInfo),
                    ProcText.metaspace(jcmd(pid, "VM.metaspace", "basic")), entries(process.resolve("task")),
                    entries(process.resolve("fd")), size(state.resolve("journal")), size(state));
        } catch (IOException | UncheckedIOException e) {
            throw new RigException("cannot see what process " + pid + " needs: " + e.getMessage(), e);
        }
    }

    private static String jcmd(long pid, String... command) {
        List<String> argv = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        argv.addAll(List.of(command));
        return Exec.run(argv).orThrow().stdout();
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    /** Files come and go while they are counted. */
    private static long size(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            long sum = 0;
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("counters.dat")) {
                    sum += sizeIfPresent(file);
                }
            }
            return sum;
        }
    }

    private static long sizeIfPresent(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /** By the names that results have. */
    public Map<String, Long> map() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("rss-bytes", rss);
        map.put("pss-bytes", pss);
        map.put("heap-bytes", heap);
        map.put("metaspace-bytes", metaspace);
        map.put("threads", threads);
        map.put("files", files);
        map.put("journal-bytes", journal);
        map.put("state-bytes", state);
        return map;
    }
}

package org.netserv.perf.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.netserv.node.json.Json;
import org.netserv.perf.store.RecordTree;
import org.netserv.perf.store.ResultStore;
import org.netserv.rig.RigException;

/** Records of faults: where tests write them, and where runs are kept. */
public final class FaultStore {
    private static final String FILE = FaultRun.SUITE + ".json";
    private static final Path WRITTEN = Path.of("target", "faults");
    /** Of modules below the tree's root. */
    private static final int DEPTH = 2;

    private FaultStore() {}

    /**
     * A run that is kept.
     *
     * @param environment what it was measured on
     */
    public record Kept(FaultRun run, Map<String, String> environment) {}

    /**
     * What tests have written in a tree since it was built.
     *
     * @throws RigException if there is nothing, or a record cannot be read
     */
    public static FaultRun collect(Path root, String commit, String note) {
        List<Fault> records = new ArrayList<>();
        try (Stream<Path> folders = Files.walk(root, DEPTH)) {
            for (Path folder : folders.map(module -> module.resolve(WRITTEN)).filter(Files::isDirectory).toList()) {
                for (Path file : json(folder)) {
                    records.add(read(Fault.class, file));
                }
            }
        } catch (IOException e) {
            throw unreadable(root, e);
        }
        records.sort(Comparator.comparing(Fault::fault));
        Instant started = records.stream().map(record -> Instant.parse(record.at())).min(Comparator.naturalOrder())
                .orElseThrow(
                        () -> new RigException("No test has written what it saw of a fault: run netserv test first."));
        return new FaultRun(FaultRun.SUITE, commit, started.toString(), note, records);
    }

    /** The last run in a folder of results. */
    public static Kept last(Path results) {
        try (Stream<Path> entries = Files.list(results)) {
            Path folder = entries.filter(entry -> Files.exists(entry.resolve(FILE))).max(Comparator.naturalOrder())
                    .orElseThrow(() -> new RigException("There is no run of faults in " + results
                            + " yet: netserv faults --save makes one."));
            Map<String, String> environment = new TreeMap<>();
            Json.parse(Files.readString(folder.resolve("env.json")))
                    .forEach((name, value) -> environment.put(name, String.valueOf(value)));
            return new Kept(read(FaultRun.class, folder.resolve(FILE)), environment);
        } catch (IOException e) {
            throw unreadable(results, e);
        }
    }

    /** Keeps a run; its folder. */
    public static Path keep(Path results, Kept kept) {
        FaultRun run = kept.run();
        return new ResultStore(results).write(FaultRun.SUITE, run.commit(), run.started(), kept.environment(),
                Json.pretty(Objects.requireNonNull(RecordTree.of(run))) + "\n",
                "# What tests saw of faults\n\n" + run.note() + "\n");
    }

    private static List<Path> json(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private static <T extends Record> T read(Class<T> type, Path file) throws IOException {
        try {
            return RecordTree.read(type, Json.parse(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            throw new RigException(file + " is not what a fault test writes: " + e.getMessage() + ".", e);
        }
    }

    private static RigException unreadable(Path folder, IOException e) {
        return new RigException("The records of faults in " + folder + " cannot be read: " + e + ".", e);
    }
}

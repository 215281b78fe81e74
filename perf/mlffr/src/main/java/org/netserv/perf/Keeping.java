package org.netserv.perf;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.perf.store.Environment;
import org.netserv.perf.store.ResultStore;
import org.netserv.perf.store.SourceTree;
import picocli.CommandLine.Option;

/**
 * Whether and where a measurement is kept that is not the ladder: options of its command, and what is noted of it before it begins.
 *
 * <p><b>Thread.</b> The measuring one.
 */
final class Keeping {
    @Option(names = "--save", description = "keep this run in results/")
    private boolean save;

    @Option(names = "--results", paramLabel = "DIR", description = "keep it in this folder instead")
    private @Nullable Path results;

    private Path root = Path.of("");
    private String commit = "";
    private String started = "";
    private Map<String, String> environment = Map.of();

    /**
     * Notes commit, time and environment. Before anything is measured: somebody may go on working in the source tree.
     *
     * @param rig what the environment has besides the host
     */
    void begin(Path sources, Map<String, String> rig) {
        root = sources;
        environment = Environment.read(rig);
        commit = SourceTree.commit(sources);
        started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * Prints what there is, and keeps it, if that was asked for.
     *
     * @param complete whether that is all of it
     * @param table Markdown, behind the notes
     */
    void finish(String suite, boolean complete, Map<String, Object> measured, String notes, String table,
            PrintWriter out, Screen screen) {
        String shown = table + (complete ? "" : "\nPARTIAL: not everything that was asked for has been measured.\n");
        out.print(shown);
        out.flush();
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("complete", complete);
        raw.putAll(measured);
        keep(suite, raw, notes + shown, screen);
    }

    /**
     * Keeps it, if that was asked for.
     *
     * @param suite its kind
     * @param measured JSON, by name
     * @param notes Markdown
     */
    void keep(String suite, Map<String, Object> measured, String notes, Screen screen) {
        if (!save && results == null) {
            return;
        }
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("suite", suite);
        raw.put("commit", commit);
        raw.put("started", started);
        raw.putAll(measured);
        Path folder = results == null ? root.resolve("results") : results;
        screen.say("Kept in " + new ResultStore(folder).write(suite, commit, started, environment,
                Json.pretty(raw) + "\n", notes) + ".");
    }
}

package org.netserv.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.netserv.perf.faults.FaultStore;
import org.netserv.perf.faults.FaultTable;
import org.netserv.perf.store.Environment;
import org.netserv.perf.store.SourceTree;
import org.netserv.rig.RigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netserv faults}: what tests have measured of faults, as docs/faults.md. */
@Command(name = "faults", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Write docs/faults.md of docs/faults.in.md and of what tests have measured of faults."}, footer = {"",
        "Example:", "  netserv test && netserv faults --save --note \"with nothing beside\""})
final class FaultsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--save", description = "keep in results/ what the last tests have written, first")
    private boolean save;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "with --save: what else ran on the host, as the end of a sentence")
    private String note = "";

    @Override
    public Integer call() {
        Path root = SourceRoot.path();
        Path results = root.resolve("results");
        Screen screen = new Screen(spec.commandLine().getErr(), false);
        try {
            String template = Files.readString(root.resolve("docs/faults.in.md"));
            if (save) {
                FaultStore.Kept kept = new FaultStore.Kept(FaultStore.collect(root, SourceTree.commit(root), note),
                        Environment.read(Map.of()));
                // What makes no whole table is not kept.
                FaultTable.of(template, kept);
                screen.say("Kept in " + FaultStore.keep(results, kept) + ".");
            }
            Path document = root.resolve("docs/faults.md");
            Files.writeString(document, FaultTable.of(template, FaultStore.last(results)));
            screen.say("Wrote " + document + ".");
        } catch (IOException e) {
            throw new RigException("docs/faults.md cannot be written: " + e + ".", e);
        }
        return 0;
    }
}

package org.netserv.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.netserv.node.json.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a subcommand's answer goes, and whether as text for people or as JSON: mixed into every subcommand. */
final class Output {

    @Option(names = "--json", description = "Answer as one JSON object.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints the object if JSON is wanted, else the text. */
    void print(Map<String, ?> object, String text) {
        out().println(json ? Json.pretty(object) : text.stripTrailing());
        out().flush();
    }
}

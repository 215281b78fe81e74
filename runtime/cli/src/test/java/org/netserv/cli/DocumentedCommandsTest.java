package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the documentation has people type is there, and what is there is in the documentation. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", "../.."));
    /** Text between backticks, or a line of a block of code. */
    private static final Pattern CODE = Pattern.compile("```[a-z]*\\n(.*?)```|`([^`]+)`", Pattern.DOTALL);
    /** {@code netserv status, top}: each of them. */
    private static final Pattern COMMAND = Pattern
            .compile("(?:^|&& |\\| )(?:\\./)?netserv ([a-z]+(?:, [a-z]+)*)(?= |$)([^&|;]*)");
    private static final Pattern OPTION = Pattern.compile("(?<![^ ])(--?[a-zA-Z][a-z-]*)");

    private final CommandLine netserv = Main.commandLine(Map.of("TERM", "dumb"), true);
    private final Set<String> mentioned = new TreeSet<>();
    private int options;

    /** Options of what the launcher hands to other programs are not looked at: this program does not know them. */
    @Test
    void shouldNameSubcommandsAndOptionsThatThereAre() throws IOException {
        List<String> unknown = new ArrayList<>();
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            Stream<Path> others = Stream.of("README.md", "CONTRIBUTING.md", "perf/README.md").map(ROOT::resolve);
            for (Path file : Stream.concat(others, docs.filter(file -> file.toString().endsWith(".md"))).toList()) {
                for (String line : code(Files.readString(file))) {
                    check(ROOT.relativize(file) + ": " + line, line, unknown);
                }
            }
        }
        assertEquals(List.of(), unknown);
        assertTrue(mentioned.size() > 20 && options > 20, () -> options + " options of " + mentioned);
        Set<String> silent = new TreeSet<>(netserv.getSubcommands().keySet());
        silent.removeAll(mentioned);
        assertEquals(Set.of(), silent, "subcommands that no document names");
    }

    /** Lines as a shell gets them: one that ends with a backslash goes on with the next. */
    private static Set<String> code(String text) {
        Set<String> lines = new LinkedHashSet<>();
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            String found = code.group(1) == null ? code.group(2).replace('\n', ' ') : code.group(1);
            found.replaceAll("\\\\\\n *", "").lines().map(String::strip).forEach(lines::add);
        }
        return lines;
    }

    private void check(String where, String line, List<String> unknown) {
        Matcher command = COMMAND.matcher(line);
        while (command.find()) {
            for (String name : command.group(1).split(", ", -1)) {
                CommandLine subcommand = netserv.getSubcommands().get(name);
                if (subcommand == null) {
                    unknown.add(where + " (no subcommand " + name + ")");
                    continue;
                }
                mentioned.add(name);
                if (!(subcommand.getCommand() instanceof LauncherCommand)) {
                    CommandLine innermost = innermost(subcommand, command.group(2));
                    Matcher option = OPTION.matcher(command.group(2));
                    while (option.find()) {
                        options++;
                        if (!innermost.getCommandSpec().optionsMap().containsKey(option.group(1))) {
                            unknown.add(where + " (no option " + option.group(1) + ")");
                        }
                    }
                }
            }
        }
    }

    /** What a group of subcommands is told to do by the words behind its name. */
    private static CommandLine innermost(CommandLine group, String words) {
        CommandLine innermost = group;
        for (String word : words.strip().split(" +", -1)) {
            CommandLine next = innermost.getSubcommands().get(word);
            if (next == null) {
                return innermost;
            }
            innermost = next;
        }
        return innermost;
    }
}

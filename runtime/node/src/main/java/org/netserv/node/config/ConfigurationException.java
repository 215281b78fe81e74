package org.netserv.node.config;

import java.io.Serial;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that is refused. Its message has one problem a line, fit for a user. */
public final class ConfigurationException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** Takes the problems in any order. */
    public ConfigurationException(List<Problem> problems) {
        super(sorted(problems).stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = sorted(problems);
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    /** Everything that is wrong, by line; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param file the configuration
     * @param line from 1, where the element's start tag ends; 0 if it is no line in particular
     * @param element its name; empty if it is none in particular
     * @param sentence what is wrong and what was expected
     */
    public record Problem(Path file, int line, String element, String sentence) {

        /** {@code file:line: <element>: sentence}. */
        @Override
        public String toString() {
            return file + (line == 0 ? "" : ":" + line) + ": " + (element.isEmpty() ? "" : "<" + element + ">: ")
                    + sentence;
        }
    }
}

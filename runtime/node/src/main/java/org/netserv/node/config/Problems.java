package org.netserv.node.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.netserv.node.config.ConfigurationException.Problem;

/** Collects what is wrong with one file. */
final class Problems {

    private static final int MAX = 100;

    private final Path file;
    private final List<Problem> found = new ArrayList<>();

    Problems(Path file) {
        this.file = file;
    }

    void add(int line, String element, String sentence) {
        if (found.size() < MAX) {
            found.add(new Problem(file, line, element, sentence));
        }
    }

    void add(Element element, String sentence) {
        add(element.line(), element.name(), sentence);
    }

    void addAll(Problems others) {
        others.found.forEach(problem -> add(problem.line(), problem.element(), problem.sentence()));
    }

    /** Adds the others, except where something more to the point was said about the same element. */
    void addUnlessSaid(Problems others) {
        List<Problem> said = List.copyOf(found);
        for (Problem problem : others.found) {
            if (said.stream().noneMatch(p -> p.line() == problem.line() && p.element().equals(problem.element()))) {
                add(problem.line(), problem.element(), problem.sentence());
            }
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    ConfigurationException exception() {
        return new ConfigurationException(found);
    }
}

package org.netserv.cli.demo;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that the demo measures: printed as it comes, checked, and kept by step, line and name. */
final class Figures {

    private static final int MAX_NOTE = 100;

    private final PrintWriter out;
    private final boolean unicode;
    private final Map<String, Map<String, Map<String, Object>>> steps = new LinkedHashMap<>();
    private Map<String, Map<String, Object>> current = new LinkedHashMap<>();
    private String title = "";

    /** Printed there; with ticks and crosses only if the output can show them. */
    Figures(PrintWriter out, boolean unicode) {
        this.out = out;
        this.unicode = unicode;
    }

    /** Begins a step; the first, which only prepares the others, is number 0. */
    void step(String id, String sentence) {
        title = id;
        current = new LinkedHashMap<>();
        steps.put(id, current);
        out.printf("%n%d. %s%n", steps.size() - 1, sentence);
        out.flush();
    }

    /** Begins a line of the step. */
    FigureLine line(String what) {
        return new FigureLine(this, what);
    }

    void add(String what, Map<String, Object> figures, String text, String note, boolean right) {
        if (current.putIfAbsent(what, figures) != null) {
            throw new IllegalStateException("two lines of step " + title + " are named " + what);
        }
        String mark = unicode ? right ? "\u2713" : "\u2717" : right ? "ok" : "WRONG";
        out.printf("   %s %-34s %s%n", mark, what, text);
        if (!note.isEmpty()) {
            out.printf("   %" + mark.length() + "s %-34s %s%n", "", "",
                    note.length() <= MAX_NOTE ? note : note.substring(0, MAX_NOTE) + "...");
        }
        out.flush();
    }

    /** The step that was begun last. */
    String title() {
        return title;
    }

    /** All figures: step, line, name, value. */
    Map<String, Map<String, Map<String, Object>>> all() {
        return steps;
    }
}

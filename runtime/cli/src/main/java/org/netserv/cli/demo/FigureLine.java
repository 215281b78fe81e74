package org.netserv.cli.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures that belong together. {@link #done} prints them and fails if one is wrong. */
final class FigureLine {

    private final Figures figures;
    private final String what;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final List<String> wrong = new ArrayList<>();
    private String note = "";

    FigureLine(Figures figures, String what) {
        this.figures = figures;
        this.what = what;
    }

    /** A figure that says something but need not be anything. */
    FigureLine figure(String name, Object value) {
        print(name + " " + value);
        return keep(name, value);
    }

    /** A time that it took. */
    FigureLine millis(String name, long nanos) {
        long millis = nanos / 1_000_000;
        print(name + " " + millis + " ms");
        return keep(name + " ms", millis);
    }

    /** What somebody said about it; printed below the line. */
    FigureLine note(String name, String text) {
        note = text;
        return keep(name, text);
    }

    /** A figure that must be exactly this, and is printed only if it is not. */
    FigureLine check(String name, long actual, long expected) {
        if (actual != expected) {
            return expect(name, actual, expected);
        }
        return keep(name, actual);
    }

    /** A figure that must be exactly this. */
    FigureLine expect(String name, long actual, long expected) {
        return within(name, actual, expected, expected);
    }

    /** A figure that must lie between the two, or be one of them. */
    FigureLine within(String name, long actual, long low, long high) {
        if (actual < low || actual > high) {
            wrong.add("\"" + name + "\" is " + actual + ", expected "
                    + (low == high ? Long.toString(low) : "between " + low + " and " + high));
        }
        return figure(name, actual);
    }

    /** Something that must hold; its figure is true or false. */
    FigureLine holds(String name, boolean actual) {
        if (!actual) {
            wrong.add("\"" + name + "\" does not hold");
        }
        print(actual ? name : "not " + name);
        return keep(name, actual);
    }

    /** Prints the line. <b>Errors.</b> {@link WrongFigureException} that names step, line and figure. */
    void done() {
        figures.add(what, values, text.toString(), note, wrong.isEmpty());
        if (!wrong.isEmpty()) {
            throw new WrongFigureException(
                    "wrong figure in " + figures.title() + ", " + what + ": " + String.join("; ", wrong));
        }
    }

    private void print(String figure) {
        text.append(text.isEmpty() ? "" : ", ").append(figure);
    }

    private FigureLine keep(String name, Object value) {
        if (values.put(name, value) != null) {
            throw new IllegalStateException("two figures of " + what + " are named " + name);
        }
        return this;
    }
}

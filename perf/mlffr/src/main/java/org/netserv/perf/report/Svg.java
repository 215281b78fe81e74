package org.netserv.perf.report;

import java.util.Locale;

/** An inline picture that is drawn step by step. Colours and fonts come from the page's style, by class. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    /**
     * Begins one.
     *
     * @param id unique on the page
     */
    Svg(String id, double width, double height, String title, String description) {
        text.append("<svg role=\"img\" aria-labelledby=\"").append(id).append("-t ").append(id)
                .append("-d\" viewBox=\"0 0 ").append(number(width)).append(' ').append(number(height))
                .append("\"><title id=\"").append(id).append("-t\">").append(Html.escape(title))
                .append("</title><desc id=\"").append(id).append("-d\">").append(Html.escape(description))
                .append("</desc>\n");
    }

    void line(double x1, double y1, double x2, double y2, String style) {
        add("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" class=\"%s\"/>\n".formatted(number(x1), number(y1),
                number(x2),
                number(y2), style));
    }

    void box(double x, double y, double width, double height, double radius, String style) {
        add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\" class=\"%s\"/>\n".formatted(number(x),
                number(y),
                number(Math.max(0, width)), number(height), number(radius), style));
    }

    void path(String commands, String style) {
        add("<path d=\"%s\" class=\"%s\"/>\n".formatted(commands, style));
    }

    /** @param anchor start, middle or end */
    void text(double x, double y, String anchor, String style, String content) {
        add("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" class=\"%s\">%s</text>\n".formatted(number(x), number(y),
                anchor,
                style, Html.escape(content)));
    }

    /** A sign of its own for each configuration, so that no one needs colours. */
    void mark(double x, double y, int configuration) {
        String at = number(x) + " " + number(y);
        String commands = switch (configuration) {
            case 1 -> "M" + at + "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z";
            case 2 -> "M" + at + "m-3.6-3.6h7.2v7.2h-7.2z";
            case 3 -> "M" + at + "m0-4.6l4.4 7.8h-8.8z";
            case 4 -> "M" + at + "m0-5l5 5l-5 5l-5-5z";
            case 5 -> "M" + at + "m0 4.6l4.4-7.8h-8.8z";
            default -> "M" + at + "m-3.6-3.6l7.2 7.2m0-7.2l-7.2 7.2";
        };
        path(commands, "mark l" + configuration);
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }

    private void add(String element) {
        text.append(element);
    }

    static String number(double value) {
        String number = String.format(Locale.ROOT, "%.1f", value);
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    }
}

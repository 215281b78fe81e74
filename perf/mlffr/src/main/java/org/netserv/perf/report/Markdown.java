package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The part of Markdown that notes use, as HTML: headings, paragraphs, lists, code, tables, emphasis. Everything else is
 * text. Nothing in it becomes a tag or a link that is not one of ours.
 */
final class Markdown {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern STRONG = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern RULE = Pattern.compile("\\|?[ :|-]+\\|[ :|-]*");
    private static final Pattern ITEM = Pattern.compile("([-*]|\\d+\\.) .*");

    private final List<String> lines;
    private final StringBuilder html = new StringBuilder();
    private int next;

    private Markdown(List<String> lines) {
        this.lines = lines;
    }

    /** Headings begin at the third level. */
    static String html(String text) {
        Markdown markdown = new Markdown(COMMENT.matcher(text).replaceAll("").lines().toList());
        while (markdown.next < markdown.lines.size()) {
            markdown.block();
        }
        return markdown.html.toString();
    }

    private void block() {
        String line = lines.get(next);
        if (line.isBlank()) {
            next++;
        } else if (line.startsWith("```")) {
            code();
        } else if (line.startsWith("#")) {
            heading(line);
        } else if (line.startsWith("|")) {
            table();
        } else if (ITEM.matcher(line).matches()) {
            list();
        } else {
            paragraph();
        }
    }

    private void code() {
        next++;
        html.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Text\"><pre><code>");
        while (next < lines.size() && !lines.get(next).startsWith("```")) {
            html.append(Html.escape(lines.get(next++))).append('\n');
        }
        next++;
        html.append("</code></pre></div>\n");
    }

    private void heading(String line) {
        next++;
        int level = 0;
        while (level < line.length() && line.charAt(level) == '#') {
            level++;
        }
        String tag = level <= 1 ? "h3" : "h4";
        html.append(String.format(Locale.ROOT, "<%s>%s</%s>%n", tag, inline(line.substring(level).strip()), tag));
    }

    private void table() {
        List<List<String>> rows = new ArrayList<>();
        while (next < lines.size() && lines.get(next).startsWith("|")) {
            String line = lines.get(next++).strip();
            if (!RULE.matcher(line).matches()) {
                String inside = line.substring(1,
                        line.endsWith("|") && line.length() > 1 ? line.length() - 1 : line.length());
                rows.add(List.of(inside.split("\\|", -1)).stream().map(String::strip).toList());
            }
        }
        html.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>");
        for (int i = 0; i < rows.size(); i++) {
            String tag = i == 0 ? "th" : "td";
            html.append("<tr>");
            rows.get(i).forEach(cell -> html.append('<').append(tag).append('>').append(inline(cell)).append("</")
                    .append(tag).append('>'));
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
    }

    private void list() {
        boolean numbered = Character.isDigit(lines.get(next).charAt(0));
        html.append(numbered ? "<ol>" : "<ul>");
        while (next < lines.size() && ITEM.matcher(lines.get(next)).matches()) {
            String line = lines.get(next++);
            StringBuilder item = new StringBuilder(line.substring(line.indexOf(' ') + 1));
            while (next < lines.size() && lines.get(next).startsWith("  ")) {
                item.append(' ').append(lines.get(next++).strip());
            }
            html.append("<li>").append(inline(item.toString())).append("</li>\n");
        }
        html.append(numbered ? "</ol>\n" : "</ul>\n");
    }

    private void paragraph() {
        StringBuilder text = new StringBuilder();
        while (next < lines.size() && !lines.get(next).isBlank() && (text.isEmpty() || !begins(lines.get(next)))) {
            text.append(text.isEmpty() ? "" : " ").append(lines.get(next++).strip());
        }
        html.append("<p>").append(inline(text.toString())).append("</p>\n");
    }

    private static boolean begins(String line) {
        return line.startsWith("#") || line.startsWith("```") || line.startsWith("|") || ITEM.matcher(line).matches();
    }

    private static String inline(String text) {
        String escaped = Html.escape(text);
        String code = CODE.matcher(escaped).replaceAll("<code>$1</code>");
        return STRONG.matcher(code).replaceAll("<strong>$1</strong>");
    }
}

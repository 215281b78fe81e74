package org.netserv.perf.report;

import java.util.List;

/** Text as HTML, and tables of it. */
final class Html {

    private Html() {}

    /** In content and in attributes. A number and its per cent sign stay on one line. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case ' ' -> escaped.append(text.startsWith("%", i + 1) ? '\u00a0' : ' ');
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** A table in a box that scrolls by itself; the first cell of a row is its heading. */
    static String table(String caption, List<String> headings, List<List<String>> rows) {
        StringBuilder html = new StringBuilder();
        html.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").append(escape(caption))
                .append("\"><table><thead><tr>");
        headings.forEach(heading -> html.append("<th scope=\"col\">").append(escape(heading)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr><th scope=\"row\">").append(escape(row.getFirst())).append("</th>");
            row.stream().skip(1).forEach(cell -> html.append("<td>").append(escape(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    /** A plot with its title, what it shows, and its figures in a table that unfolds. */
    static String figure(String title, String caption, String svg, String table) {
        return figure(title, caption, svg, table, List.of());
    }

    /** @param remarks what is below it in plain sight */
    static String figure(String title, String caption, String svg, String table, List<String> remarks) {
        StringBuilder html = new StringBuilder();
        html.append("<figure><h3>").append(escape(title)).append("</h3>\n<figcaption>").append(escape(caption))
                .append("</figcaption>\n").append(svg).append("<details><summary>Figures as a table</summary>")
                .append(table).append("</details>");
        remarks.forEach(remark -> html.append("<p class=\"remark\">").append(escape(remark)).append("</p>"));
        return html.append("</figure>\n").toString();
    }
}

package org.netserv.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.perf.store.ResultStore.Contents;
import org.netserv.perf.store.StoredRun;

/** The page in a browser. */
class HtmlReportIT {
    /**
     * The page in a frame as wide as a phone: browsers' windows do not go below 500. The script is the test's: it opens what
     * folds, and notes what is wider than the frame and not in a box that scrolls.
     */
    private static final String FRAME = """
            <!DOCTYPE html><html><head><meta name="color-scheme" content="light dark"></head>
            <body style="margin:0"><iframe id="frame" style="width:$WIDTHpx;height:2900px;border:0" srcdoc="$PAGE"></iframe><script>
            const frame = document.getElementById('frame');
            frame.onload = () => {
              const inside = frame.contentDocument;
              for (const each of inside.querySelectorAll('details')) each.open = $OPEN;
              const wide = [];
              for (const each of inside.querySelectorAll('body *')) {
                if (each.getBoundingClientRect().right > frame.clientWidth + 1 && !each.closest('.scroll')) {
                  wide.push(each.tagName);
                }
              }
              document.body.setAttribute('data-measured', frame.contentWindow.innerWidth + ' '
                  + inside.scrollingElement.scrollWidth + ' ' + wide.join());
            };
            </script></body></html>""";

    @TempDir
    Path folder;

    private String html = "";
    private Path page = Path.of("");

    @BeforeEach
    void draw() throws Exception {
        List<StoredRun> runs = HtmlReportTest.history();
        html = HtmlReport.of(runs.getLast(), new Contents(runs, List.of()));
        page = Files.writeString(folder.resolve("page.html"), html);
    }

    @Test
    void shouldArriveWholeInABrowser() throws Exception {
        String dom = new Chromium(folder).dom(page, 1280);
        assertEquals(count(html, "<svg"), count(dom, "<svg"));
        assertEquals(count(html, "<path"), count(dom, "<path"));
        assertEquals(count(html, "<td>"), count(dom, "<td>"));
        assertTrue(dom.contains("4 Java container"));
    }

    @Test
    void shouldNotBeBlankInLightAndDarkOnAScreenAndAPhone() throws Exception {
        for (Path each : List.of(page, framed(360, false))) {
            Chromium.Picture light = new Chromium(folder).screenshot(each, each.equals(page) ? 1280 : 500, false);
            Chromium.Picture dark = new Chromium(folder).screenshot(each, each.equals(page) ? 1280 : 500, true);
            assertTrue(light.background() > 230, each + ": " + light);
            assertTrue(dark.background() < 40, each + ": " + dark);
            assertTrue(light.drawn() > 0.01 && dark.drawn() > 0.01, each + ": " + light + " " + dark);
        }
    }

    @Test
    void shouldScrollDownOnlyHoweverNarrow() throws Exception {
        for (int width : new int[]{360, 600, 1000}) {
            for (boolean open : new boolean[]{false, true}) {
                String dom = new Chromium(folder).dom(framed(width, open), 1280);
                Matcher result = Pattern.compile("data-measured=\"(\\d+) (\\d+) ([^\"]*)\"").matcher(dom);
                assertTrue(result.find(), "measured at " + width);
                assertEquals(width, Integer.parseInt(result.group(1)));
                assertTrue(Integer.parseInt(result.group(2)) <= width, result.group());
                assertEquals("", result.group(3), "at " + width);
            }
        }
    }

    private Path framed(int width, boolean open) throws Exception {
        return Files.writeString(folder.resolve("frame-" + width + open + ".html"),
                FRAME.replace("$WIDTH", Integer.toString(width)).replace("$OPEN", Boolean.toString(open))
                        .replace("$PAGE", Html.escape(html)));
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}

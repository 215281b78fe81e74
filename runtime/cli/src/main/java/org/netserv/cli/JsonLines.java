package org.netserv.cli;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.JsonEscapeUtil;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * Log lines as JSON objects, by Logback's own encoder, with two changes: the time is text as in the text format, and keys such
 * as {@code user} and {@code module} stand in the object itself rather than in a list.
 *
 * <pre>
 *   {"level":"WARN","threadName":"…","loggerName":"publisher","formattedMessage":"…","time":"2026-01-01T00:00:00.000Z",
 *    "event":"detached","user":"janedoe","module":"a.b_1.0.0"}
 * </pre>
 *
 * <p><b>Thread.</b> As the appender's.
 */
final class JsonLines extends JsonEncoder {
    private static final DateTimeFormatter TIME = TextLines.TIME.withZone(ZoneOffset.UTC);

    JsonLines() {
        setWithSequenceNumber(false);
        setWithTimestamp(false);
        setWithNanoseconds(false);
        setWithContext(false);
        setWithMDC(false);
        setWithMarkers(false);
        setWithKVPList(false);
        setWithMessage(false);
        setWithFormattedMessage(true);
        setWithArguments(false);
    }

    @Override
    protected void appendCustomFields(StringBuilder line, ILoggingEvent event) {
        append(line, "time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> append(line, pair.key,
                    JsonEscapeUtil.jsonEscapeString(String.valueOf(pair.value))));
        }
    }

    private void append(StringBuilder line, String key, String value) {
        appendValueSeparator(line, true);
        appenderMember(line, key, value);
    }
}

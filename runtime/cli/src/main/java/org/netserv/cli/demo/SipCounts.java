package org.netserv.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netserv.rig.RigException;

/**
 * What sipp counted in one run.
 *
 * @param calls begun by it or by its peer
 * @param successful those that went as the scenario says
 * @param failed those that did not
 * @param strays messages of no call or of one that had ended, such as a second answer
 * @param requests received requests, by method; all are counted, resent ones as well
 */
record SipCounts(long calls, long successful, long failed, long strays, Map<String, Long> requests) {

    private static final String SEPARATOR = ";";
    private static final String RECEIVED = "_Recv";

    SipCounts {
        requests = Map.copyOf(requests);
    }

    /** Requests of that method. */
    long requests(String method) {
        return requests.getOrDefault(method, 0L);
    }

    /** Requests of all methods. */
    long allRequests() {
        return requests.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Reads the files of {@code -trace_stat} and {@code -trace_counts}. */
    static SipCounts read(Path statistics, Path messages) {
        Map<String, String> totals = lastRow(statistics);
        Map<String, Long> requests = new HashMap<>();
        lastRow(messages).forEach((column, value) -> {
            // 0_NOTIFY_Recv: the place in the scenario, the message, what is counted. Responses are numbers.
            String name = column.substring(column.indexOf('_') + 1);
            if (name.endsWith(RECEIVED) || name.endsWith("_Retrans")) {
                String message = name.substring(0, name.lastIndexOf('_'));
                if (!Character.isDigit(message.charAt(0))) {
                    requests.merge(message, Long.valueOf(value), Long::sum);
                }
            }
        });
        return new SipCounts(number(totals, "TotalCallCreated", statistics),
                number(totals, "SuccessfulCall(C)", statistics), number(totals, "FailedCall(C)", statistics),
                number(totals, "OutOfCallMsgs(C)", statistics) + number(totals, "DeadCallMsgs(C)", statistics),
                requests);
    }

    private static long number(Map<String, String> row, String column, Path file) {
        String value = row.get(column);
        if (value == null || !value.matches("[0-9]+")) {
            throw new RigException(file + " has no number in column " + column);
        }
        return Long.parseLong(value);
    }

    /** The totals so far are in the last row; sipp adds one at its end. */
    private static Map<String, String> lastRow(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new RigException("sipp has not written " + file + ": " + e.getMessage(), e);
        }
        if (lines.size() < 2) {
            throw new RigException("sipp has written no row to " + file);
        }
        String[] columns = lines.getFirst().split(SEPARATOR, -1);
        String[] values = lines.getLast().split(SEPARATOR, -1);
        if (columns.length != values.length) {
            throw new RigException(file + " has " + columns.length + " columns, but " + values.length
                    + " in its last row");
        }
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < columns.length; i++) {
            row.put(columns[i], values[i].strip());
        }
        return row;
    }
}

package org.netserv.perf.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentilesTest {

    @ParameterizedTest
    @CsvSource({"0, ''", "1, 100", "19, 100", "20, 50 100", "99, 50 100", "100, 50 90 100", "999, 50 90 100",
        "1000, 50 90 99 100", "9999, 50 90 99 100", "10000, 50 90 99 99.9 100", "99999, 50 90 99 99.9 100",
        "100000, 50 90 99 99.9 99.99 100"})
    void shouldLeaveOutWhatHasTooFewSamples(int samples, String names) {
        assertEquals(names, String.join(" ", Percentiles.of(upTo(samples)).keySet()));
    }

    @Test
    void shouldBeOfTheValues() {
        Map<String, Long> values = Percentiles.of(upTo(1000));
        assertEquals(List.of(500L, 900L, 990L, 1000L), List.copyOf(values.values()));
    }

    /** 1, 2, 3 and so on; exact up to 2,000. */
    private static Histogram upTo(int highest) {
        Histogram histogram = new Histogram(3);
        for (int value = 1; value <= highest; value++) {
            histogram.recordValue(value);
        }
        return histogram;
    }
}

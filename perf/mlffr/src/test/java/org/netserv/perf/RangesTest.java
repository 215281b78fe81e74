package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class RangesTest {

    private static List<Integer> configurations(String text) {
        return new Ranges.Configurations().convert(text).numbers();
    }

    @Test
    void shouldReadNumbersAndRanges() {
        assertEquals(List.of(1, 2, 3, 4, 5, 6), configurations("1-6"));
        assertEquals(List.of(1, 3, 4, 5), configurations("3-5,1,4"));
        assertEquals(List.of(1, 2), new Ranges.Cores().convert("2,1").numbers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "10", "1-10", "6-1", "1-2-3", "a", "1,", "-", "1-"})
    void shouldRefuseEverythingElseWithWhatWasExpected(String text) {
        TypeConversionException refusal = assertThrows(TypeConversionException.class, () -> configurations(text));
        assertTrue(String.valueOf(refusal.getMessage()).contains("from 1 to 9"), refusal.getMessage());
    }
}

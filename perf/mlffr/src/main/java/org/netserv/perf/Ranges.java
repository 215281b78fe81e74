package org.netserv.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.netserv.perf.router.Configuration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers and ranges of numbers, as {@code 1,3-5}.
 *
 * @param text as it was given
 * @param numbers ascending, each once
 */
record Ranges(String text, List<Integer> numbers) {

    /** What may be in it. */
    static final class Configurations implements ITypeConverter<Ranges> {
        @Override
        public Ranges convert(String value) {
            return parse(value, 1, Configuration.LAST,
                    "configurations are numbers from 1 to " + Configuration.LAST + ", as in 1,3-5");
        }
    }

    /** What may be in it. */
    static final class Cores implements ITypeConverter<Ranges> {
        @Override
        public Ranges convert(String value) {
            return parse(value, 1, 2, "cores are 1, 2, or 1,2 for both");
        }
    }

    static Ranges parse(String text, int lowest, int highest, String expected) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            int first = number(ends[0], expected);
            int last = ends.length == 1 ? first : number(ends[1], expected);
            if (ends.length > 2 || first < lowest || last > highest || first > last) {
                throw new TypeConversionException(expected);
            }
            for (int n = first; n <= last; n++) {
                numbers.add(n);
            }
        }
        return new Ranges(text, new ArrayList<>(numbers));
    }

    private static int number(String text, String expected) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException(expected);
        }
    }
}

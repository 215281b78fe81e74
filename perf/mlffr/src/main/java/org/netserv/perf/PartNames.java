package org.netserv.perf;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads the option {@code --part}. */
final class PartNames {
    private PartNames() {}

    /**
     * The parts of these names; all of them, if there is none.
     *
     * @throws ParameterException for a name that no part has
     */
    static <P extends Enum<P>> Set<P> read(List<String> names, Class<P> type, CommandLine command) {
        Set<P> parts = EnumSet.noneOf(type);
        for (String name : names) {
            parts.add(Arrays.stream(type.getEnumConstants()).filter(part -> part.toString().equals(name)).findFirst()
                    .orElseThrow(() -> new ParameterException(command, "--part: there is none called \"" + name
                            + "\", expected one of " + Arrays.stream(type.getEnumConstants()).map(Enum::toString)
                                    .collect(Collectors.joining(", ")))));
        }
        return parts.isEmpty() ? EnumSet.allOf(type) : parts;
    }
}

package org.netserv.ffi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a C compiler what expressions are worth. */
final class CCompiler {

    private CCompiler() {}

    /** Whether there is one. */
    static boolean present() {
        try {
            return run(List.of("gcc", "--version")).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it finds a header. */
    static boolean hasHeader(Path directory, String header) throws IOException {
        Path source = Files.writeString(directory.resolve("header.c"),
                "#include <stddef.h>\n#include <" + header + ">\n");
        return run(List.of("gcc", "-fsyntax-only", source.toString())).isEmpty();
    }

    /** The values of integer expressions, with the headers that {@code includes} lists and this machine has. */
    static Map<String, Long> evaluate(Path directory, String name, String includes, Collection<String> expressions)
            throws IOException {
        StringBuilder program = new StringBuilder("#define _GNU_SOURCE\n#include <stddef.h>\n#include <stdio.h>\n");
        includes.lines().filter(line -> line.startsWith("#include"))
                .forEach(line -> program.append("#if __has_include(")
                        .append(line.substring("#include".length()).strip()).append(")\n").append(line)
                        .append("\n#endif\n"));
        program.append("int main(void) {\n");
        for (String expression : expressions) {
            program.append("  printf(\"%lld\\n\", (long long)(").append(expression).append("));\n");
        }
        program.append("  return 0;\n}\n");
        Path source = Files.writeString(directory.resolve(name + ".c"), program);
        Path binary = directory.resolve(name);
        String errors = run(List.of("gcc", "-w", "-o", binary.toString(), source.toString()));
        if (!errors.isEmpty()) {
            throw new IOException("gcc on " + source + ":\n" + errors);
        }
        Path output = directory.resolve(name + ".out");
        start(List.of(binary.toString()), output);
        Map<String, Long> values = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(output);
        int i = 0;
        for (String expression : expressions) {
            values.put(expression, Long.valueOf(lines.get(i++)));
        }
        return values;
    }

    /** Runs a command; its output if it failed, else nothing. */
    private static String run(List<String> command) throws IOException {
        Path output = Files.createTempFile("netserv", ".out");
        try {
            int code = start(command, output);
            String text = Files.readString(output);
            return code == 0 ? "" : "exit code " + code + "\n" + text;
        } finally {
            Files.delete(output);
        }
    }

    private static int start(List<String> command, Path output) throws IOException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command.get(0), e);
        }
    }
}

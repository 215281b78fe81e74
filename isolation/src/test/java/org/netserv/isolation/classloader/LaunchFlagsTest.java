package org.netserv.isolation.classloader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LaunchFlagsTest {
    private static final String NATIVE = "--illegal-native-access=deny";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=deny";
    private static final String POLLS = "-XX:+UseCountedLoopSafepoints";
    private static final String ENTRIES = "-XX:CompileCommand=dontinline,org.netserv.woven.OwnEntry::*";
    private static final List<String> OPENS = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.endsWith("=org.netserv.isolation") && argument.startsWith("--add-opens"))
            .toList();

    @Test
    void shouldFindNothingWrongWithThisJvm() {
        assertEquals(List.of(), LaunchFlags.faults(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    }

    @ParameterizedTest
    @MethodSource("launches")
    void shouldNameTheFlagAtFault(List<String> flags, String expected) throws Exception {
        List<String> printed = launch(flags);
        assertEquals(expected.isEmpty() ? List.of() : List.of(expected), printed);
    }

    static Stream<Arguments> launches() {
        return Stream.of(Arguments.of(List.of(NATIVE, UNSAFE), ""),
                Arguments.of(List.of(NATIVE, UNSAFE, "--add-exports", "java.base/jdk.internal.misc=org.agrona"), ""),
                Arguments.of(List.of(UNSAFE), "--illegal-native-access=deny is missing"),
                Arguments.of(List.of("--illegal-native-access=warn", UNSAFE),
                        "--illegal-native-access=deny is missing: it is warn"),
                Arguments.of(List.of(NATIVE), "--sun-misc-unsafe-memory-access=deny is missing"),
                Arguments.of(List.of(NATIVE, UNSAFE, "--enable-native-access=ALL-UNNAMED"),
                        "--enable-native-access=ALL-UNNAMED lets publishers' code call native code:"
                                + " grant it to org.netserv.ffi alone"),
                Arguments.of(List.of(NATIVE, UNSAFE, "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED"),
                        "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED hands it to publishers' code:"
                                + " leave it out"),
                Arguments.of(List.of(NATIVE, UNSAFE, "--add-opens=java.base/java.lang=ALL-UNNAMED"),
                        "--add-opens java.base/java.lang=ALL-UNNAMED opens it to publishers' code: leave it out"));
    }

    @Test
    void shouldRefuseTheClassPath() throws Exception {
        String classPath = location(LaunchProbe.class) + ":" + System.getProperty("jdk.module.path");
        List<String> printed = run(List.of(NATIVE, UNSAFE, "-cp", classPath, LaunchProbe.class.getName()));
        assertTrue(printed.contains("the node is on the class path: start it with --module-path and --module"),
                printed::toString);
    }

    @Test
    void shouldMissPollsInCountedLoops() {
        assertMissed(POLLS, "without it publishers' loops can hold up the JVM");
    }

    @Test
    void shouldMissWhatKeepsPublishersOutOfThePacketPathsCompiledCode() {
        assertMissed(ENTRIES,
                "without it the packet path's compiled code holds publishers', and is thrown away when one of"
                        + " them is stopped");
    }

    private static void assertMissed(String flag, String why) {
        List<String> without = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.equals(flag)).toList();
        assertEquals(List.of(flag + " is missing: " + why), LaunchFlags.faults(without));
    }

    @Test
    void shouldNameThePackageThatIsNotOpenToIt() throws Exception {
        List<String> printed = launch(List.of(NATIVE, UNSAFE), OPENS.subList(1, OPENS.size()));
        assertEquals(List.of(OPENS.getFirst().replaceFirst("=", " ")
                + " is missing: without it the memory that modules keep cannot be measured"), printed);
    }

    private static List<String> launch(List<String> flags) throws Exception {
        return launch(flags, OPENS);
    }

    private static List<String> launch(List<String> flags, List<String> opens) throws Exception {
        List<String> command = new ArrayList<>(flags);
        command.addAll(List.of(POLLS, "-XX:CompileCommand=quiet", ENTRIES));
        command.addAll(opens);
        command.addAll(List.of("--module-path", Objects.requireNonNull(System.getProperty("jdk.module.path")),
                "--patch-module", "org.netserv.isolation=" + location(LaunchProbe.class), "--module",
                "org.netserv.isolation/" + LaunchProbe.class.getName()));
        return run(command);
    }

    private static List<String> run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (Stream<String> lines = process.inputReader(StandardCharsets.UTF_8).lines()) {
            List<String> printed = lines.toList();
            assertEquals(0, process.waitFor());
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Where a class's file is: classes of the test tree are patched into the module. */
    private static Path location(Class<?> type) {
        try {
            String file = type.getName().replace('.', '/') + ".class";
            Path path = Path.of(Objects.requireNonNull(type.getResource("/" + file)).toURI());
            return path.getRoot().resolve(path.subpath(0, path.getNameCount() - Path.of(file).getNameCount()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

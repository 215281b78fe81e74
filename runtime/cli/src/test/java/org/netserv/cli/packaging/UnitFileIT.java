package org.netserv.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.cli.service.Credentials;
import org.netserv.cli.service.NodePrivilege;
import org.netserv.cli.service.NodePrivilege.Use;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;
import org.netserv.rig.Result;

/** What the unit leaves a node, against what systemd says of it and what the node and the launcher take it to be. */
class UnitFileIT {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", "../.."));
    private static final Path UNIT = ROOT.resolve("packaging/netserv.service");
    /** In tenths. What is left of it is what a node does: docs/operating.md. */
    private static final int MOST_EXPOSURE = 26;

    @Test
    void shouldBeExposedNoMoreThanANodeMustBe() {
        assumeTrue(Privilege.isRoot(), "left out: needs systemd-analyze, which is installed for kernel tests");
        Result result = Exec.run(List.of("systemd-analyze", "security", "--offline=true", "--no-pager",
                "--threshold=" + MOST_EXPOSURE, UNIT.toString()));
        assertEquals(0, result.exit(), result::toString);
        assertTrue(result.stdout().contains("Overall exposure level for netserv.service: "), result::toString);
    }

    @Test
    void shouldLeaveTheSameOfRootsPowerByTheUnitAndByTheLauncher() throws IOException {
        List<String> needed = Arrays.stream(NodePrivilege.values()).map(Enum::name).toList();
        UnitFile unit = new UnitFile(Files.readString(UNIT));
        assertEquals(needed, unit.words("AmbientCapabilities"));
        assertEquals(needed, unit.words("CapabilityBoundingSet"));
        assertEquals(Credentials.NODE_USER, unit.value("User"));
        String launcher = Files.readString(ROOT.resolve("runtime/cli/src/main/dist/launch.sh"));
        assertEquals(forLauncher(Use.EVERY_NODE), assigned(launcher, "NODE_CAPABILITIES"));
        assertEquals(forLauncher(Use.PLANE_XDP), assigned(launcher, "XDP_CAPABILITIES"));
        assertEquals(forLauncher(Use.SIGNALING), assigned(launcher, "SIGNALING_CAPABILITIES"));
        assertEquals(Credentials.NODE_USER, assigned(launcher, "NODE_USER"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"<plane name=\"xdp\"/>,true", "<plane\\n\\tname = 'xdp'>,true",
        "<interface name=\"eth1\" plane=\"xdp\"/>,true", "<plane name=\"nfqueue\"/>,false",
        "<user name=\"xdp\"/>,false", "<interface name=\"xdp\" plane=\"nfqueue\"/>,false"})
    void shouldSeeWhetherAConfigurationHasThePlaneThatNeedsMore(String element, boolean has, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("n.xml"), "<netserv>" + element.translateEscapes() + "</netserv>");
        for (List<String> arguments : List.of(List.of("--config", file.toString()), List.of("-c", file.toString()),
                List.of("--config=" + file))) {
            assertEquals(has, launcherSees("has_xdp", arguments));
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"<signaling/>,true", "<signaling tcp-port=\"30000\"/>,true",
        "<signaling\\n\\ttcp-port = '30000'>,true", "<signaling>,true", "<user name=\"signaling\"/>,false",
        "<signalings/>,false", "<plane name=\"nfqueue\"/>,false"})
    void shouldSeeWhetherAConfigurationHasSignaling(String element, boolean has, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("n.xml"), "<netserv>" + element.translateEscapes() + "</netserv>");
        assertEquals(has, launcherSees("has_signaling", List.of("--config", file.toString())));
    }

    private static boolean launcherSees(String function, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", ". \"$1\"; shift; \"$@\"", "bash",
                ROOT.resolve("runtime/cli/src/main/dist/launch.sh").toString(), function, "--log-format", "json"));
        command.addAll(arguments);
        Result result = Exec.run(command);
        assertTrue(result.exit() <= 1 && result.stderr().isEmpty(), result::toString);
        return result.exit() == 0;
    }

    private static String forLauncher(Use use) {
        return NodePrivilege.of(Set.of(use)).stream().map(Enum::name).collect(Collectors.joining(","))
                .replace("CAP_", "").toLowerCase(Locale.ROOT);
    }

    private static String assigned(String script, String name) {
        Matcher matcher = Pattern.compile("^" + name + "=(.*)$", Pattern.MULTILINE).matcher(script);
        assertTrue(matcher.find(), name);
        return matcher.group(1);
    }
}

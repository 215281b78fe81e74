package org.netserv.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.cli.service.Credentials;
import org.netserv.cli.service.NodePrivilege;
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
        List<String> always = NodePrivilege.of(List.of()).stream().map(Enum::name).toList();
        assertEquals(String.join(",", always).replace("CAP_", "").toLowerCase(Locale.ROOT),
                assigned(launcher, "NODE_CAPABILITIES"));
        List<String> more = needed.subList(always.size(), needed.size());
        assertEquals(NodePrivilege.of(List.of("xdp")).stream().map(Enum::name).toList(), needed);
        assertEquals(String.join(",", more).replace("CAP_", "").toLowerCase(Locale.ROOT),
                assigned(launcher, "XDP_CAPABILITIES"));
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
            Result result = Exec.run(List.of("bash", "-c", ". \"$1\"; shift; has_xdp \"$@\"", "bash",
                    ROOT.resolve("runtime/cli/src/main/dist/launch.sh").toString(), "--log-format", "json",
                    arguments.getFirst(), arguments.getLast()));
            assertEquals(has ? 0 : 1, result.exit(), result::toString);
        }
    }

    private static String assigned(String script, String name) {
        Matcher matcher = Pattern.compile("^" + name + "=(.*)$", Pattern.MULTILINE).matcher(script);
        assertTrue(matcher.find(), name);
        return matcher.group(1);
    }
}

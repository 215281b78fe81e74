package org.netserv.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in the help for the tests, which the launcher runs with Maven and never hands to this program. */
@Command(name = "test", mixinStandardHelpOptions = true, description = {
    "Build and run all tests: unit, property, architecture and, as root, kernel tests.",
    "Further arguments go to Maven."}, footer = {"", "Example:", "  netserv test -pl runtime/node -am"})
final class TestCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MAVEN-ARGUMENT", description = "for example -pl runtime/node -am")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new CliException("tests are run by the launcher, from a source tree: ./netserv test "
                + String.join(" ", arguments).strip());
    }
}

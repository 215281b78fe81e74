package org.netserv.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.netserv.cli.doctor.Check;
import org.netserv.cli.doctor.Examination;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Says what this host lacks for a node, and how to get it. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = {
    "Look for what a node needs on this host, and name the cure for what is missing. Changes nothing.",
    "Exit code 1 if a node cannot run here."}, footer = {"", "Example:", "  netserv doctor --json"})
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        List<Check> checks = Examination.run();
        StringBuilder text = new StringBuilder();
        for (Check check : checks) {
            text.append(String.format("%-8s %-18s %s%n", check.grade().name().toLowerCase(Locale.ROOT), check.name(),
                    check.finding()));
            if (!check.cure().isEmpty()) {
                text.append(String.format("%-27s → %s%n", "", check.cure()));
            }
        }
        boolean able = checks.stream().noneMatch(check -> check.grade() == Check.Grade.MISSING);
        text.append(able ? "a node can run here" : "a node cannot run here yet");
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("able", able);
        object.put("checks", checks.stream().map(DoctorCommand::object).toList());
        output.print(object, text.toString());
        return able ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static Map<String, String> object(Check check) {
        Map<String, String> object = new LinkedHashMap<>();
        object.put("name", check.name());
        object.put("grade", check.grade().name().toLowerCase(Locale.ROOT));
        object.put("finding", check.finding());
        object.put("cure", check.cure());
        return object;
    }
}

package org.netserv.cli.packaging;

import java.util.ArrayList;
import java.util.List;

/** A unit of systemd, as far as the test starts what it describes. */
record UnitFile(String text) {

    /** The value of a setting that is there once. */
    String value(String name) {
        List<String> values = text.lines().filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1)).toList();
        if (values.size() != 1) {
            throw new AssertionError(name + " is there " + values.size() + " times");
        }
        return values.getFirst();
    }

    List<String> words(String name) {
        return List.of(value(name).split(" ", -1));
    }

    /** What systemd would run, as the user and with the capabilities that the unit names. */
    List<String> command() {
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid", value("User"), "--regid", value("Group"), "--init-groups",
                        "--bounding-set",
                        setpriv("CapabilityBoundingSet"), "--inh-caps", setpriv("AmbientCapabilities"),
                        "--ambient-caps",
                        setpriv("AmbientCapabilities")));
        if (value("NoNewPrivileges").equals("yes")) {
            command.add("--no-new-privs");
        }
        command.add("--");
        command.addAll(words("ExecStart"));
        return command;
    }

    private String setpriv(String name) {
        StringBuilder set = new StringBuilder("-all");
        words(name).forEach(
                each -> set.append(",+").append(each.substring("CAP_".length()).toLowerCase(java.util.Locale.ROOT)));
        return set.toString();
    }
}

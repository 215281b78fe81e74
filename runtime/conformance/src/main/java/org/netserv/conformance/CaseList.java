package org.netserv.conformance;

import java.util.ArrayList;
import java.util.List;

/** Collects the suite's cases. */
final class CaseList {
    private final List<ConformanceCase> cases = new ArrayList<>();

    /** A case that is run with IPv4 and with IPv6. */
    void both(String name, Body body) {
        ipv4(name, body);
        ipv6(name, body);
    }

    void ipv4(String name, Body body) {
        add(name + " (IPv4)", 4, body);
    }

    void ipv6(String name, Body body) {
        add(name + " (IPv6)", 6, body);
    }

    private void add(String name, int version, Body body) {
        cases.add(new ConformanceCase(name, plane -> {
            try (Trial trial = new Trial(plane, version)) {
                body.run(trial);
            }
        }));
    }

    List<ConformanceCase> cases() {
        return List.copyOf(cases);
    }

    /** What a case does with a trial. */
    interface Body {
        void run(Trial trial) throws Exception;
    }
}

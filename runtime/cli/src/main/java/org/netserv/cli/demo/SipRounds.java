package org.netserv.cli.demo;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.netserv.rig.Rig;

/** Rounds of SIP requests from the user to the server, each counted by sipp at both ends and by the hosts' kernels. */
final class SipRounds {

    private static final int FIRST_PORT = 6000;

    /**
     * One round.
     *
     * @param client what the user agent counted
     * @param server what the SIP server counted
     * @param answers packets that came to the user from the server's address and port
     * @param arrivals packets that came to the server's SIP port
     * @param masqueraded those of them that came from the router's address
     */
    record Round(SipCounts client, SipCounts server, long answers, long arrivals, long masqueraded) {}

    private record Kernels(PacketCount answers, PacketCount arrivals, PacketCount masqueraded) {}

    private final Rig rig;
    private final WorkFolder work;
    private final Map<Family, Kernels> kernels = new EnumMap<>(Family.class);
    private int rounds;

    SipRounds(Rig rig, WorkFolder work) {
        this.rig = rig;
        this.work = work;
        String port = Integer.toString(Sipp.SIP_PORT);
        for (Family family : Family.values()) {
            kernels.put(family, new Kernels(
                    PacketCount.start(rig.user(), family, "answers", "-p", "udp", "-s", family.server(), "--sport",
                            port),
                    PacketCount.start(rig.server(), family, "arrivals", "-p", "udp", "--dport", port),
                    PacketCount.start(rig.server(), family, "masqueraded", "-p", "udp", "-s", family.router(),
                            "--dport", port)));
        }
    }

    /** Sends that many requests, one after the other, from a port of the user that was not used before. */
    Round run(Family family, SipScenario scenario, int requests) {
        Kernels kernel = kernels.get(family);
        if (kernel == null) {
            throw new IllegalStateException("family=" + family);
        }
        rounds++;
        Path serverFolder = work.folder("sipp-" + rounds + "-server");
        Path clientFolder = work.folder("sipp-" + rounds + "-client");
        long answers = kernel.answers().packets();
        long arrivals = kernel.arrivals().packets();
        long masqueraded = kernel.masqueraded().packets();
        try (Sipp server = Sipp.server(rig.server(), family, serverFolder)) {
            SipCounts client = Sipp.client(rig.user(), family, FIRST_PORT + rounds, scenario, requests, clientFolder);
            return new Round(client, server.end(), kernel.answers().packets() - answers,
                    kernel.arrivals().packets() - arrivals, kernel.masqueraded().packets() - masqueraded);
        }
    }

    /** A line for a round whose requests the server must have answered, every one. */
    Round expectServer(FigureLine line, Family family, SipScenario scenario, int requests) {
        Round round = run(family, scenario, requests);
        expectAnswers(line, round, requests);
        line.expect("at the server", round.server().requests(scenario.method()), requests)
                .check("of any method", round.server().allRequests(), requests)
                .check("packets there", round.arrivals(), requests);
        return round;
    }

    /** A line for a round whose requests the router must have answered, every one, so that the server sees none. */
    Round expectRouter(FigureLine line, Family family, SipScenario scenario, int requests) {
        Round round = run(family, scenario, requests);
        expectAnswers(line, round, requests);
        line.expect("at the server", round.server().allRequests(), 0).check("packets there", round.arrivals(), 0);
        return round;
    }

    private static void expectAnswers(FigureLine line, Round round, int requests) {
        line.expect("sent", round.client().calls(), requests)
                .expect("answered", round.client().successful(), requests)
                .expect("from the server's address", round.answers(), requests)
                .check("failed", round.client().failed(), 0).check("answered twice", round.client().strays(), 0);
    }
}

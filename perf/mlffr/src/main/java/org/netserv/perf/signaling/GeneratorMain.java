package org.netserv.perf.signaling;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.netserv.node.json.Json;
import org.netserv.node.net.IpAddress;
import org.netserv.perf.store.RecordTree;

/** The generator's process. Each line of its input is an {@link Offer}; the answer is the {@link Outcome}. Arguments: own address, the node's. */
public final class GeneratorMain {
    /** Asks for what the kernel has dropped instead. */
    static final String LOSS = "loss";

    private GeneratorMain() {}

    /** Ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        Generator generator = new Generator(Arena.ofAuto(), IpAddress.parse(arguments[0]),
                IpAddress.parse(arguments[1]));
        Answers.give(System.in, System.out, line -> line.equals(LOSS) ? KernelLoss.read(LoadSite.INTERFACE)
                : generator.send(RecordTree.read(Offer.class, Json.parse(line))));
    }
}

package org.netserv.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {

    /** Every node that a test starts has the ledger of its frames on. */
    @Test
    void shouldCheckFramesInTests() {
        List<String> command = new Delivery(Path.of("nowhere")).node("--config", "netserv.xml");
        assertEquals(1, command.stream().filter("-ea:org.netserv.dataplane.xdp..."::equals).count(), command::toString);
        assertEquals(List.of("run", "--config", "netserv.xml"), command.subList(command.size() - 3, command.size()));
    }
}

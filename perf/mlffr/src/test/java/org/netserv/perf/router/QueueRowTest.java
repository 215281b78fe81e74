package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueRowTest {

    @Test
    void shouldFindTheQueueAmongOthers() throws IOException {
        assertEquals(Optional.of(new QueueRow(17, 4976, 12, 5024)),
                QueueRow.find(Samples.read("nfnetlink_queue"), 20_051));
    }

    @Test
    void shouldNotMistakeAnotherNumberForTheQueue() throws IOException {
        assertEquals(Optional.empty(), QueueRow.find(Samples.read("nfnetlink_queue"), 2005));
        assertEquals(Optional.empty(), QueueRow.find("", 0));
    }
}

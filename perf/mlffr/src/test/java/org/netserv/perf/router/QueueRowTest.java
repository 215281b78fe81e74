package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class QueueRowTest {

    @Test
    void shouldFindTheQueueAmongOthers() throws IOException {
        assertEquals(new QueueRow(17, 4976, 12, 5024), QueueRow.find(Samples.read("nfnetlink_queue"), 20_051));
    }

    @Test
    void shouldNotMistakeAnotherNumberForTheQueue() throws IOException {
        assertNull(QueueRow.find(Samples.read("nfnetlink_queue"), 2005));
        assertNull(QueueRow.find("", 0));
    }
}

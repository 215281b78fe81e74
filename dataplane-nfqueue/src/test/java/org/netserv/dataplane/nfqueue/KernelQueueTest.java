package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelQueueTest {

    @Test
    void shouldReadAsTheKernelWrites() {
        assertEquals(
                List.of(new KernelQueue(20051, 17, 3, 4, (int) 4_000_000_000L), new KernelQueue(20052, 0, 0, 0, 0)),
                KernelQueue.parse("""
                        20051 3423611    17 2 65531     3     4 4000000000  1
                        20052 1185937     0 2 65531     0     0        0  1
                        """));
        assertEquals(List.of(), KernelQueue.parse(""));
    }

    @Test
    void shouldNotTakeOtherTextForAQueue() {
        assertEquals(List.of(), KernelQueue.parse("1 2 3\n"));
        assertThrows(NumberFormatException.class, () -> KernelQueue.parse("a b c d e f g h i\n"));
    }
}

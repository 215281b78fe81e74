package org.netserv.dataplane.xdp.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.netserv.dataplane.xdp.ring.FrameLedger.Place;

class FrameLedgerTest {
    private final FrameLedger ledger = new FrameLedger(4, 2048);

    @Test
    void shouldFollowAFrameWhateverPartOfItIsNamed() {
        assertTrue(ledger.moved(2048, Place.FREE, 0, Place.RECEIVE, 1));
        assertTrue(ledger.moved(2048 + 256, Place.RECEIVE, 1, Place.USER, 1));
        assertTrue(ledger.moved(2048 + 2047, Place.USER, 1, Place.TRANSMIT, 0));
        assertEquals(1, ledger.count(Place.TRANSMIT, 0));
        assertEquals(0, ledger.count(Place.TRANSMIT, 1));
        assertEquals(3, ledger.count(Place.FREE));
        assertEquals("FREE=3 RECEIVE=0 USER=0 LENT=0 TRANSMIT=1", ledger.toString());
    }

    @Test
    void shouldRefuseAFrameThatIsGivenBackTwice() {
        ledger.moved(0, Place.FREE, 0, Place.RECEIVE, 0);
        IllegalStateException refused = assertThrows(IllegalStateException.class,
                () -> ledger.moved(100, Place.USER, 0, Place.RECEIVE, 0));
        assertEquals("frame=0 is at RECEIVE of port 0: expected at USER of port 0, on its way to RECEIVE",
                refused.getMessage());
    }

    @Test
    void shouldRefuseAFrameOfAnotherPort() {
        ledger.moved(0, Place.FREE, 0, Place.TRANSMIT, 1);
        assertThrows(IllegalStateException.class, () -> ledger.moved(0, Place.TRANSMIT, 0, Place.RECEIVE, 0));
    }

    @Test
    void shouldRefuseWhatIsNoFrame() {
        assertThrows(IllegalStateException.class, () -> ledger.moved(4 * 2048, Place.FREE, 0, Place.USER, 0));
        assertThrows(IllegalStateException.class, () -> ledger.moved(-1, Place.FREE, 0, Place.USER, 0));
    }
}

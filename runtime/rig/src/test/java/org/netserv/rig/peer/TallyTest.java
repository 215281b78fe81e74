package org.netserv.rig.peer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static String json(int... numbers) {
        Tally tally = new Tally();
        for (int number : numbers) {
            byte[] data = new byte[Tally.NUMBERED_BYTES];
            Tally.number(data, number);
            tally.add(new DatagramPacket(data, data.length, InetAddress.getLoopbackAddress(), 1));
        }
        return tally.json("received");
    }

    @Test
    void shouldCountRunsOfMissingNumbersAsGaps() {
        assertTrue(json().contains("\"distinct\":0,\"gaps\":0,"), json());
        assertTrue(json(0, 1, 2, 2).contains("\"distinct\":3,\"gaps\":0,"), json(0, 1, 2, 2));
        assertTrue(json(1, 0, 7, 6, 9).contains("\"distinct\":5,\"gaps\":2,"), json(1, 0, 7, 6, 9));
        assertTrue(json(5).contains("\"distinct\":1,\"gaps\":1,"), json(5));
    }
}

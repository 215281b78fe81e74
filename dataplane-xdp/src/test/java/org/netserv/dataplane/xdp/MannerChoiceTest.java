package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.dataplane.xdp.ring.PortGroup.Copying;
import org.netserv.node.plane.PlaneException;

class MannerChoiceTest {
    private static final Manner ZERO_COPY = new Manner(Copying.AUTO, false);
    private static final Manner COPY = new Manner(Copying.COPY, false);
    private static final Manner BUSY = new Manner(Copying.COPY, true);
    private static final long ENOUGH = 1000;

    @TempDir
    private Path folder;

    private long cpu;

    private MannerChoice choice(String setup, String... options) throws PlaneException {
        Map<String, String> given = options.length == 0 ? Map.of() : Map.of(options[0], options[1]);
        return new MannerChoice(XdpOptions.parse(given), new MannerMemory(folder, setup), () -> cpu, ENOUGH);
    }

    /** So many rounds in which each packet costs so much; whether the last one asked for another manner. */
    private boolean rounds(MannerChoice choice, int rounds, long nanos, long packets) {
        boolean changed = false;
        for (int i = 1; i <= rounds; i++) {
            assertFalse(changed, "round " + i);
            cpu += nanos * packets;
            changed = choice.round(i * packets);
        }
        return changed;
    }

    @Test
    void shouldTakeTheOnlyWayThereIsWithoutMeasuring() throws PlaneException {
        MannerChoice choice = choice("here");
        choice.begin(false);
        assertEquals(ZERO_COPY, choice.manner()); // which was tried, and was not to be had
        assertFalse(rounds(choice, 20, 100, ENOUGH));
        assertEquals("no, there is one way only", choice.describe());
    }

    @Test
    void shouldTryCopyAfterZeroCopyAndGoOnWithWhatCostsLess() throws PlaneException {
        MannerChoice choice = whereCopyIsCheaper();
        assertEquals(COPY, choice.manner());
        assertEquals("zero-copy 500 ns, copy 300 ns", choice.describe());
    }

    private MannerChoice whereCopyIsCheaper() throws PlaneException {
        MannerChoice choice = choice("here");
        choice.begin(true);
        assertEquals(ZERO_COPY, choice.manner());
        assertTrue(rounds(choice, 4, 500, ENOUGH)); // the first does not count
        assertEquals(COPY, choice.manner());
        choice.begin(false);
        assertFalse(rounds(choice, 4, 300, ENOUGH));
        return choice;
    }

    @Test
    void shouldGoBackToZeroCopyUnlessCopyIsClearlyCheaper() throws PlaneException {
        MannerChoice choice = choice("here");
        choice.begin(true);
        assertTrue(rounds(choice, 4, 500, ENOUGH));
        choice.begin(false);
        assertTrue(rounds(choice, 4, 460, ENOUGH));
        assertEquals(ZERO_COPY, choice.manner());
    }

    @Test
    void shouldNotCountRoundsWithFewPackets() throws PlaneException {
        MannerChoice choice = choice("here");
        choice.begin(true);
        assertFalse(rounds(choice, 50, 500, ENOUGH - 1));
        assertEquals("no packets yet that [zero-copy, copy] could be compared by", choice.describe());
    }

    @Test
    void shouldKnowAtTheNextStartWhatWasMeasuredUnlessSomethingHasChanged() throws PlaneException {
        assertEquals(COPY, whereCopyIsCheaper().manner());
        MannerChoice next = choice("here");
        assertEquals(COPY, next.manner());
        next.begin(false);
        assertEquals("zero-copy 500 ns, copy 300 ns, as measured before", next.describe());
        assertFalse(rounds(next, 20, 900, ENOUGH));
        assertEquals(ZERO_COPY, choice("another kernel").manner());
        assertEquals(ZERO_COPY, choice("here", "measure", "yes").manner());
        assertEquals(ZERO_COPY, choice("here", "measure", "no").manner());
        assertEquals(new Manner(Copying.ZERO_COPY, false), choice("here", "copy", "no").manner());
        assertEquals(COPY, choice("here", "copy", "yes").manner());
        // Not all that is open now was measured, or more than is open.
        assertEquals(ZERO_COPY, choice("here", "busy-poll", "auto").manner());
    }

    @Test
    void shouldMeasureAgainWhenTheFileIsNoGood() throws Exception {
        Files.writeString(folder.resolve("plane-xdp.json"), "{\"setup\": \"here\", \"nanos\"");
        MannerChoice choice = choice("here");
        choice.begin(true);
        assertEquals(ZERO_COPY, choice.manner());
        assertTrue(rounds(choice, 4, 500, ENOUGH));
    }

    @Test
    void shouldTryBusyPollingWhereItIsLeftOpen() throws PlaneException {
        MannerChoice choice = choice("here", "busy-poll", "auto");
        choice.begin(false);
        assertTrue(rounds(choice, 4, 500, ENOUGH));
        assertEquals(BUSY, choice.manner());
        choice.begin(false);
        assertTrue(rounds(choice, 4, 700, ENOUGH));
        assertEquals(COPY, choice.manner());
    }

    @Test
    void shouldMeasureNothingWhereItMayNot() throws PlaneException {
        MannerChoice choice = choice("here", "measure", "no");
        choice.begin(true);
        assertFalse(rounds(choice, 20, 500, ENOUGH));
        assertEquals("no", choice.describe());
    }

    @Test
    void shouldAddUpWhatIsWork() {
        assertEquals((1 + 2 + 3 + 6 + 7) * 10_000_000L,
                HostCpu.nanos(List.of("cpu  1 2 3 4 5 6 7 8 9 10", "cpu0 1 2 3 4 5 6 7 8 9 10")));
        assertTrue(HostCpu.nanos() > 0);
    }
}

package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.rig.Exec;

class CpusTest {

    @Test
    void shouldReadTheKernelsLists() {
        assertEquals(List.of(0, 1), Cpus.parse("\t0-1\n").numbers());
        assertEquals(List.of(3), Cpus.parse("3").numbers());
        assertEquals(List.of(0, 1, 2, 8, 10, 11), Cpus.parse("0-2,8,10-11").numbers());
        assertThrows(IllegalArgumentException.class, () -> Cpus.parse(""));
        assertThrows(IllegalArgumentException.class, () -> Cpus.parse("a-b"));
    }

    @Test
    void shouldKnowThoseOfThisProcess() {
        String shown = Exec.run(List.of("taskset", "-c", "-p", Long.toString(ProcessHandle.current().pid()))).orThrow()
                .stdout();
        assertEquals(Cpus.parse(shown.substring(shown.indexOf(':') + 1)), Cpus.ofThisProcess());
    }

    @Test
    void shouldBeAscendingAndEachOnce() {
        assertEquals("2,5", new Cpus(List.of(5, 2, 5)).toString());
    }
}

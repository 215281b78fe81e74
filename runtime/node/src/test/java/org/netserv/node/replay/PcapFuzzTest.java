package org.netserv.node.replay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.testing.Fuzzing;

class PcapFuzzTest {

    @Test
    void shouldTakeOrRefuseWhateverIsInACapture(@TempDir Path folder) {
        Path file = folder.resolve("in.pcap");
        Fuzzing.Outcome outcome = Fuzzing.run("pcap", 5_000, input -> {
            Files.write(file, input);
            try (PcapReader reader = new PcapReader(file)) {
                while (reader.next()) {
                    reader.frame();
                }
            }
        }, IOException.class);
        assertTrue(outcome.taken() > 50 && outcome.reasons() > 5, outcome::toString);
        outcome.record(getClass());
    }
}

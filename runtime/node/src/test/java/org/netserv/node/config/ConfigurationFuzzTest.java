package org.netserv.node.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import org.netserv.testing.Fuzzing;

class ConfigurationFuzzTest {

    @Test
    void shouldTakeOrRefuseWhateverIsInTheConfiguration(@TempDir Path folder) throws IOException {
        KeyFiles.write(folder.resolve("alice.pem"), KeyScheme.ED25519.generate().getPublic());
        Path file = folder.resolve("netserv.xml");
        Fuzzing.Outcome outcome = Fuzzing.run("configuration", 2_000, input -> {
            Files.write(file, input);
            ConfigurationReader.read(file);
        }, ConfigurationException.class);
        assertTrue(outcome.taken() > 20 && outcome.reasons() > 20, outcome::toString);
        outcome.record(getClass());
    }
}

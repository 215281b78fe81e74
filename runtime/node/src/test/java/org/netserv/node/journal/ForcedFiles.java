package org.netserv.node.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** What the flight recorder sees of files that the JVM has the kernel bring to disk. */
public final class ForcedFiles {
    private ForcedFiles() {}

    /** Something that is done to files. */
    public interface Step {
        void run() throws IOException;
    }

    /** How often a file was forced until a step returned, under its own name or one that begins so. */
    public static long count(Path file, Step step) throws IOException {
        Path recorded = Files.createTempFile("forced", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
            recording.start();
            step.run();
            recording.stop();
            recording.dump(recorded);
            return RecordingFile.readAllEvents(recorded).stream()
                    .filter(event -> event.getEventType().getName().equals("jdk.FileForce")
                            && event.getString("path").startsWith(file.toString()))
                    .count();
        } finally {
            Files.delete(recorded);
        }
    }
}

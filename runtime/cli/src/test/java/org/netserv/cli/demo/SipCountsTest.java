package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.rig.RigException;

class SipCountsTest {

    private static final String HEAD = "CurrentTime;TotalCallCreated;SuccessfulCall(P);SuccessfulCall(C);FailedCall(C);"
            + "OutOfCallMsgs(C);DeadCallMsgs(C);\n";
    private static final String MESSAGES = "CurrentTime;ElapsedTime;0_NOTIFY_Recv;0_NOTIFY_Retrans;0_NOTIFY_Unexp;"
            + "1_OPTIONS_Recv;1_OPTIONS_Retrans;3_200_Sent;3_200_Retrans;\n12:00;00:00:01;7;2;0;5;0;12;0;\n";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private SipCounts read(String statistics) throws IOException {
        return SipCounts.read(file("s.csv", statistics), file("m.csv", MESSAGES));
    }

    @Test
    void shouldTakeTheTotalsOfTheLastRow() throws IOException {
        SipCounts counts = read(HEAD + "12:00;3;3;3;0;0;0;\n12:01;12;1;9;3;1;2;\n\n");
        assertEquals(new SipCounts(12, 9, 3, 3, Map.of("NOTIFY", 9L, "OPTIONS", 5L)), counts);
        assertEquals(14, counts.allRequests());
        assertEquals(0, counts.requests("REGISTER"));
    }

    @Test
    void shouldRefuseAFileThatIsNotWhole() {
        for (String text : new String[]{"", HEAD, HEAD + "12:01;12;1;9;3\n", HEAD + "12:01;12;1;;3;1;2;\n",
            "a;b;\n1;2;\n"}) {
            String message = String.valueOf(assertThrows(RigException.class, () -> read(text), text).getMessage());
            assertTrue(message.contains("s.csv"), message);
        }
    }
}

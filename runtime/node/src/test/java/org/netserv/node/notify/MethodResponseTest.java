package org.netserv.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.notify.MethodResponse.MalformedException;

class MethodResponseTest {
    /** As Python's xmlrpc.server sends it. */
    static final String TAKEN = """
            <?xml version='1.0'?>
            <methodResponse>
            <params>
            <param>
            <value><boolean>1</boolean></value>
            </param>
            </params>
            </methodResponse>
            """;
    static final String FAULT = """
            <?xml version='1.0'?>
            <methodResponse>
            <fault>
            <value><struct>
            <member>
            <name>faultCode</name>
            <value><int>1</int></value>
            </member>
            <member>
            <name>faultString</name>
            <value><string>&lt;class 'Exception'&gt;:no</string></value>
            </member>
            </struct></value>
            </fault>
            </methodResponse>
            """;

    @Test
    void shouldSeeThatACallWasTaken() throws Exception {
        assertNull(parse(TAKEN).fault());
        assertNull(parse("<methodResponse><params/></methodResponse>").fault());
        assertNull(parse("\uFEFF<?xml version='1.0' encoding='ISO-8859-1'?><methodResponse><params/></methodResponse>")
                .fault());
        assertNull(parse("<methodResponse><!-- --><params><param><value>text</value></param></params></methodResponse>")
                .fault());
    }

    @Test
    void shouldReadAFault() throws Exception {
        assertEquals("1 <class 'Exception'>:no", parse(FAULT).fault());
        assertEquals("4 no", parse("<methodResponse><fault><value><struct><member><name>faultString</name><value>no"
                + "</value></member><member><name>faultCode</name><value><i4>4</i4></value></member></struct></value>"
                + "</fault></methodResponse>").fault());
    }

    @Test
    void shouldKeepTheBeginningOfALongFault() throws Exception {
        String fault = String.valueOf(parse(FAULT.replace(":no", ":no".repeat(10_000))).fault());
        assertTrue(fault.startsWith("1 <class") && fault.length() < 250, fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | no well formed XML", "hello | no well formed XML",
        "<html><body>Login</body></html> | not a methodResponse", "<methodCall/> | not a methodResponse",
        "<methodResponse/> | neither params nor a fault",
        "<methodResponse><value/></methodResponse> | neither params nor a fault",
        "<methodResponse><params/></methodResponse><x/> | no well formed XML",
        "<methodResponse><params></methodResponse> | no well formed XML",
        "<methodResponse><params>&undefined;</params></methodResponse> | no well formed XML",
        "<!DOCTYPE methodResponse><methodResponse><params/></methodResponse> | DOCTYPE",
        "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><methodResponse><params>&x;</params></methodResponse>"
                + " | DOCTYPE"})
    void shouldRefuseWhatIsNoAnswer(String answer, String sentence) {
        String message = String.valueOf(assertThrows(MalformedException.class, () -> parse(answer)).getMessage());
        assertTrue(message.contains(sentence), message);
    }

    @Test
    void shouldNotExpandEntities() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE r [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
        }
        bomb.append("]><methodResponse><params>&a29;</params></methodResponse>");
        assertThrows(MalformedException.class, () -> parse(bomb.toString()));
    }

    @Test
    void shouldRefuseWhatIsCutOffAnywhere() {
        for (String whole : new String[]{TAKEN.strip(), FAULT.strip()}) {
            byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < bytes.length; length++) {
                byte[] part = Arrays.copyOf(bytes, length);
                assertThrows(MalformedException.class, () -> MethodResponse.parse(part), "length=" + length);
            }
        }
    }

    @Test
    void shouldTakeOrRefuseAnythingWithoutAnotherException() {
        for (int seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = (random.nextBoolean() ? TAKEN : FAULT).getBytes(StandardCharsets.UTF_8);
            for (int changes = random.nextInt(8); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                MethodResponse.parse(bytes);
            } catch (MalformedException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("its answer "), "seed=" + seed);
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }

    private static MethodResponse parse(String answer) throws MalformedException {
        return MethodResponse.parse(answer.getBytes(StandardCharsets.UTF_8));
    }
}

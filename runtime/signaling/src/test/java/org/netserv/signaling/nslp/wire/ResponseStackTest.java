package org.netserv.signaling.nslp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.node.message.PathAnswer.Result;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.Octets;

class ResponseStackTest {
    private static final RequestId ID = new RequestId(7, 8, 9);

    private static Frame request() throws NslpFormatException {
        return Frame.parse(RequestCodec.encode(ID,
                new MessageBuilder(Method.PROBE, "a").header("user", "jane").build()));
    }

    private static StackEntry entry(String node, String detail, String data) {
        return new StackEntry(node, List.of(IpAddress.parse("192.0.2.1")), Result.DONE, 200, "a_1.0.0", detail, data,
                false);
    }

    @Test
    void shouldListTheLastNodeFirst() throws Exception {
        Octets last = ResponseStack.first(request(), entry("r2", "", "two"), 0);
        Frame whole = Frame.parse(ResponseStack.push(Frame.parse(last), entry("r1", "", "one")));
        assertEquals(List.of(entry("r2", "", "two"), entry("r1", "", "one")), ResponseStack.entries(whole));
        assertTrue(whole.isResponse());
        assertEquals(ID, whole.id());
        assertEquals(0, whole.flags());
    }

    @Test
    void shouldReadBackWhateverWasPushed() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 1_000; round++) {
            List<StackEntry> pushed = new ArrayList<>();
            Octets response = null;
            for (int i = 1 + random.nextInt(10); i > 0; i--) {
                StackEntry entry = Messages.entry(random, random.nextInt(200));
                pushed.add(entry);
                response = response == null ? ResponseStack.first(request(), entry, Frame.PARTIAL)
                        : ResponseStack.push(Frame.parse(response), entry);
            }
            Frame frame = Frame.parse(response == null ? Octets.EMPTY : response);
            assertEquals(pushed, ResponseStack.entries(frame), "seed=" + seed);
            assertEquals(Frame.PARTIAL, frame.flags(), "seed=" + seed);
        }
    }

    @Test
    void shouldShortenWhatIsTooLongForOneEntryWithoutBreakingACharacter() throws Exception {
        StackEntry read = only(entry("r1", "é".repeat(600), "漢".repeat(2_000)));
        assertTrue(read.isShortened());
        assertEquals("é".repeat(StackEntry.MOST_DETAIL_BYTES / 2), read.detail());
        assertEquals("漢".repeat(StackEntry.MOST_DATA_BYTES / 3), read.data());
        assertFalse(only(entry("r1", "x".repeat(StackEntry.MOST_DETAIL_BYTES), "y".repeat(StackEntry.MOST_DATA_BYTES)))
                .isShortened());
    }

    private static StackEntry only(StackEntry entry) throws NslpFormatException {
        return ResponseStack.entries(Frame.parse(ResponseStack.first(request(), entry, 0))).getFirst();
    }

    @Test
    void shouldNameAsManyNodesAsFitAndSayThatOthersAreMissing() throws Exception {
        Octets response = ResponseStack.first(request(), entry("r0", "", "x".repeat(2_000)), 0);
        for (int i = 1; i < 100; i++) {
            response = ResponseStack.push(Frame.parse(response), entry("r" + i, "", "x".repeat(2_000)));
            assertTrue(response.length() <= Frame.MOST_BYTES);
        }
        Frame frame = Frame.parse(response);
        List<StackEntry> entries = ResponseStack.entries(frame);
        assertEquals(Frame.TRUNCATED, frame.flags());
        assertTrue(entries.size() > 20 && entries.size() < 100, () -> "entries=" + entries.size());
        assertFalse(entries.get(6).isShortened());
        assertTrue(entries.get(20).isShortened());
        assertEquals("", entries.get(20).data());
        assertEquals(200, entries.get(20).code());
    }

    @Test
    void shouldNameNoMoreNodesThanThereMayBe() throws Exception {
        Octets response = ResponseStack.first(request(), entry("r0", "", ""), 0);
        for (int i = 1; i < ResponseStack.MOST_ENTRIES; i++) {
            response = ResponseStack.push(Frame.parse(response), entry("r" + i, "", ""));
        }
        assertEquals(0, Frame.parse(response).flags());
        Frame more = Frame.parse(ResponseStack.push(Frame.parse(response), entry("rx", "", "")));
        assertEquals(Frame.TRUNCATED, more.flags());
        assertEquals(ResponseStack.MOST_ENTRIES, ResponseStack.entries(more).size());
    }

    @Test
    void shouldCarryEntriesOfOthersAsTheyAre() throws Exception {
        // Nothing in it that this node understands: its length is sound, and that is enough to carry it.
        ObjectWriter strange = new ObjectWriter().object(ObjectTypes.STACK_ENTRY,
                new ObjectWriter().object(0x7AB, new ObjectWriter().u32(0x01020304)));
        Frame response = Frame.parse(Frame.build(RequestType.PROBE, true, 0, ID, strange));
        Octets pushed = ResponseStack.push(response, entry("r1", "", ""));
        assertEquals(response.data().toString().substring(8),
                pushed.toString().substring(8, 2 * response.data().length()));
        assertThrows(NslpFormatException.class, () -> ResponseStack.entries(Frame.parse(pushed)));
    }

    @Test
    void shouldRefuseEntriesThatAreNone() {
        for (ObjectWriter entry : List.of(new ObjectWriter(),
                new ObjectWriter().text(ObjectTypes.NODE_ID, "r1"),
                result(new ObjectWriter(), 1),
                result(new ObjectWriter().text(ObjectTypes.NODE_ID, "r\n1"), 1),
                result(new ObjectWriter().text(ObjectTypes.NODE_ID, ""), 1),
                result(new ObjectWriter().text(ObjectTypes.NODE_ID, "r1"), 0),
                result(new ObjectWriter().text(ObjectTypes.NODE_ID, "r1"), 7),
                result(result(new ObjectWriter().text(ObjectTypes.NODE_ID, "r1"), 1), 1),
                result(new ObjectWriter(), 1).text(ObjectTypes.NODE_ID, "r1"),
                result(new ObjectWriter().text(ObjectTypes.NODE_ID, "r1")
                        .object(ObjectTypes.ADDRESSES, new ObjectWriter().u8(5).pad().u32(1)), 1),
                result(new ObjectWriter().text(ObjectTypes.NODE_ID, "r1")
                        .object(ObjectTypes.ADDRESSES, new ObjectWriter().u8(6).pad().u32(1)), 1))) {
            Octets bytes = Frame.build(RequestType.PROBE, true, 0, ID,
                    new ObjectWriter().object(ObjectTypes.STACK_ENTRY, entry));
            assertThrows(NslpFormatException.class, () -> ResponseStack.entries(Frame.parse(bytes)), bytes::toString);
        }
    }

    private static ObjectWriter result(ObjectWriter entry, int result) {
        return entry.header(ObjectTypes.RESULT, Integer.BYTES).u8(result).u8(0).u16(200);
    }
}

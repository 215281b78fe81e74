package org.netserv.perf.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.ObjectType;

class SessionMessagesTest {
    private static final IpAddress QUERIER = IpAddress.parse("10.0.1.2");
    private static final IpAddress RESPONDER = IpAddress.parse("10.0.1.1");
    private static final long AT = 5;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment out = arena.allocate(1024).fill((byte) 0xA5);
    private final MemorySegment back = arena.allocate(1024).fill((byte) 0xA5);
    private final SessionMessages messages = new SessionMessages(arena, QUERIER, RESPONDER, 12_345);
    private final MessageView view = new MessageView();

    private MessageView read(MemorySegment memory, int length) {
        assertTrue(MessageHeader.isGist(memory, AT, length));
        assertNull(view.parse(memory, AT + MessageHeader.MAGIC_BYTES, length - MessageHeader.MAGIC_BYTES, false));
        return view;
    }

    @Test
    void shouldWriteAQueryOfItsSession() {
        MessageView query = read(out, messages.query(out, AT, 77, 65_537, 0x1122334455667788L));
        assertEquals(MessageType.QUERY, query.type());
        assertEquals(77, query.sessionHigh());
        assertEquals(65_537, query.sessionLow());
        assertEquals(0x1122334455667788L, query.queryCookie());
        assertEquals(12_345, query.networkInfo().validityMillis());
        assertTrue(query.isFromItsSource() && query.networkInfo().hasAddress(QUERIER));
        assertFalse(query.isUpstream());
        assertEquals(RESPONDER, query.mri().destination());
    }

    @Test
    void shouldGiveEachSessionAFlowOfItsOwn() {
        Set<Mri> flows = new HashSet<>();
        for (int session = 0; session < 130_000; session += 13) {
            messages.query(out, AT, 1, session, 0);
            flows.add(read(out, messages.query(out, AT, 1, session, 0)).mri());
        }
        assertEquals(10_000, flows.size());
    }

    @Test
    void shouldConfirmWithWhatTheResponseBrought() {
        messages.query(out, AT, 77, 9, 4_711);
        MessageView response = read(back, messages.response(back, AT, out, AT));
        assertEquals(MessageType.RESPONSE, response.type());
        assertEquals(77, response.sessionHigh());
        assertEquals(9, response.sessionLow());
        assertEquals(4_711, response.queryCookie());
        assertTrue(response.isUpstream());
        assertTrue(SessionMessages.canConfirm(response));
        Mri flow = response.mri().withDirection(false);
        back.set(java.lang.foreign.ValueLayout.JAVA_BYTE, response.valueAt(ObjectType.RESPONDER_COOKIE) + 31,
                (byte) 0x5A);
        MessageView confirm = read(out, messages.confirm(out, AT, response));
        assertEquals(MessageType.CONFIRM, confirm.type());
        assertEquals(77, confirm.sessionHigh());
        assertEquals(9, confirm.sessionLow());
        assertEquals(flow, confirm.mri());
        assertEquals(0x5A, confirm.copyValue(ObjectType.RESPONDER_COOKIE)[31]);
    }

    @Test
    void shouldWriteDataOfASession() {
        MessageView data = read(out, messages.data(out, AT, 77, 9));
        assertEquals(MessageType.DATA, data.type());
        assertEquals(9, data.sessionLow());
        assertTrue(data.has(ObjectType.NSLP_DATA));
    }
}

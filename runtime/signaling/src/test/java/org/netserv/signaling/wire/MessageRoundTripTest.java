package org.netserv.signaling.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;

class MessageRoundTripTest {

    static List<Vectors.Vector> vectors() {
        return Vectors.all();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldWriteEachVectorAsItWasRead(Vectors.Vector vector) {
        GistMessage message = GistMessage.read(Vectors.view(vector));
        byte[] out = new byte[vector.message().length + 16];
        Arrays.fill(out, (byte) 0xA5);
        int length = message.write(new MessageWriter(), MemorySegment.ofArray(out), 8);
        assertArrayEquals(vector.message(), Arrays.copyOfRange(out, 8, 8 + length));
        for (int i = 0; i < out.length; i++) {
            assertTrue((i >= 8 && i < 8 + length) || out[i] == (byte) 0xA5, "wrote outside its message, at " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldReadAtAnyOffset(Vectors.Vector vector) {
        byte[] shifted = new byte[vector.message().length + 3];
        System.arraycopy(vector.message(), 0, shifted, 3, vector.message().length);
        MessageView view = new MessageView();
        assertNull(view.parse(MemorySegment.ofArray(shifted), 3, vector.message().length, vector.onStream()));
        assertEquals(GistMessage.read(Vectors.view(vector)), GistMessage.read(view));
    }

    @Test
    void shouldReadTheCapturedQuery() {
        GistMessage query = GistMessage.read(Vectors.view(Vectors.named("query")));
        assertEquals(MessageType.QUERY, query.type());
        assertEquals(32, query.hops());
        assertEquals(32704, query.nslpId());
        assertTrue(query.contextFree());
        assertEquals(MessageHeader.S | MessageHeader.R, query.flags());
        assertEquals(Mri.of(IpAddress.parse("10.99.1.1"), IpAddress.parse("10.99.3.2")), query.mri());
        NetworkInfo sender = query.networkInfo();
        assertNotNull(sender);
        assertEquals(new NetworkInfo(Octets.ofHex("2364bb70bbfb9e04a294638efd223b80"), 64, 30_000,
                IpAddress.parse("10.99.1.1")), sender);
        assertEquals(new StackProposal(List.of(StackProposal.TCP_PROFILE, StackProposal.TLS_PROFILE)),
                query.stackProposal());
        assertEquals(new StackConfig(180_000, List.of(StackConfig.Option.empty(1, 1), StackConfig.Option.empty(1, 2))),
                query.stackConfig());
    }

    @Test
    void shouldReadThePortsOfTheCapturedResponse() {
        GistMessage response = GistMessage.read(Vectors.view(Vectors.named("response")));
        StackConfig config = response.stackConfig();
        assertNotNull(config);
        assertEquals(30_000, config.port(StackProposal.FORWARDS_TCP, 1).orElseThrow());
        assertEquals(30_001, config.port(StackProposal.FORWARDS_TCP, 2).orElseThrow());
        assertTrue(config.port(StackProposal.TLS, 2).isEmpty());
        Mri mri = response.mri();
        assertNotNull(mri);
        assertTrue(mri.isUpstream());
        assertEquals(Mri.of(IpAddress.parse("10.99.1.1"), IpAddress.parse("10.99.3.2")), mri.withDirection(false));
    }

    @Test
    void shouldReadAllOfAnIpv6Flow() {
        Mri mri = Vectors.view(Vectors.named("ipv6-query-with-everything")).mri();
        Mri built = Mri.builder(IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8:1::2")).prefixLengths(128, 48)
                .protocol(17).dsField(46).flowLabel(0xABCDE).securityParameterIndex(0x01020304).sourcePort(5060)
                .destinationPort(80).build();
        assertEquals(built, mri);
        assertEquals(Prefix.parse("2001:db8:1::/48"), mri.destinationPrefix());
        assertEquals(17, mri.protocol());
        assertEquals(46, mri.dsField());
        assertEquals(0xABCDE, mri.flowLabel());
        assertEquals(0x01020304, mri.securityParameterIndex());
        assertEquals(5060, mri.sourcePort());
        assertEquals(80, mri.destinationPort());
    }

    @Test
    void shouldReadALooseEndAndWhatANatRemembers() {
        Mri loose = Vectors.view(Vectors.named("loose-end-query")).mri();
        assertFalse(loose.isPathCoupled());
        assertEquals(Mri.looseEnd(IpAddress.parse("10.99.1.1"), IpAddress.parse("10.99.3.2")), loose);
        MessageView response = Vectors.view(Vectors.named("nat-traversal-response"));
        assertEquals(IpAddress.parse("192.0.2.1"), response.mri().source());
        assertEquals(IpAddress.parse("10.99.1.1"), response.originalMri().source());
    }

    @Test
    void shouldReadErrors() {
        ErrorReport error = GistMessage.readError(Vectors.view(Vectors.named("error-no-routing-state")));
        assertEquals(GistError.NO_ROUTING_STATE, error.error());
        assertEquals(32704, error.nslpId());
        assertTrue(error.dMode());
        assertFalse(error.qMode());
        ErrorReport missing = GistMessage.readError(Vectors.view(Vectors.named("error-object-missing")));
        assertEquals(GistError.MISSING_OBJECT, missing.error());
        assertEquals(List.of(new ErrorReport.Detail(ErrorReport.INFO_OBJECT_TYPE, Octets.ofHex("00060000"))),
                missing.details());
        assertEquals("try again",
                GistMessage.readError(Vectors.view(Vectors.named("error-length-with-comment"))).commentText());
    }

    @Test
    void shouldTellTheWordsOfAFlowApartFromItsDirectionAndReservedBits() {
        Vectors.Vector down = Vectors.named("query");
        byte[] other = down.message().clone();
        other[15] = (byte) 0x3F; // D, and all that is reserved
        other[27] = 0x03;
        MessageView view = new MessageView();
        assertNull(view.parse(MemorySegment.ofArray(other), 0, other.length, false));
        Mri mri = Vectors.view(down).mri();
        assertTrue(view.isUpstream());
        assertEquals(mri, view.mri().withDirection(false));
        for (int i = 0; i < view.mriWords(); i++) {
            assertEquals(mri.keyWord(i), view.mriKeyWord(i));
        }
    }
}

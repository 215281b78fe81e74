package org.netserv.bench;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.netserv.api.Verdict;
import org.netserv.node.packet.PacketBatch;

/**
 * The messages that a batch's verdicts should become, written without regard to time.
 *
 * <p><b>Source.</b> linux/netlink.h, linux/netfilter/nfnetlink_queue.h.
 */
final class ExpectedVerdicts {
    private static final int DROP = 0;
    private static final int ACCEPT = 1;
    private static final int VERDICT = 3 << 8 | 1;
    private static final int VERDICT_BATCH = 3 << 8 | 3;
    private static final int VERDICT_BYTES = 32;
    private static final int PAYLOAD_VERDICT_BYTES = 36;

    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final ByteArrayOutputStream onlyHeaders = new ByteArrayOutputStream();
    private final MemorySegment headers;
    private final int queue;
    private int buffers;
    private boolean inHeaders;

    ExpectedVerdicts(PacketBatch batch, int queue, int firstId) {
        this.queue = queue;
        for (int i = 0; i < batch.size(); i++) {
            if (isChanged(batch, i)) {
                changed(batch, i, firstId + i);
            } else if (i + 1 == batch.size() || isChanged(batch, i + 1) || batch.verdict(i + 1) != batch.verdict(i)) {
                header(VERDICT_BYTES, VERDICT_BATCH, batch.verdict(i) == Verdict.ACCEPT ? ACCEPT : DROP, firstId + i);
            }
        }
        byte[] bytes = onlyHeaders.toByteArray();
        headers = NativeMemory.allocate(bytes.length);
        MemorySegment.copy(bytes, 0, headers, ValueLayout.JAVA_BYTE, 0, bytes.length);
    }

    private static boolean isChanged(PacketBatch batch, int i) {
        return batch.verdict(i) == Verdict.ACCEPT && batch.modified(i);
    }

    private void changed(PacketBatch batch, int i, int id) {
        int length = batch.length(i);
        header(PAYLOAD_VERDICT_BYTES + length, VERDICT, ACCEPT, id);
        ByteBuffer attribute = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        attribute.putShort((short) (4 + length)).putShort((short) 10);
        write(attribute);
        byte[] packet = new byte[(length + 3) & ~3];
        MemorySegment.copy(batch.memory(), ValueLayout.JAVA_BYTE, batch.offset(i), packet, 0, packet.length);
        all.writeBytes(packet);
        buffers++;
        inHeaders = false;
    }

    private void header(int length, int type, int verdict, int id) {
        ByteBuffer message = ByteBuffer.allocate(VERDICT_BYTES).order(ByteOrder.nativeOrder());
        message.putInt(length).putShort((short) type).putShort((short) 1).putInt(0).putInt(0);
        message.put((byte) 0).put((byte) 0).order(ByteOrder.BIG_ENDIAN).putShort((short) queue);
        message.order(ByteOrder.nativeOrder()).putShort((short) 12).putShort((short) 2);
        message.order(ByteOrder.BIG_ENDIAN).putInt(verdict).putInt(id);
        write(message);
    }

    private void write(ByteBuffer bytes) {
        if (!inHeaders) {
            buffers++;
            inHeaders = true;
        }
        byte[] array = new byte[bytes.position()];
        bytes.get(0, array);
        all.writeBytes(array);
        onlyHeaders.writeBytes(array);
    }

    /** What the kernel should read. */
    byte[] bytes() {
        return all.toByteArray();
    }

    /** Of it, what is not bytes of packets. */
    MemorySegment headers() {
        return headers;
    }

    /** Of how many buffers it is gathered. */
    int buffers() {
        return buffers;
    }
}

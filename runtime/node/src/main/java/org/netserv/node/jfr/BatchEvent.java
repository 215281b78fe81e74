package org.netserv.node.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * A batch that a packet thread has decided, from its first packet's parsing to its last one's verdict. Off unless a recording
 * turns it on; then those that take longer than its threshold.
 *
 * <p>One object serves a packet thread for ever: {@link #begin} and {@link #end} set both of its times anew, and a recording
 * costs the packet path no memory.
 *
 * <p><b>Thread.</b> One packet thread.
 */
@Name("org.netserv.Batch")
@Label("Packet Batch")
@Category("NetServ")
@Description("A batch that a packet thread has decided")
@Enabled(false)
@Threshold("1 ms")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads its fields
public final class BatchEvent extends Event {
    @Label("Packet Thread")
    @Description("Its number; those that modules are tried on come last")
    private int worker;

    @Label("Packets")
    private int packets;

    @Label("Chains")
    @Description("Different rows of modules that the packets met")
    private int chains;

    /** An event that has not begun. */
    public BatchEvent() {}

    /** Ends and writes an event that has begun, if it took as long as its threshold. */
    public void write(int onWorker, int ofPackets, int metChains) {
        end();
        if (shouldCommit()) {
            worker = onWorker;
            packets = ofPackets;
            chains = metChains;
            commit();
        }
    }
}

/**
 * Forwarding plane over netfilter queues.
 *
 * <pre>
 *   mangle PREROUTING ──▶ chain NETSERV ──▶ NFQUEUE n … n+k-1, and in quarantine n+k …
 *                                             │ recvmmsg                 sendmsg │ verdicts
 *                                       BatchReceiver ─▶ PacketWorker ─▶ VerdictWriter
 *                                                                     └▶ RawEmitter ─▶ raw sockets, marked, untracked
 * </pre>
 *
 * <p>Many filters are a tree of chains NETSERV-1 and so on (RuleTree): 1,000 of them cost a packet 0.3 to 0.7 µs more than one, in
 * place of 7 to 20 as a list (docs/adr/0018-rule-tree.md).
 *
 * <p>What netfilter brings with it: a packet that is accepted skips the rules behind the jump in mangle PREROUTING. What no
 * filter selects overtakes what goes through the node; one flow keeps its order, but for the moment in which its module moves
 * into quarantine or out of it. Where connections are tracked, a second
 * packet of a TCP flow that comes before the first has left is dropped by the kernel (their entries clash).
 *
 * <p>One platform thread a queue (NfQueuePoller), pinned but for those in quarantine, alone with its sockets and memory, from receive to verdict; one
 * thread for the packets that modules emit (EmitLoop); one that looks whether those get on (Watchdog). Rules are changed by
 * whoever calls the plane, and put back by the node's rounds (RuleKeeper). Depends on the node's SPI, on
 * {@code org.netserv.dataplane.common} and on {@code org.netserv.ffi}.
 */
package org.netserv.dataplane.nfqueue;

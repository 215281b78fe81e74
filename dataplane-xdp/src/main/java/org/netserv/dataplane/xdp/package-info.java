/**
 * Forwarding plane over AF_XDP.
 *
 * <pre>
 *   interface ─▶ XDP program ─▶ not wanted ─▶ stack, or next link
 *                     │ wanted, with where it would leave in front
 *                     ▼
 *                 rings of the port ─▶ XdpWorker ─▶ PacketWorker ─▶ Outlet ─▶ rings of another port
 *                     │                    ▲                          └▶ StackDevice ─▶ stack
 *                     └▶ TrialWorker ──────┘ HandBack
 * </pre>
 *
 * <p>One platform thread a receive queue (XdpWorker) alone with its sockets and memory; one or more for modules that are
 * being tried (TrialWorker), which receive by sockets of their own and hand their frames to the workers; one for the packets
 * that modules emit, which also fetches the kernel's counters; one that hands flows that modules have decided on to the program
 * (FlowKeeper); one that looks whether those get on. The program is changed by
 * whoever calls the plane. Depends on the node's SPI, on {@code org.netserv.dataplane.common} and on {@code org.netserv.ffi}.
 */
package org.netserv.dataplane.xdp;

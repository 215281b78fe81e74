/**
 * AF_XDP sockets: memory, rings and frames, operated from Java.
 *
 * <pre>
 *            us                            kernel
 *   FillRing        addresses  ─────────▶  frames for packets to come
 *   ReceiveRing     descriptors ◀────────  packets that have come
 *   TransmitRing    descriptors ────────▶  packets to send
 *   CompletionRing  addresses  ◀─────────  frames whose packets are sent
 * </pre>
 *
 * <p>A ring has one producer and one consumer. Each writes one index, and reads the other's:
 *
 * <pre>
 *   producer                            consumer
 *   (A) acquire consumer                (C) acquire producer
 *       write entries                       read entries
 *   (B) release producer                (D) release consumer
 * </pre>
 *
 * (C) pairs with (B): no entry is read before it is written. (A) pairs with (D): no entry is overwritten before it is read.
 * Both sides keep what they have last seen of the other's index, and look again only when that says full, or empty: a look
 * takes the cache line from the other processor. Indices count on for ever and wrap at 2^32; differences of ints stay right.
 *
 * <p>Frames have homes: each belongs to one port, whose fill ring has room for twice its own. So a frame that is done with
 * always has a place to go, and there is no list of free ones.
 *
 * <p>One thread, the worker's, operates a {@link org.netserv.dataplane.xdp.ring.PortGroup}. Depends on
 * {@code org.netserv.ffi} alone. <b>Source.</b> net/xdp/xsk_queue.h (Linux), xdp/xsk.h (libxdp).
 */
package org.netserv.dataplane.xdp.ring;

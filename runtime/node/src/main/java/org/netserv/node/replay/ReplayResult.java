package org.netserv.node.replay;

/**
 * What became of the frames of a file.
 *
 * @param frames all that were read
 * @param accepted passed, changed or not, seen by a module or not; those of the four next counts included
 * @param nonIp not IP, or not said to be
 * @param truncated cut by the capture's snapshot length
 * @param fragments of IP datagrams
 * @param malformed IP packets that do not parse, truncated ones included
 * @param modified passed with changes
 * @param dropped by a module's verdict, its fail-policy, or for a foreign source address
 * @param replied sent back
 * @param consumed kept by a module
 * @param emitted sent by modules of their own accord
 */
public record ReplayResult(long frames, long accepted, long nonIp, long truncated, long fragments, long malformed,
        long modified, long dropped, long replied, long consumed, long emitted) {}

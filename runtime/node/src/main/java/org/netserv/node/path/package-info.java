/**
 * The packet path: classify, run chains of modules, collect verdicts, count.
 *
 * <p>Hot path: {@link org.netserv.node.path.PacketWorker} runs on packet threads without lock, allocation or
 * logging. Filter tables are built elsewhere and swapped in whole.
 */
package org.netserv.node.path;

/**
 * What a node has to know when it starts again: which modules are installed.
 *
 * <p>{@code Journal} is a map of entries, kept in a {@code RecordLog}, which is a file of checksummed records. Knows nothing of
 * modules but their names.
 */
@NullMarked
package org.netserv.node.journal;

import org.jspecify.annotations.NullMarked;

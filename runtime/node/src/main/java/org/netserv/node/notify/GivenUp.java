package org.netserv.node.notify;

/** Hears of events that a publisher was not told of. */
@FunctionalInterface
public interface GivenUp {

    /**
     * It is not told any more. <b>Thread.</b> Any.
     *
     * @param why one sentence, in part of the publisher's server
     */
    void givenUp(ModuleEvent event, String why);
}

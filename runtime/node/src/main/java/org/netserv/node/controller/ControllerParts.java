package org.netserv.node.controller;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import org.netserv.node.message.RequestParser;

/**
 * What a {@link Controller} is made of.
 *
 * @param nodeId the node's id
 * @param requests reads messages as the node supports them
 * @param publishers all that the operator has configured
 * @param rules for messages and fetches, at first
 * @param fetchDirectory where JARs lie while they are checked
 * @param status the node's state as JSON
 * @param tracer watches packets for the operator
 * @param answers which count what is answered
 * @param reload has the configuration read again
 * @param end has the node end, when the operator wants it so
 * @param clock the wall clock
 */
record ControllerParts(String nodeId, RequestParser requests, Publishers publishers, Rules rules, Path fetchDirectory,
        Supplier<String> status, Tracer tracer, AnswerTallies answers, Reloading reload, Runnable end, Clock clock) {

    /** Has the configuration read again, and says what has changed. */
    @FunctionalInterface
    interface Reloading {
        String run() throws Refusal;
    }
}

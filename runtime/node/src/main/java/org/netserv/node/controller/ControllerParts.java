package org.netserv.node.controller;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.function.Supplier;
import org.netserv.node.config.Configuration;
import org.netserv.node.message.Capabilities;

/**
 * What a {@link Controller} is made of.
 *
 * @param nodeId the node's id
 * @param capabilities what the node supports
 * @param publishers all that the operator has configured
 * @param freshness what is asked of signed messages
 * @param guard which remembers them
 * @param fetcher which brings JARs
 * @param fetchDirectory where JARs lie while they are checked
 * @param status the node's state as JSON
 * @param answers which count what is answered
 * @param clock the wall clock
 */
record ControllerParts(String nodeId, Capabilities capabilities, Collection<PublisherModules> publishers,
        Configuration.Freshness freshness,
        ReplayGuard guard, Fetcher fetcher, Path fetchDirectory, Supplier<String> status,
        AnswerTallies answers, Clock clock) {}

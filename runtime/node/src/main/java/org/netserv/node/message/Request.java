package org.netserv.node.message;

/** A message of which every header makes sense. */
public sealed interface Request permits SetupRequest, RemoveRequest, ProbeRequest, StatusRequest {

    /** The message that it was made from. */
    ControlMessage message();
}

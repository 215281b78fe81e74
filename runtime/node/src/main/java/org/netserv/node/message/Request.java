package org.netserv.node.message;

/** A message of which every header makes sense. */
public sealed interface Request permits Request.Signed, OperatorRequest, TraceRequest {

    /** The message that it was made from. */
    ControlMessage message();

    /** A publisher's message. */
    sealed interface Signed extends Request permits SetupRequest, RemoveRequest, ProbeRequest {

        /** Which module it is about. */
        ModuleId module();

        /** What it says beside its request. */
        Envelope envelope();
    }
}

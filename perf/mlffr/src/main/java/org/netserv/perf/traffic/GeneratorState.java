package org.netserv.perf.traffic;

/** Offsets in what {@code traffic.bpf.c} calls {@code struct generator} and {@code struct template}. */
final class GeneratorState {
    static final long PACKETS = 0;
    static final long INTERVAL = 8;
    static final long MAX_WAIT = 16;
    static final long MAX_BEHIND = 24;
    static final long BURST = 32;
    static final long INTERFACE = 36;
    static final long FLOWS = 40;
    static final long FIRST_PORT = 44;
    static final long PATTERN = 48;
    static final long SAMPLE_EVERY = 52;
    static final long START = 56;
    static final long SENT = 64;
    static final long FIRST = 72;
    static final long LAST = 80;
    static final long EARLY = 88;
    static final long FLOW = 96;
    static final long TEMPLATE = 100;
    static final long UNTIL_SAMPLE = 108;

    /** Of the results that begin anew with every send, from START. */
    static final long RESULT_BYTES = FLOW - START;

    static final long TEMPLATE_LENGTH = 48;
    static final long TEMPLATE_IP_SUM = 52;
    static final long TEMPLATE_UDP_SUM = 56;
    static final long TEMPLATE_BYTES = 64;

    private GeneratorState() {}
}

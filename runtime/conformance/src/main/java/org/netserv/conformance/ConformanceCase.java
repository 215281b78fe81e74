package org.netserv.conformance;

/**
 * One thing that a forwarding plane must do.
 *
 * @param name a sentence, unique in the suite
 * @param body throws {@link AssertionError} with what was expected and what was found
 */
public record ConformanceCase(String name, Body body) {

    /** Runs it; afterwards no module of it is in the plane's path. */
    public void run(PlaneUnderTest plane) throws Exception {
        body.run(plane);
    }

    /** What a case does. */
    @FunctionalInterface
    public interface Body {
        /** Installs modules, sends packets, checks what arrived. */
        void run(PlaneUnderTest plane) throws Exception;
    }
}

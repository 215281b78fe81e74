package org.netserv.cli.demo;

/**
 * What a user agent sends.
 *
 * @param title for people
 * @param method of the request
 * @param resource the scenario for sipp
 */
record SipScenario(String title, String method, String resource) {

    static final SipScenario KEEP_ALIVE = new SipScenario("NOTIFY, Event: keep-alive", "NOTIFY", "keep-alive.xml");
    static final SipScenario EVENT = new SipScenario("NOTIFY, Event: message-summary", "NOTIFY", "event.xml");
    static final SipScenario OPTIONS = new SipScenario("OPTIONS", "OPTIONS", "options.xml");
    static final SipScenario REGISTER = new SipScenario("REGISTER", "REGISTER", "register.xml");
}

package org.netserv.node.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.netserv.node.net.IpAddress;

/** Reads {@code <signaling>}. */
final class SignalingReader {
    private static final int MAX_ROUTER_ALERT = 0xFFFF;

    private final Problems problems;
    private final Values values;
    private final TlsReader tls;

    SignalingReader(Path base, Problems problems) {
        this.problems = problems;
        values = new Values(problems);
        tls = new TlsReader(base, problems);
    }

    Configuration.Signaling read(Element element) {
        int tcpPort = values.port(element, "tcp-port");
        int alert = (int) values.number(element, "router-alert", 0, MAX_ROUTER_ALERT, Configuration.NO_PORT);
        List<Element> secured = element.children("tls");
        return new Configuration.Signaling(addresses(element), tcpPort, alert,
                secured.isEmpty() ? null : tls.read(secured.getFirst(), tcpPort));
    }

    private List<IpAddress> addresses(Element element) {
        List<IpAddress> addresses = new ArrayList<>();
        for (String text : Values.text(element, "addresses").strip().split("\\s+", -1)) {
            try {
                IpAddress address = text.isEmpty() ? null : IpAddress.parse(text);
                if (address != null && addresses.contains(address)) {
                    problems.add(element, "address " + address + " is there twice");
                } else if (address != null) {
                    addresses.add(address);
                }
            } catch (IllegalArgumentException e) {
                problems.add(element, "addresses: " + e.getMessage());
            }
        }
        return addresses;
    }
}

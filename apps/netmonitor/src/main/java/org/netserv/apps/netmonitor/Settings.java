package org.netserv.apps.netmonitor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the SETUP message.
 *
 * <p><b>Errors.</b> {@link IllegalArgumentException} with one sentence for whoever wrote the message.
 *
 * @param visualizer where reports go; null to count only
 * @param maxFlows how many flows a packet thread keeps apart
 */
record Settings(@Nullable InetSocketAddress visualizer, int maxFlows) {

    private static final String IP = "visualizer_ip";
    private static final String PORT = "visualizer_port";
    private static final String MAX_FLOWS = "max_flows";
    private static final int DEFAULT_MAX_FLOWS = 65_536;
    private static final int LARGEST_MAX_FLOWS = 1 << 20;

    static Settings of(Map<String, String> properties) {
        int maxFlows = properties.containsKey(MAX_FLOWS)
                ? number(MAX_FLOWS, properties.get(MAX_FLOWS), LARGEST_MAX_FLOWS)
                : DEFAULT_MAX_FLOWS;
        return new Settings(visualizer(properties.get(IP), properties.get(PORT)), maxFlows);
    }

    private static @Nullable InetSocketAddress visualizer(@Nullable String ip, @Nullable String port) {
        if (ip == null && port == null) {
            return null;
        }
        if (ip == null || port == null) {
            throw new IllegalArgumentException("properties " + IP + " and " + PORT
                    + " belong together: " + (ip == null ? IP : PORT) + " is missing");
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(ip);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("property " + IP + " must be an IPv4 or IPv6 address: " + IP + "=" + ip,
                    e);
        }
        return new InetSocketAddress(address, number(PORT, port, 0xffff));
    }

    private static int number(String name, String text, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new IllegalArgumentException(
                "property " + name + " must be a number from 1 to " + max + ": " + name + "=" + text);
    }

    /** Whether a property has this name. */
    static boolean isKnown(String name) {
        return name.equals(IP) || name.equals(PORT) || name.equals(MAX_FLOWS);
    }
}

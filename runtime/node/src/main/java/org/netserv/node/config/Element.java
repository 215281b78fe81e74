package org.netserv.node.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An element of the file, with the line that its start tag ends on. */
final class Element {

    private final String name;
    private final int line;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Element> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    Element(String name, int line) {
        this.name = name;
        this.line = line;
    }

    String name() {
        return name;
    }

    int line() {
        return line;
    }

    /** Its attributes, to be filled by the reader. */
    Map<String, String> attributes() {
        return attributes;
    }

    /** Its children, to be filled by the reader. */
    List<Element> children() {
        return children;
    }

    List<Element> children(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).toList();
    }

    /** Its own text, to be filled by the reader. */
    StringBuilder text() {
        return text;
    }
}

package org.netserv.isolation.weave;

/** Which calls ask for memory, or time that no check can end. <b>Thread.</b> Any. */
public interface Demands {

    /** Whether a method's last parameter is an {@code int} that says for how many elements there is to be room. */
    boolean isSized(String owner, String name, String descriptor);

    /** Whether a method takes as much memory as its arguments have. */
    boolean isGrowing(String owner, String name, String descriptor);

    /** Whether a method of a string's takes as long as the product of its length and that of the string given. */
    boolean isSearching(String owner, String name, String descriptor);
}

package org.netserv.signaling.api;

/** Makes an application for a node that runs; found with {@link java.util.ServiceLoader}. */
public interface NslpProvider {
    /**
     * The application.
     *
     * @param gist that will call it
     */
    Nslp open(Gist gist);
}

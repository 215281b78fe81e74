package org.netserv.signaling.nslp.wire;

import java.util.ArrayList;
import java.util.List;
import org.netserv.signaling.wire.Octets;

/**
 * Responses: the path's last node begins one, and every node that it passes pushes an entry behind those that are there. What
 * others have pushed is carried as it is.
 */
public final class ResponseStack {
    /** The most entries of a response. */
    public static final int MOST_ENTRIES = 64;

    private ResponseStack() {}

    /** The response of the node at which a request's way ends. */
    public static Octets first(Frame request, StackEntry own, int flags) {
        return pushed(request.type(), request.id(), flags, new ObjectWriter(), 0, own);
    }

    /**
     * The response with one entry more. If there is no room for what the node has to say, its result alone goes in; if there is
     * none for that either, {@link Frame#TRUNCATED} says so.
     *
     * @throws NslpFormatException if it is no response
     */
    public static Octets push(Frame response, StackEntry own) throws NslpFormatException {
        ObjectWriter objects = new ObjectWriter();
        int entries = 0;
        ObjectReader present = responseObjects(response);
        while (present.next()) {
            objects.raw(present.copy());
            entries += present.type() == ObjectTypes.STACK_ENTRY ? 1 : 0;
        }
        return pushed(response.type(), response.id(), response.flags(), objects, entries, own);
    }

    private static Octets pushed(RequestType type, RequestId id, int flags, ObjectWriter objects, int entries,
            StackEntry own) {
        int room = Frame.MOST_BYTES - Frame.HEADER_BYTES - 4 * Integer.BYTES - objects.length();
        int all = flags & (Frame.TRUNCATED | Frame.PARTIAL);
        for (StackEntry candidate : List.of(own, own.withoutWords())) {
            ObjectWriter entry = new ObjectWriter();
            candidate.write(entry);
            if (entries < MOST_ENTRIES && entry.length() <= room) {
                return Frame.build(type, true, all, id, objects.raw(entry.bytes()));
            }
        }
        return Frame.build(type, true, all | Frame.TRUNCATED, id, objects);
    }

    /**
     * All entries, the last node's first.
     *
     * @throws NslpFormatException if it is no response, or an entry is none
     */
    public static List<StackEntry> entries(Frame response) throws NslpFormatException {
        List<StackEntry> entries = new ArrayList<>();
        ObjectReader objects = responseObjects(response);
        while (objects.next()) {
            if (objects.type() == ObjectTypes.STACK_ENTRY) {
                if (entries.size() == MOST_ENTRIES) {
                    throw new NslpFormatException("more than " + MOST_ENTRIES + " entries");
                }
                entries.add(StackEntry.read(objects));
            } else if (objects.isMandatory()) {
                throw objects.fault("is not known here, and mandatory");
            }
        }
        return entries;
    }

    private static ObjectReader responseObjects(Frame response) throws NslpFormatException {
        if (!response.isResponse()) {
            throw new NslpFormatException("a request is no response");
        }
        ObjectReader objects = response.objects();
        objects.next(); // the Request-ID
        return objects;
    }
}

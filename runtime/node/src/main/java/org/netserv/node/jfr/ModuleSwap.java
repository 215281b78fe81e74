package org.netserv.node.jfr;

import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A module that comes into the packet path or leaves it, and how long that took: for those that come, inspection of the bundle,
 * start, and the change of the path; for those that leave, their stop.
 *
 * <p><b>Thread.</b> Any but packet threads; one object, one thread.
 */
@Name("org.netserv.ModuleSwap")
@Label("Module Swap")
@Category("NetServ")
@Description("A module came into the packet path, or left it")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads its fields
public final class ModuleSwap extends Event {
    @Label("Kind")
    @Description("install, upgrade, rollback, restart, restore or removal")
    private final String kind;

    @Label("User")
    private final String user;

    @Label("Module")
    private String module;

    @Label("Replaced")
    @Description("Modules whose place it took")
    private final String replaced;

    @Label("Done")
    @Description("Whether it succeeded; if not, all is as it was")
    private boolean done;

    private ModuleSwap(Kind kind, String user, String module, String replaced) {
        this.kind = kind.name().toLowerCase(Locale.ROOT);
        this.user = user;
        this.module = module;
        this.replaced = replaced;
    }

    /** What becomes of the module. */
    public enum Kind {
        /** It comes, and takes nobody's place. */
        INSTALL,
        /** It comes in place of another version. */
        UPGRADE,
        /** It comes back in place of a version that misbehaved. */
        ROLLBACK,
        /** It was detached, and comes back. */
        RESTART,
        /** It ran when the node ended, and comes back with it, or with its user. */
        RESTORE,
        /** It goes, and nothing comes in its place. */
        REMOVAL
    }

    /**
     * One that begins now.
     *
     * @param module its id, as far as it is known yet
     * @param replaced ids of the modules whose place it takes; empty if there are none
     */
    public static ModuleSwap begin(Kind kind, String user, String module, String replaced) {
        ModuleSwap swap = new ModuleSwap(kind, user, module, replaced);
        swap.begin();
        return swap;
    }

    /** Writes that it has succeeded with the module of that id. */
    public void done(String id) {
        end();
        module = id;
        done = true;
        commit();
    }

    /** Writes that it has not. */
    public void failed() {
        end();
        commit();
    }
}

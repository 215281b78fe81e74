package org.netserv.rig;

/** Builds a rig with a process in it and stays until it is killed: the other JVM of {@link RigIT}. */
public final class RigThatStays {

    private RigThatStays() {}

    /** Prints the process id of what runs in the rig. */
    public static void main(String[] args) throws InterruptedException {
        Rig rig = Rig.create("rigit");
        System.out.println("built " + rig.server().start("sleep", "1000").pid());
        Thread.sleep(600_000);
    }
}

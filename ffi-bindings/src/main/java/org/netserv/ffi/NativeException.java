package org.netserv.ffi;

/** A native call that failed: what was being done, to what, and the errno by number, name and text. */
public final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /** A failure of {@code call}, made with {@code arguments}. */
    public NativeException(String call, String arguments, int errno) {
        super(call + "(" + arguments + "): " + Errno.describe(errno));
        this.errno = errno;
    }

    /** The error number, as in errno.h. */
    public int errno() {
        return errno;
    }
}

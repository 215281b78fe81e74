package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.capturing;
import static org.netserv.ffi.Downcalls.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.netserv.ffi.xdp.raw.BpfRaw;
import org.netserv.ffi.xdp.raw.libbpf_print_fn_t;

/**
 * libbpf's one set-up call that reports by errno, and its messages, which it would print to standard error otherwise.
 * Initialising this class loads the library; without it that fails, which {@link BpfObject#open} turns into a message.
 */
final class BpfLibrary {
    private static final int MESSAGE_BYTES = 4096;
    private static final int KEPT_CHARACTERS = 8192;
    /** Levels of messages: 0 warning, 1 information, 2 debugging. */
    private static final int INFORMATION = 1;

    private static final MethodHandle OPEN_MEM = capturing(BpfRaw.bpf_object__open_mem$address(),
            BpfRaw.bpf_object__open_mem$descriptor());
    /** A va_list is passed on as the address that the callback got: so it is on x86-64 and on AArch64. */
    private static final MethodHandle VSNPRINTF = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("vsnprintf"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS));

    private static final StringBuilder MESSAGES = new StringBuilder();

    static {
        BpfRaw.libbpf_set_print(libbpf_print_fn_t.allocate(BpfLibrary::print, Arena.global()));
    }

    private BpfLibrary() {}

    /** The object, or NULL with the errno in the capture segment. */
    static MemorySegment openMemory(MemorySegment capture, MemorySegment bytes, MemorySegment options) {
        try {
            return (MemorySegment) OPEN_MEM.invokeExact(capture, bytes, bytes.byteSize(), options);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** What the library has said since the last call, at most its last 8,192 characters, on one line. */
    static String takeMessages() {
        synchronized (MESSAGES) {
            String text = MESSAGES.toString().strip().replaceAll("\\s*\\n\\s*", "; ");
            MESSAGES.setLength(0);
            return text;
        }
    }

    private static int print(int level, MemorySegment format, MemorySegment arguments) {
        try (Arena arena = Arena.ofConfined()) {
            if (level <= INFORMATION) {
                MemorySegment text = arena.allocate(MESSAGE_BYTES);
                int length = (int) VSNPRINTF.invokeExact(text, (long) MESSAGE_BYTES, format, arguments);
                keep(text.getString(0));
                return length;
            }
        } catch (Throwable t) {
            return 0;
        }
        return 0;
    }

    private static void keep(String text) {
        synchronized (MESSAGES) {
            MESSAGES.append(text);
            if (MESSAGES.length() > KEPT_CHARACTERS) {
                MESSAGES.delete(0, MESSAGES.length() - KEPT_CHARACTERS);
            }
        }
    }
}

package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.SocketRaw;

class LibcTest {
    @Test
    void shouldTakeWhatTheGeneratedHandlesTakeBehindWhereTheErrnoGoes() {
        Map<MethodHandle, MethodHandle> generated = new LinkedHashMap<>();
        generated.put(Libc.SOCKET, SocketRaw.socket$handle());
        generated.put(Libc.BIND, SocketRaw.bind$handle());
        generated.put(Libc.CONNECT, SocketRaw.connect$handle());
        generated.put(Libc.SETSOCKOPT, SocketRaw.setsockopt$handle());
        generated.put(Libc.GETSOCKOPT, SocketRaw.getsockopt$handle());
        generated.put(Libc.SENDMSG, SocketRaw.sendmsg$handle());
        generated.put(Libc.SENDMMSG, LibcRaw.sendmmsg$handle());
        generated.put(Libc.RECVMMSG, LibcRaw.recvmmsg$handle());
        generated.put(Libc.POLL, LibcRaw.poll$handle());
        generated.put(Libc.CLOSE, LibcRaw.close$handle());
        generated.put(Libc.SCHED_SETAFFINITY, LibcRaw.sched_setaffinity$handle());
        generated.put(Libc.SCHED_GETAFFINITY, LibcRaw.sched_getaffinity$handle());
        generated.put(Libc.Seldom.SETNS, LibcRaw.setns$handle());
        generated.put(Libc.Seldom.IF_NAMETOINDEX, LibcRaw.if_nametoindex$handle());
        generated.put(Libc.Seldom.IF_INDEXTONAME, LibcRaw.if_indextoname$handle());
        generated.put(Libc.Seldom.SCHED_SETSCHEDULER, LibcRaw.sched_setscheduler$handle());
        generated.put(Libc.MMAP, LibcRaw.mmap$handle());
        generated.put(Libc.Seldom.MUNMAP, LibcRaw.munmap$handle());
        generated.put(Libc.Seldom.MADVISE, LibcRaw.madvise$handle());
        assertEquals(19, generated.size());
        generated.forEach((ours, theirs) -> assertEquals(
                theirs.type().insertParameterTypes(0, MemorySegment.class), ours.type()));
    }
}

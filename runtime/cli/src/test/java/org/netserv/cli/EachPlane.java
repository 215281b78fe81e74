package org.netserv.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of the planes that forward packets of the kernel's, for a parameterised test or class of what must hold on each. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ValueSource(strings = {"nfqueue", "xdp"})
public @interface EachPlane {
}

package org.netserv.node.container;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.api.PacketProcessor;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * What a classic Activator gets for a {@link BundleContext}: it can register a {@link PacketProcessor} and read the
 * module's properties. There is no framework behind it.
 *
 * <p><b>Errors.</b> {@link SecurityException} for all else.
 */
final class RestrictedBundleContext {
    private RestrictedBundleContext() {}

    /** One permitted method. */
    private interface Call {
        @Nullable
        Object on(@Nullable Object[] arguments);
    }

    static BundleContext create(BundleDescription description, ModuleContextImpl context) {
        Bundle bundle = restricted(Bundle.class, Map.of("getSymbolicName", arguments -> description.symbolicName(),
                "getVersion", arguments -> description.version()));
        return restricted(BundleContext.class, Map.of("getBundle", arguments -> own(bundle, arguments), "getProperty",
                arguments -> context.properties().get(String.valueOf(arguments[0])), "registerService",
                arguments -> register(context, arguments)));
    }

    private static Object own(Bundle bundle, @Nullable Object[] arguments) {
        if (arguments.length > 0) {
            throw refused("BundleContext.getBundle of another bundle");
        }
        return bundle;
    }

    private static Object register(ModuleContextImpl context, @Nullable Object[] arguments) {
        String processor = PacketProcessor.class.getName();
        boolean named = arguments[0] == PacketProcessor.class
                || processor.equals(arguments[0])
                || (arguments[0] instanceof String[] names && names.length == 1 && processor.equals(names[0]));
        if (!named || !(arguments[1] instanceof PacketProcessor service)) {
            throw refused("BundleContext.registerService of other services");
        }
        context.register(service);
        return restricted(ServiceRegistration.class, Map.of("setProperties", none -> null, "unregister", none -> {
            context.unregister();
            return null;
        }));
    }

    private static <T> T restricted(Class<T> type, Map<String, Call> permitted) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object[] given = arguments == null ? new Object[0] : arguments;
            Call call = permitted.get(method.getName());
            return call != null ? call.on(given) : ofObject(type, proxy, method, given);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }

    @SuppressWarnings("ReferenceEquality") // a proxy equals itself alone
    private static Object ofObject(Class<?> type, Object proxy, Method method, @Nullable Object[] arguments) {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "restricted " + type.getSimpleName();
            };
        }
        throw refused(type.getSimpleName() + "." + method.getName());
    }

    private static SecurityException refused(String what) {
        return new SecurityException(what
                + " reaches the framework, which a module may not: of a BundleContext it may use"
                + " getProperty, getBundle().getSymbolicName, getBundle().getVersion and registerService with one "
                + PacketProcessor.class.getName());
    }
}

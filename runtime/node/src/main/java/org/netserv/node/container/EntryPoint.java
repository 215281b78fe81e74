package org.netserv.node.container;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import org.netserv.api.Module;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * What the node calls of a bundle: its {@link Module}, or its classic {@link BundleActivator} with a context that
 * reaches nothing.
 *
 * <p><b>Thread.</b> The module's own.
 */
interface EntryPoint {

    void start() throws Exception;

    void stop() throws Exception;

    /** The publisher's object. <b>Thread.</b> Any. */
    Object guest();

    /** Makes an instance of the class that the manifest names. Runs the module's code. */
    static EntryPoint of(BundleDescription description, ClassLoader loader, ModuleContextImpl context)
            throws Throwable {
        Class<?> type = Class.forName(description.entryPoint(), true, loader);
        if (description.isActivator()) {
            BundleActivator activator = newInstance(type, BundleActivator.class);
            BundleContext restricted = RestrictedBundleContext.create(description, context);
            return new EntryPoint() {
                @Override
                public void start() throws Exception {
                    activator.start(restricted);
                }

                @Override
                public void stop() throws Exception {
                    activator.stop(restricted);
                }

                @Override
                public Object guest() {
                    return activator;
                }
            };
        }
        Module module = newInstance(type, Module.class);
        return new EntryPoint() {
            @Override
            public void start() throws Exception {
                module.start(context);
            }

            @Override
            public void stop() throws Exception {
                module.stop();
            }

            @Override
            public Object guest() {
                return module;
            }
        };
    }

    private static <T> T newInstance(Class<?> type, Class<T> expected) throws Throwable {
        if (!expected.isAssignableFrom(type) || !Modifier.isPublic(type.getModifiers())) {
            throw new ClassCastException(
                    type.getName() + " is not an entry point: expected a public class that implements "
                            + expected.getName());
        }
        try {
            return expected.cast(type.getConstructor().newInstance());
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        } catch (NoSuchMethodException | InstantiationException e) {
            throw new ClassCastException(type.getName()
                    + " is not an entry point: expected a public constructor without parameters, not abstract");
        }
    }
}

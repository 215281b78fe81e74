/**
 * Whether publishers' classes use anything beyond what the allow-list names.
 *
 * <p>A class can call, read and write only what its constant pool names, and only with what it is given can it go on: so the
 * list is checked over the pools of all classes of a bundle, before the bundle is installed. Where a type may be named but
 * has no listed members, naming it gives nothing away.
 */
package org.netserv.isolation.verify;

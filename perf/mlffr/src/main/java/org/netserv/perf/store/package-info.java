/**
 * The results folder: one folder a run, written once and never changed, and what a run's rates depend on.
 *
 * <p><b>Thread.</b> Any; two programs may write at the same time.
 *
 * <p><b>Errors.</b> {@link org.netserv.rig.RigException} with one sentence that names the file.
 */
package org.netserv.perf.store;

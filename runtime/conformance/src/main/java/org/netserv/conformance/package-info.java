/**
 * What every forwarding plane must do: named cases, run against a plane through an adapter of its tests.
 *
 * <p>Cases send packets built here from the user's side and look at what arrives on either side. Checksums are verified
 * by code of this package's own, not by the node's.
 *
 * <p><b>Thread.</b> The test's; modules under test run on the plane's packet threads. Depends on the node alone.
 */
package org.netserv.conformance;

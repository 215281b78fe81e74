/** What tests of several modules share: publishers' bundles, made from source text; fuzzing; records of faults. */
package org.netserv.testing;

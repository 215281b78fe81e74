/** What tests of several modules share: publishers' bundles, made from source text. */
package org.netserv.testing;

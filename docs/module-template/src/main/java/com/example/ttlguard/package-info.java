/** A sample NetServ module: replace it by yours. */
package com.example.ttlguard;

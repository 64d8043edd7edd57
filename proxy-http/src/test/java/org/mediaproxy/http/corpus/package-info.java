/**
 * Playlists and MPDs as standards describe and real programs write them, with what is to be found in them. Also two players
 * that know nothing of the code under test, and damage for fuzz tests.
 */
@NullMarked
package org.mediaproxy.http.corpus;

import org.jspecify.annotations.NullMarked;

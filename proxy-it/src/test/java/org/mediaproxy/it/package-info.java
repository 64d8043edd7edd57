/**
 * The whole proxy with servers and players that nobody here wrote, and the walls between its modules. What these tests
 * need is installed by the test command.
 */
@NullMarked
package org.mediaproxy.it;

import org.jspecify.annotations.NullMarked;

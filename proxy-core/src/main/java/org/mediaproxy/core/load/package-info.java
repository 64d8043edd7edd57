/**
 * How busy origins are over all proxies: what each proxy tells the others, what it hears of them, and the picker that goes by it.
 */
@NullMarked
package org.mediaproxy.core.load;

import org.jspecify.annotations.NullMarked;

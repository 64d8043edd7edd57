package org.mediaproxy.rtmp;

import java.util.Set;

/**
 * Which transactions a client has had an answer to.
 *
 * @param connect the transaction of connect
 * @param all that one and every other
 */
record AnsweredTransactions(double connect, Set<Double> all) {

    AnsweredTransactions {
        all = Set.copyOf(all);
    }
}

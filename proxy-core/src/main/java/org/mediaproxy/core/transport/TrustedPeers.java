package org.mediaproxy.core.transport;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The peers in front of the proxy whose word on the client's address is taken. Immutable. */
public final class TrustedPeers {

    /** Trusts nobody. */
    public static final TrustedPeers NONE = new TrustedPeers(List.of());

    private final List<IpSubnetFilterRule> rules = new ArrayList<>();

    /**
     * Makes the list.
     *
     * @param blocks addresses and CIDR blocks
     * @throws IllegalArgumentException naming the first that is neither
     */
    public TrustedPeers(List<String> blocks) {
        for (String block : blocks) {
            int slash = block.indexOf('/');
            String address = slash < 0 ? block : block.substring(0, slash);
            boolean v6 = NetUtil.isValidIpV6Address(address);
            if (!v6 && !NetUtil.isValidIpV4Address(address)) {
                throw new IllegalArgumentException("'" + block + "' is neither an address nor a CIDR block");
            }
            int bits = v6 ? 128 : 32;
            if (slash >= 0) {
                bits = prefix(block, block.substring(slash + 1), bits);
            }
            rules.add(new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT));
        }
    }

    private static int prefix(String block, String digits, int max) {
        int bits = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : max + 1;
        if (bits > max) {
            throw new IllegalArgumentException("'" + block + "' has no prefix of 0 to " + max + " bits");
        }
        return bits;
    }

    /** Whether nobody is trusted. */
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether the peer is in the list. */
    public boolean trusts(InetSocketAddress peer) {
        return rules.stream().anyMatch(rule -> rule.matches(peer));
    }
}

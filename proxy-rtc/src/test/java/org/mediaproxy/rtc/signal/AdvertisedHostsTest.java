package org.mediaproxy.rtc.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AdvertisedHostsTest {

    private static final InetAddress LOCAL = address("192.0.2.99");

    private final List<CompletableFuture<List<InetAddress>>> lookups = new ArrayList<>();
    private long nanos;

    private static InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }

    private AdvertisedHosts hosts(String... names) {
        return new AdvertisedHosts(
                List.of(names),
                name -> {
                    lookups.add(new CompletableFuture<>());
                    return lookups.get(lookups.size() - 1);
                },
                () -> nanos);
    }

    private static List<InetAddress> now(AdvertisedHosts hosts) {
        return hosts.now(LOCAL).toCompletableFuture().getNow(List.of());
    }

    @Test
    void withoutSettingsItIsWhereTheClientReachedTheProxy() {
        assertThat(now(hosts())).containsExactly(LOCAL);
    }

    @Test
    void onlyTheFirstLookupIsWaitedForAndManyWaitForOne() {
        AdvertisedHosts hosts = hosts("a.example");
        CompletableFuture<List<InetAddress>> first = hosts.now(LOCAL).toCompletableFuture();
        CompletableFuture<List<InetAddress>> second = hosts.now(LOCAL).toCompletableFuture();
        assertThat(first).isNotDone();
        lookups.get(0).complete(List.of(address("192.0.2.1")));
        assertThat(first).isCompletedWithValue(List.of(address("192.0.2.1")));
        assertThat(second).isCompletedWithValue(List.of(address("192.0.2.1")));
        assertThat(lookups).hasSize(1);
    }

    @Test
    void aNameIsLookedUpAgainAfterAMinuteBehindTheAnswersBack() {
        AdvertisedHosts hosts = hosts("a.example");
        now(hosts);
        lookups.get(0).complete(List.of(address("192.0.2.1")));
        nanos = TimeUnit.SECONDS.toNanos(59);
        assertThat(now(hosts)).containsExactly(address("192.0.2.1"));
        assertThat(lookups).hasSize(1);
        nanos = TimeUnit.SECONDS.toNanos(61);
        assertThat(now(hosts)).containsExactly(address("192.0.2.1"));
        assertThat(lookups).hasSize(2);
        lookups.get(1).complete(List.of(address("192.0.2.2")));
        assertThat(now(hosts)).containsExactly(address("192.0.2.2"));
    }

    @Test
    void whatWasKnownOutlivesAFailure() {
        AdvertisedHosts hosts = hosts("a.example");
        now(hosts);
        lookups.get(0).complete(List.of(address("192.0.2.1")));
        nanos = TimeUnit.SECONDS.toNanos(61);
        now(hosts);
        lookups.get(1).completeExceptionally(new UnknownHostException("a.example"));
        assertThat(now(hosts)).containsExactly(address("192.0.2.1"));
    }

    @Test
    void aNameThatWasNeverKnownIsLeftOutAndAskedAgain() {
        AdvertisedHosts hosts = hosts("a.example", "b.example");
        CompletableFuture<List<InetAddress>> answer = hosts.now(LOCAL).toCompletableFuture();
        lookups.get(0).completeExceptionally(new UnknownHostException("a.example"));
        lookups.get(1).complete(List.of(address("2001:db8::1"), address("::")));
        assertThat(answer).isCompletedWithValue(List.of(address("2001:db8::1")));
        now(hosts);
        assertThat(lookups).hasSize(3);
    }

    @Test
    void aNameWithManyAddressesDoesNotFillTheAnswer() {
        AdvertisedHosts hosts = hosts("a.example");
        now(hosts);
        lookups.get(0)
                .complete(IntStream.range(1, 100)
                        .mapToObj(i -> address("192.0.2." + i))
                        .toList());
        assertThat(now(hosts)).hasSize(16).startsWith(address("192.0.2.1"));
    }
}

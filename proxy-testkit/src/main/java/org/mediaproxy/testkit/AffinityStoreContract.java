package org.mediaproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.testkit.Contracts.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.AffinityStore;
import org.mediaproxy.core.spi.Standing;

/** What {@link AffinityStore} promises. */
interface AffinityStoreContract extends Contracts {

    AffinityKey KEY = new AffinityKey("stream", "__defaultVhost__/live/one");

    Duration bindingTtl();

    private AffinityStore store() {
        return balancer().affinity();
    }

    private AffinityStore other() {
        return peer().affinity();
    }

    private String bind(AffinityKey key, String value) {
        return await(store().bindIfAbsent(key, value, bindingTtl()));
    }

    private Duration part(double share) {
        return Duration.ofMillis((long) (bindingTtl().toMillis() * share));
    }

    @Test
    default void whatWasNeverBoundIsNotFound() {
        assertThat(await(store().find(KEY))).isEmpty();
    }

    @Test
    default void theFirstBindingStandsForEveryone() {
        assertThat(bind(KEY, "a")).isEqualTo("a");

        assertThat(await(other().bindIfAbsent(KEY, "b", bindingTtl()))).isEqualTo("a");
        assertThat(await(store().find(KEY))).contains("a");
        assertThat(await(other().find(KEY))).contains("a");
    }

    @Test
    default void namesAndValuesMayBeAnyText() {
        List<String> texts = List.of(
                " ", "a:b", "a*?[x]", "{slot}", "\"quoted\" 'text'", "line\nbreak", "Ünï/çødé/直播/🎥", "x".repeat(1000));
        for (String text : texts) {
            assertThat(bind(new AffinityKey("stream", text), text)).isEqualTo(text);
        }
        for (String text : texts) {
            assertThat(await(other().find(new AffinityKey("stream", text)))).contains(text);
        }
        assertThat(listing("stream", 3)).hasSize(texts.size()).containsKeys(texts.toArray(new String[0]));
    }

    @Test
    default void ofManyThatBindAKeyExactlyOneWins() {
        int threads = 64;
        int keys = 500;

        List<List<String>> seen = Contracts.race(threads, thread -> {
            List<String> standing = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
                AffinityKey key = new AffinityKey("stream", "live/" + i);
                standing.add(await(either(thread).affinity().bindIfAbsent(key, "thread-" + thread, bindingTtl())));
            }
            return standing;
        });

        int winners = 0;
        for (int i = 0; i < keys; i++) {
            String winner =
                    await(store().find(new AffinityKey("stream", "live/" + i))).orElseThrow();
            for (int thread = 0; thread < threads; thread++) {
                String standing = seen.get(thread).get(i);
                assertThat(standing).isEqualTo(winner);
                winners += standing.equals("thread-" + thread) ? 1 : 0;
            }
        }
        assertThat(winners).isEqualTo(keys);
    }

    @Test
    default void whatIsNotFoundIsBoundAndWhatIsFoundStays() {
        assertThat(await(store().findOrBind(KEY, Optional::empty, bindingTtl())))
                .isEqualTo(Standing.found(Optional.empty()));
        assertThat(await(store().find(KEY))).isEmpty();

        assertThat(await(store().findOrBind(KEY, () -> Optional.of("a"), bindingTtl())))
                .isEqualTo(new Standing(Optional.of("a"), true));
        for (AffinityStore each : List.of(store(), other())) {
            assertThat(await(each.findOrBind(KEY, () -> Optional.of("b"), bindingTtl())))
                    .isEqualTo(Standing.found(Optional.of("a")));
            assertThat(await(each.find(KEY))).contains("a");
        }
    }

    @Test
    default void ofManyThatFindOrBindAKeyExactlyOneHasMadeIt() {
        int keys = 200;
        List<List<Standing>> seen = Contracts.race(32, thread -> {
            List<Standing> standing = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
                AffinityKey key = new AffinityKey("stream", "live/" + i);
                standing.add(await(
                        either(thread).affinity().findOrBind(key, () -> Optional.of("by " + thread), bindingTtl())));
            }
            return standing;
        });
        for (int i = 0; i < keys; i++) {
            int key = i;
            assertThat(seen.stream().map(standing -> standing.get(key).value()).distinct())
                    .hasSize(1);
            assertThat(seen.stream().filter(standing -> standing.get(key).made()))
                    .hasSize(1);
        }
    }

    @Test
    default void aBindingMovesOnlyFromTheExpectedValue() {
        bind(KEY, "a");

        assertThat(await(other().rebind(KEY, "b", "c", bindingTtl()))).isFalse();
        assertThat(await(store().find(KEY))).contains("a");
        assertThat(await(other().rebind(KEY, "a", "c", bindingTtl()))).isTrue();
        assertThat(await(store().find(KEY))).contains("c");
    }

    @Test
    default void whatIsNotBoundCannotMove() {
        assertThat(await(store().rebind(KEY, "a", "b", bindingTtl()))).isFalse();
        assertThat(await(store().find(KEY))).isEmpty();
    }

    @Test
    default void ofManyThatMoveABindingExactlyOneWins() {
        for (int round = 0; round < 50; round++) {
            AffinityKey key = new AffinityKey("stream", "round-" + round);
            bind(key, "old");

            List<Boolean> moved =
                    Contracts.race(32, i -> await(either(i).affinity().rebind(key, "old", "new-" + i, bindingTtl())));

            assertThat(moved).containsOnlyOnce(true);
            assertThat(await(store().find(key))).contains("new-" + moved.indexOf(true));
        }
    }

    @Test
    default void ofManyThatMoveABindingToTheSameValueExactlyOneWins() {
        bind(KEY, "old");

        List<Boolean> moved =
                Contracts.race(32, i -> await(either(i).affinity().rebind(KEY, "old", "new", bindingTtl())));

        assertThat(moved).containsOnlyOnce(true);
    }

    @Test
    default void movingStartsTheExpiryAnew() {
        bind(KEY, "a");
        pass(part(0.6));
        await(store().rebind(KEY, "a", "b", bindingTtl()));
        pass(part(0.6));

        assertThat(await(store().find(KEY))).contains("b");
    }

    @Test
    default void anExpiredBindingIsAsIfItNeverWas() {
        bind(KEY, "a");
        pass(part(1.1));

        assertThat(await(store().find(KEY))).isEmpty();
        assertThat(await(other().rebind(KEY, "a", "b", bindingTtl()))).isFalse();
        assertThat(await(other().touch(KEY, bindingTtl()))).isFalse();
        assertThat(await(other().release(KEY, "a"))).isFalse();
        assertThat(listing("stream", 10)).isEmpty();
        assertThat(bind(KEY, "b")).isEqualTo("b");
        assertThat(await(other().find(KEY))).contains("b");
    }

    @Test
    default void touchingKeepsABindingAlive() {
        bind(KEY, "a");
        for (int i = 0; i < 3; i++) {
            pass(part(0.6));
            assertThat(await(either(i).affinity().touch(KEY, bindingTtl()))).isTrue();
        }
        pass(part(0.6));

        assertThat(await(store().find(KEY))).contains("a");
    }

    @Test
    default void touchingNeverShortens() {
        bind(KEY, "a");

        assertThat(await(store().touch(KEY, part(0.1)))).isTrue();
        pass(part(0.5));

        assertThat(await(store().find(KEY))).contains("a");
    }

    @Test
    default void whatIsNotBoundCannotBeTouched() {
        assertThat(await(store().touch(KEY, bindingTtl()))).isFalse();
        assertThat(await(store().find(KEY))).isEmpty();
    }

    @Test
    default void onlyTheExpectedValueIsReleased() {
        bind(KEY, "a");

        assertThat(await(other().release(KEY, "b"))).isFalse();
        assertThat(await(store().find(KEY))).contains("a");
        assertThat(await(other().release(KEY, "a"))).isTrue();
        assertThat(await(store().find(KEY))).isEmpty();
        assertThat(await(store().release(KEY, "a"))).isFalse();
        assertThat(bind(KEY, "b")).isEqualTo("b");
    }

    @Test
    default void ofManyThatReleaseABindingExactlyOneDoes() {
        bind(KEY, "a");

        assertThat(Contracts.race(32, i -> await(either(i).affinity().release(KEY, "a"))))
                .containsOnlyOnce(true);
    }

    @Test
    default void namespacesAreApart() {
        AffinityKey ice = new AffinityKey("ice", KEY.name());
        bind(KEY, "a");

        assertThat(await(store().find(ice))).isEmpty();
        assertThat(bind(ice, "b")).isEqualTo("b");
        await(store().release(KEY, "a"));

        assertThat(await(store().find(ice))).contains("b");
        assertThat(listing("ice", 10)).containsExactly(Map.entry(KEY.name(), "b"));
        assertThat(listing("stream", 10)).isEmpty();
    }

    @Test
    default void pagesAreCompleteAndWithoutDuplicates() {
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 95; i++) {
            String name = "live/" + i;
            expected.put(name, bind(new AffinityKey("stream", name), "origin-" + i % 7));
            bind(new AffinityKey("ice", name), "other");
        }

        for (int limit : List.of(1, 10, 95, 1000)) {
            assertThat(listing("stream", limit)).isEqualTo(expected);
        }
    }

    @Test
    default void whatStaysBoundIsListedThoughOthersComeAndGo() {
        for (int i = 0; i < 60; i++) {
            bind(new AffinityKey("stream", (i % 2 == 0 ? "stays-" : "goes-") + i), "a");
        }

        List<String> names = new ArrayList<>();
        String cursor = "";
        int step = 0;
        do {
            AffinityPage page = await(store().list("stream", cursor, 5));
            names.addAll(page.values().keySet());
            cursor = page.next();
            await(other().release(new AffinityKey("stream", "goes-" + (2 * step + 1)), "a"));
            bind(new AffinityKey("stream", "comes-" + step), "a");
            step++;
        } while (!cursor.isEmpty() && step < 1000);

        assertThat(cursor).isEmpty();
        assertThat(names)
                .filteredOn(name -> name.startsWith("stays-"))
                .hasSize(30)
                .doesNotHaveDuplicates();
    }

    @Test
    default void anEmptyNamespaceIsOneEmptyPage() {
        assertThat(listing("stream", 10)).isEmpty();
        Optional<String> nothing = await(store().find(KEY));
        assertThat(nothing).isEmpty();
    }

    /** All pages of a namespace; fails where two hold the same name, or where they never end. */
    private Map<String, String> listing(String namespace, int limit) {
        Map<String, String> all = new HashMap<>();
        String cursor = "";
        int pages = 0;
        do {
            AffinityPage page = await(other().list(namespace, cursor, limit));
            assertThat(all).doesNotContainKeys(page.values().keySet().toArray(new String[0]));
            all.putAll(page.values());
            cursor = page.next();
            pages++;
            assertThat(pages).as("pages of %s", namespace).isLessThan(10_000);
        } while (!cursor.isEmpty());
        return all;
    }
}

package org.mediaproxy.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.route.RoutingFixture.STREAM;
import static org.mediaproxy.core.route.RoutingFixture.end;
import static org.mediaproxy.core.route.RoutingFixture.get;
import static org.mediaproxy.core.route.RoutingFixture.id;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mediaproxy.core.session.Session;
import org.mediaproxy.core.spi.ForgetResult;
import org.mediaproxy.core.spi.PublishReport;
import org.mediaproxy.core.spi.Route;
import org.mediaproxy.core.stream.StreamRole;

/** Origins tell of publishers that came to them past all proxies, and of those that came through one. */
final class ReportedPublishersTest {

    private static final String WHO = "client 7";

    private final RoutingFixture fixture = new RoutingFixture();
    private final OriginRouter told = fixture.router;
    private final OriginRouter other = fixture.proxy("proxy-2");

    @BeforeEach
    void origins() {
        fixture.origin("a");
        fixture.origin("b");
    }

    private PublishReport published(OriginRouter by, String origin, String who) {
        return get(by.published(STREAM, id(origin), who));
    }

    private boolean unpublished(OriginRouter by, String origin, String who) {
        return get(by.unpublished(STREAM, id(origin), who));
    }

    @Test
    void playersAtAnyProxyFindIt() {
        assertThat(published(told, "b", WHO)).isEqualTo(PublishReport.HELD);
        assertThat(fixture.route(fixture.player()).origin().id()).isEqualTo(id("b"));
        assertThat(fixture.binding()).as("what a Go proxy reads").hasValue(id("b").text());
    }

    @Test
    void itIsFoundHoursLaterWithoutAnyPlayerInBetween() {
        published(told, "b", WHO);
        fixture.clock.advance(Duration.ofHours(20));
        assertThat(fixture.binding()).isEmpty();
        assertThat(fixture.route(fixture.player()).origin().id()).isEqualTo(id("b"));
    }

    @Test
    void theProxyThatWasToldHoldsItForAsLongAsItLasts() {
        published(told, "b", WHO);
        for (int hour = 0; hour < 24 * 7; hour++) {
            fixture.clock.advance(Duration.ofHours(1));
            told.refresh();
        }
        assertThat(fixture.hold()).isPresent();
        assertThat(unpublished(other, "b", WHO)).as("by another proxy").isTrue();
        assertThat(fixture.hold()).isEmpty();
        fixture.clock.advance(Duration.ofHours(2));
        told.refresh();
        assertThat(told.size()).isZero();
        assertThat(fixture.hold()).isEmpty();
    }

    @Test
    void onceTheOriginIsGoneNothingIsHeld() {
        published(told, "b", WHO);
        fixture.balancer.registered.remove(id("b"));
        assertThat(fixture.route(fixture.publisher()).origin().id())
                .as("even before the proxy has looked")
                .isEqualTo(id("a"));
        told.refresh();
        assertThat(fixture.hold()).isEmpty();
        assertThat(told.size()).isZero();
    }

    @Test
    void thePublisherOfAProxyTakesThePlaceOfTheSameOneThatTheOriginToldOf() {
        Route publishing = fixture.route(fixture.publisher());
        assertThat(published(other, "a", WHO)).isEqualTo(PublishReport.HELD);
        publishing.established();
        assertThat(fixture.hold()).hasValueSatisfying(hold -> assertThat(hold).startsWith("proxy-1 "));
        assertThat(unpublished(other, "a", WHO)).isFalse();
        fixture.live(Duration.ofMinutes(1));
        other.refresh();
        assertThat(fixture.hold()).as("the telling changes nothing").isPresent();
        fixture.clock.advance(Duration.ofSeconds(31));
        assertThat(fixture.hold()).as("and its hold is as short as any").isEmpty();
    }

    @Test
    void whatAProxyHasIsKnown() {
        Session publisher = fixture.relaying(STREAM, StreamRole.PUBLISH);
        String hold = fixture.hold().orElseThrow();
        assertThat(published(other, "a", WHO)).isEqualTo(PublishReport.KNOWN);
        assertThat(published(other, "b", WHO)).isEqualTo(PublishReport.ELSEWHERE);
        assertThat(fixture.hold()).hasValue(hold);
        assertThat(fixture.binding()).hasValue(id("a").text());
        end(publisher);
        assertThat(fixture.hold()).isEmpty();
        assertThat(told.size() + other.size()).isZero();
    }

    @Test
    void aPublisherWhoseOriginIsGoneYieldsToOneThatAnOriginTellsOf() {
        fixture.relaying(STREAM, StreamRole.PUBLISH);
        fixture.balancer.registered.remove(id("a"));
        assertThat(published(other, "b", WHO)).isEqualTo(PublishReport.HELD);
        assertThat(fixture.binding()).hasValue(id("b").text());
    }

    @Test
    void whatWasToldLastIsTrue() {
        published(told, "a", WHO);
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(published(other, "b", "another")).isEqualTo(PublishReport.HELD);
        assertThat(fixture.binding()).hasValue(id("b").text());
        assertThat(unpublished(told, "a", WHO)).isFalse();
        assertThat(fixture.hold()).isPresent();
        assertThat(unpublished(told, "b", "another")).isTrue();
    }

    @Test
    void theEndOfAnEarlierPublisherOfTheSameOriginEndsNothing() {
        published(told, "a", "first");
        published(other, "a", "second");
        assertThat(unpublished(told, "a", "first")).isFalse();
        assertThat(fixture.hold()).isPresent();
    }

    @Test
    void anOperatorCanHaveItForgotten() {
        published(told, "b", WHO);
        assertThat(get(told.forget(STREAM))).isEqualTo(ForgetResult.FORGOTTEN);
        assertThat(fixture.route(fixture.publisher()).origin().id()).isEqualTo(id("a"));
    }

    @Test
    void playersThatWaitElsewhereFollow() {
        Session waiting = fixture.relaying(STREAM, StreamRole.PLAY);
        assertThat(waiting.origin()).isEqualTo(id("a"));
        published(other, "b", WHO);
        for (int i = 0; i < 5; i++) {
            fixture.clock.advance(Duration.ofSeconds(2));
            told.look();
        }
        assertThat(waiting.hasEnded()).isTrue();
        assertThat(fixture.route(fixture.player()).origin().id()).isEqualTo(id("b"));
    }
}

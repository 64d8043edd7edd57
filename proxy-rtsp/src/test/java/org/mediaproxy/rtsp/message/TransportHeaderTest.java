package org.mediaproxy.rtsp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TransportHeaderTest {

    /** What the programs of the captures, VLC and cameras send; the last is RFC 2326's own example. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "RTP/AVP/TCP;unicast;interleaved=0-1                                              | true  | 0-1",
                "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=8DA6DB92;mode=\"PLAY\"                  | true  | 0-1",
                "RTP/SAVPF/TCP;interleaved=4-5                                                    | true  | 4-5",
                "rtp/avp/tcp;Interleaved=2                                                        | true  | 2",
                "RTP/AVP;unicast;client_port=45678-45679                                          | false | ''",
                "RTP/AVP/UDP;unicast;client_port=26178-26179;mode=record                          | false | ''",
                "RTP/AVP;multicast;ttl=127;mode=\"PLAY,RECORD\"                                   | false | ''",
            })
    void anAlternativeIsReadAndWrittenAsItWas(String text, boolean tcp, String interleaved) {
        TransportHeader header = TransportHeader.parse(text);
        assertThat(header).hasToString(text);
        assertThat(header.alternatives()).hasSize(1);
        TransportAlternative only = header.alternatives().get(0);
        assertThat(only.isTcp()).isEqualTo(tcp);
        assertThat(only.range(TransportAlternative.INTERLEAVED)
                        .map(NumberRange::toString)
                        .orElse(""))
                .isEqualTo(interleaved);
    }

    @Test
    void commasInQuotesSeparateNothing() {
        TransportHeader header = TransportHeader.parse(
                "RTP/AVP;multicast;ttl=127;mode=\"PLAY,RECORD\", RTP/AVP;unicast;client_port=3456-3457;mode=\"PLAY\"");
        assertThat(header.alternatives()).hasSize(2);
        assertThat(header.alternatives().get(0).isMulticast()).isTrue();
        assertThat(header.alternatives().get(0).value("mode")).contains("PLAY,RECORD");
        assertThat(header.alternatives().get(1).isMulticast()).isFalse();
        assertThat(header.alternatives().get(1).range(TransportAlternative.CLIENT_PORT))
                .contains(new NumberRange(3456, 3457));
    }

    @Test
    void parametersAreReplacedInTheirPlaceOrAdded() {
        TransportAlternative reply = TransportHeader.parse(
                        "RTP/AVP;unicast;source=10.0.0.1;client_port=8000-8001;server_port=9000-9001;ssrc=1")
                .alternatives()
                .get(0);
        assertThat(reply.with(TransportAlternative.CLIENT_PORT, new NumberRange(40_000, 40_001))
                        .with(TransportAlternative.SOURCE, "192.0.2.1")
                        .with(TransportAlternative.DESTINATION, "192.0.2.2")
                        .without("ssrc"))
                .hasToString("RTP/AVP;unicast;source=192.0.2.1;client_port=40000-40001;server_port=9000-9001"
                        + ";destination=192.0.2.2");
    }

    @Test
    void aParameterIsFoundByItsWholeName() {
        TransportAlternative reply = TransportHeader.parse("RTP/AVP;port=1-2;server_port=9000-9001;append")
                .alternatives()
                .get(0);
        assertThat(reply.range("port")).contains(new NumberRange(1, 2));
        assertThat(reply.range("server")).isEmpty();
        assertThat(reply.value("append")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", ";unicast", "RTP AVP", "RTP/", "\"RTP/AVP\""})
    void whatNamesNoTransportIsMalformed(String text) {
        assertThatThrownBy(() -> TransportHeader.parse(text)).isInstanceOf(RtspFormatException.class);
    }

    @Test
    void moreThan32TransportsAreMalformed() {
        assertThat(TransportHeader.parse("RTP/AVP,".repeat(32)).alternatives()).hasSize(32);
        assertThatThrownBy(() -> TransportHeader.parse("RTP/AVP,".repeat(33))).isInstanceOf(RtspFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1-", "-1", "2-1", "65536", "1-65536", "999999", "1-2-3", "a"})
    void whatIsNoRangeIsNone(String text) {
        assertThat(NumberRange.parse(text)).isEmpty();
    }
}

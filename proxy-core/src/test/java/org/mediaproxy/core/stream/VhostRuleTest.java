package org.mediaproxy.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mediaproxy.core.stream.Spelling.http;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VhostRuleTest {

    @ParameterizedTest(name = "list [{0}], explicit [{1}], host [{2}] -> {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "'',             '',                 a.example.com,        __defaultVhost__",
                "'',             b.example.com,      a.example.com,        b.example.com",
                "'',             B.Example.com:80,   a.example.com,        b.example.com",
                "'',             localhost,          '',                   localhost",
                "'',             10.0.0.1,           a.example.com,        __defaultVhost__",
                "'',             10.0.0.1:8080,      '',                   __defaultVhost__",
                "'',             '[::1]:8080',       '',                   __defaultVhost__",
                "'',             ::1,                '',                   __defaultVhost__",
                "'',             __defaultvhost__,   '',                   __defaultVhost__",
                "a.example.com,  '',                 a.example.com,        a.example.com",
                "a.example.com,  '',                 a.example.com:8080,   a.example.com",
                "a.example.com,  '',                 A.EXAMPLE.com.:8080,  a.example.com",
                "A.example.com:1, '',                a.example.com:2,      a.example.com",
                "a.example.com,  '',                 b.example.com,        __defaultVhost__",
                "a.example.com,  10.0.0.1,           a.example.com,        a.example.com",
                "a.example.com,  __defaultVhost__,   a.example.com,        __defaultVhost__",
                "*,              '',                 a.example.com:8080,   a.example.com",
                "*,              '',                 localhost,            __defaultVhost__",
                "*,              '',                 10.0.0.1:8080,        __defaultVhost__",
                "*,              '',                 '[2001:db8::1]:8080', __defaultVhost__",
                "*,              '',                 '[::ffff:1.2.3.4]',   __defaultVhost__",
                "*,              '',                 *,                    __defaultVhost__",
                "*,              '',                 '',                   __defaultVhost__",
            })
    void theVhostIsTheExplicitOneElseAListedHostElseTheDefault(
            String list, String explicit, String host, String expected) {
        List<String> hosts = list.isEmpty() ? List.of() : List.of(list);
        assertThat(new VhostRule(hosts).vhost(explicit, host)).isEqualTo(expected);
    }

    @Test
    void aHostThatCannotBePartOfAKeyNamesNoStream() {
        assertThat(http("a.exa\u0001mple.com", "/live/a", "").resolved("*")).isEmpty();
        assertThat(http("a.example.com/b", "/live/a", "").resolved("*")).isEmpty();
    }
}

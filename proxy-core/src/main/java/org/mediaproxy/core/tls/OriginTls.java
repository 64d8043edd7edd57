package org.mediaproxy.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;
import org.mediaproxy.core.config.Setting;
import org.mediaproxy.core.config.SettingsReader;

/**
 * TLS towards origins: who is trusted, and what name a certificate must be for. Read at start, and the same until the
 * end; any thread.
 */
public final class OriginTls {

    private static final Setting<String> CA_FILE = Setting.text(
            "PROXY_ORIGIN_TLS_CA_FILE",
            "a PEM file",
            "",
            "The authorities that certificates of origins with TLS must lead to; unset, those that the JVM trusts.");

    private static final Setting<String> SERVER_NAME = Setting.text(
            "PROXY_ORIGIN_TLS_SERVER_NAME",
            "a DNS name",
            "",
            "The name that certificates of origins must be for; unset, the host or address of the origin's endpoint.");

    private static final Setting<Boolean> VERIFY = Setting.flag(
            "PROXY_ORIGIN_TLS_VERIFY",
            true,
            "Whether certificates of origins are verified; off, whoever answers at an origin's address is believed.");

    /** All settings of this class. */
    public static final List<Setting<?>> ALL = List.of(CA_FILE, SERVER_NAME, VERIFY);

    private final SslContext context;
    private final String serverName;

    private OriginTls(SslContext context, String serverName) {
        this.context = context;
        this.serverName = serverName;
    }

    /** Reads the settings and the file; problems stay with the reader. Blocks. */
    public static OriginTls read(SettingsReader reader) {
        String file = reader.get(CA_FILE);
        boolean verify = reader.get(VERIFY);
        SslContextBuilder builder = SslContextBuilder.forClient();
        builder.endpointIdentificationAlgorithm(verify ? "HTTPS" : null); // the host name check of RFC 2818 §3.1
        try {
            if (!verify) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            } else if (!file.isEmpty()) {
                builder.trustManager(TlsFiles.readCertificates(Path.of(file)));
            }
        } catch (InvalidPathException e) {
            reader.problem(CA_FILE, "no path: " + e.getReason());
        } catch (IllegalArgumentException e) {
            reader.problem(CA_FILE, String.valueOf(e.getMessage()));
        }
        try {
            return new OriginTls(
                    TlsParameters.apply(
                                    builder,
                                    TlsEngine.of(reader.get(TlsEngine.SETTING)).provider(),
                                    List.of())
                            .build(),
                    reader.get(SERVER_NAME));
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS on this JVM", e);
        }
    }

    /** What encrypts a connection to an origin: the first handler of its pipeline. */
    public SslHandler newHandler(ByteBufAllocator alloc, String host, int port) {
        return TlsParameters.tuned(context.newHandler(alloc, serverName.isEmpty() ? host : serverName, port));
    }
}

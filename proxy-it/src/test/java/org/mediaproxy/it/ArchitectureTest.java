package org.mediaproxy.it;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;

/** The walls of the house. Each rule names what it keeps apart; a rule that fails says which class climbed over. */
@AnalyzeClasses(packages = "org.mediaproxy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] MODULES = {
        "org.mediaproxy.rtmp..",
        "org.mediaproxy.http..",
        "org.mediaproxy.rtc..",
        "org.mediaproxy.srt..",
        "org.mediaproxy.rtsp..",
        "org.mediaproxy.lb.memory..",
        "org.mediaproxy.lb.redis..",
        "org.mediaproxy.lb.mesh..",
        "org.mediaproxy.system..",
        "org.mediaproxy.testkit..",
        "org.mediaproxy.launcher.."
    };

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_MODULE = noClasses()
            .that()
            .resideInAPackage("org.mediaproxy.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MODULES);

    @ArchTest
    static final ArchRule RTMP_KNOWS_CORE_ONLY = alone("org.mediaproxy.rtmp..");

    @ArchTest
    static final ArchRule HTTP_KNOWS_CORE_ONLY = alone("org.mediaproxy.http..");

    @ArchTest
    static final ArchRule RTC_KNOWS_CORE_ONLY = alone("org.mediaproxy.rtc..");

    @ArchTest
    static final ArchRule SRT_KNOWS_CORE_ONLY = alone("org.mediaproxy.srt..");

    @ArchTest
    static final ArchRule RTSP_KNOWS_CORE_ONLY = alone("org.mediaproxy.rtsp..");

    @ArchTest
    static final ArchRule MEMORY_KNOWS_CORE_ONLY = alone("org.mediaproxy.lb.memory..");

    @ArchTest
    static final ArchRule REDIS_KNOWS_CORE_ONLY = alone("org.mediaproxy.lb.redis..");

    @ArchTest
    static final ArchRule ITS_CLIENT_STAYS_IN_REDIS = noClasses()
            .that()
            .resideOutsideOfPackage("org.mediaproxy.lb.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("redis.clients..");

    @ArchTest
    static final ArchRule MESH_KNOWS_CORE_ONLY = alone("org.mediaproxy.lb.mesh..");

    @ArchTest
    static final ArchRule ITS_GRID_STAYS_IN_MESH = noClasses()
            .that()
            .resideOutsideOfPackage("org.mediaproxy.lb.mesh..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hazelcast..");

    @ArchTest
    static final ArchRule SYSTEM_KNOWS_CORE_ONLY = alone("org.mediaproxy.system..");

    @ArchTest
    static final ArchRule THE_LAUNCHER_NAMES_NO_MODULE = alone("org.mediaproxy.launcher..");

    private static ArchRule alone(String module) {
        String[] others =
                java.util.Arrays.stream(MODULES).filter(m -> !m.equals(module)).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }

    @ArchTest
    static final ArchRule CODECS_KNOW_NO_ROUTING = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.mediaproxy.rtmp.chunk..",
                    "org.mediaproxy.rtmp.amf..",
                    "org.mediaproxy.rtmp.handshake..",
                    "org.mediaproxy.http.uri..",
                    "org.mediaproxy.http.hls..",
                    "org.mediaproxy.http.dash..",
                    "org.mediaproxy.rtc.stun..",
                    "org.mediaproxy.rtc.sdp..",
                    "org.mediaproxy.rtc.framing..",
                    "org.mediaproxy.srt.packet..",
                    "org.mediaproxy.rtsp.message..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.mediaproxy.core..");

    @ArchTest
    static final ArchRule NATIVE_TRANSPORTS_STAY_IN_TRANSPORT = noClasses()
            .that()
            .resideOutsideOfPackage("org.mediaproxy.core.transport..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.channel.epoll..", "io.netty.channel.uring..", "io.netty.channel.nio..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("org.mediaproxy.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_WAITS = noClasses()
            .that()
            .resideOutsideOfPackage("org.mediaproxy.launcher..")
            .and()
            .doNotHaveFullyQualifiedName("org.mediaproxy.core.MediaProxy") // its methods are the owner's, who may block
            .and()
            .doNotHaveFullyQualifiedName("org.mediaproxy.core.transport.Transport") // binds at start
            .and()
            .doNotHaveFullyQualifiedName("org.mediaproxy.core.transport.TcpSockets") // the same
            .and()
            .doNotHaveFullyQualifiedName("org.mediaproxy.core.transport.UdpSockets") // the same
            .and()
            .resideOutsideOfPackage("org.mediaproxy.testkit") // what tests call
            .and()
            .doNotHaveFullyQualifiedName("org.mediaproxy.testkit.demo.DemoOrigin") // closed by the test that owns it
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethodWhere(target(nameMatching("join|get")).and(target(owner(assignableTo(CompletableFuture.class)))))
            .orShould()
            .callMethodWhere(target(nameMatching("sync|syncUninterruptibly|await|awaitUninterruptibly"))
                    .and(target(owner(assignableTo(io.netty.util.concurrent.Future.class)))));
}

package org.mediaproxy.lb.mesh;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.mediaproxy.core.origin.Origin;
import org.mediaproxy.core.origin.OriginId;
import org.mediaproxy.core.origin.OriginService;
import org.mediaproxy.core.spi.AffinityKey;
import org.mediaproxy.core.spi.AffinityPage;
import org.mediaproxy.core.spi.ProxySnapshot;
import org.mediaproxy.lb.mesh.state.MeshNews;

/** The calls of a balancer as lines of words, so that a test can make them in another process. */
final class MemberCalls {

    private MemberCalls() {}

    static String packed(String word) {
        return "." + URLEncoder.encode(word, StandardCharsets.UTF_8); // never empty
    }

    static String unpacked(String word) {
        return URLDecoder.decode(word.substring(1), StandardCharsets.UTF_8);
    }

    static String line(Object... words) {
        return java.util.Arrays.stream(words)
                .map(word -> packed(String.valueOf(word)))
                .collect(Collectors.joining(" "));
    }

    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.isEmpty() ? new String[0] : line.split(" ")) {
            words.add(unpacked(word));
        }
        return words;
    }

    /** Makes the call and packs what comes of it. */
    static CompletionStage<String> call(MeshLoadBalancer member, String line) {
        List<String> words = words(line);
        String[] w = words.toArray(new String[0]);
        return switch (w[0]) {
            case "find" -> member.affinity().find(key(w)).thenApply(MemberCalls::optional);
            case "bind" ->
                member.affinity().bindIfAbsent(key(w), w[3], millis(w[4])).thenApply(MemberCalls::line);
            case "rebind" ->
                member.affinity().rebind(key(w), w[3], w[4], millis(w[5])).thenApply(MemberCalls::line);
            case "touch" -> member.affinity().touch(key(w), millis(w[3])).thenApply(MemberCalls::line);
            case "release" -> member.affinity().release(key(w), w[3]).thenApply(MemberCalls::line);
            case "list" ->
                member.affinity().list(w[1], w[2], Integer.parseInt(w[3])).thenApply(MemberCalls::page);
            case "fresh" -> done(optional(member.known().fresh(key(w))));
            case "register" ->
                member.origins()
                        .register(origin(words.subList(1, words.size())))
                        .thenApply(nothing -> line());
            case "live" -> member.origins().live().thenApply(MemberCalls::origins);
            case "origin" ->
                member.origins()
                        .find(new OriginId(w[1]))
                        .thenApply(found -> origins(found.stream().toList()));
            case "known" ->
                done(origins(member.table().known(new OriginId(w[1])).stream().toList()));
            case "remove" -> member.origins().remove(new OriginId(w[1])).thenApply(nothing -> line());
            case "drain" ->
                member.origins()
                        .setDraining(new OriginId(w[1]), Boolean.parseBoolean(w[2]))
                        .thenApply(MemberCalls::line);
            case "publish" ->
                member.cluster()
                        .publish(snapshot(words.subList(1, words.size())))
                        .thenApply(nothing -> line());
            case "peers" -> member.cluster().peers().thenApply(MemberCalls::snapshots);
            case "troubles" -> done(line(member.troubles().toArray()));
            case "members" -> done(line(member.grid().getCluster().getMembers().size()));
            case "safe" -> done(line(member.grid().getPartitionService().isClusterSafe()));
            case "clear" -> done(cleared(member));
            case "close" -> done(closed(member));
            default -> throw new IllegalArgumentException(line);
        };
    }

    private static String cleared(MeshLoadBalancer member) {
        member.grid().getMap(MeshConfig.BINDINGS).clear();
        member.grid().getMap(MeshConfig.ORIGINS).clear();
        member.grid().getMap(MeshConfig.PROXIES).clear();
        member.grid().getTopic(MeshConfig.NEWS).publish(MeshNews.of(MeshNews.Kind.EVERYTHING));
        return line();
    }

    private static String closed(MeshLoadBalancer member) {
        member.close();
        return line();
    }

    private static CompletionStage<String> done(String text) {
        return CompletableFuture.completedFuture(text);
    }

    private static AffinityKey key(String... words) {
        return new AffinityKey(words[1], words[2]);
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }

    private static String optional(Optional<String> value) {
        return value.map(MemberCalls::line).orElse("");
    }

    static String page(AffinityPage page) {
        List<Object> words = new ArrayList<>(List.of(page.next()));
        page.values().forEach((name, value) -> words.addAll(List.of(name, value)));
        return line(words.toArray());
    }

    static AffinityPage page(List<String> words) {
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < words.size(); i += 2) {
            values.put(words.get(i), words.get(i + 1));
        }
        return new AffinityPage(values, words.get(0));
    }

    /** An origin as words. */
    static List<Object> words(Origin origin) {
        List<Object> words = new ArrayList<>(List.of(
                origin.server(),
                origin.service(),
                origin.pid(),
                origin.ip(),
                origin.deviceId(),
                origin.updatedAt(),
                origin.draining()));
        origin.listens().forEach((service, spellings) -> words.addAll(List.of(service, String.join("|", spellings))));
        return words;
    }

    static Origin origin(List<String> words) {
        Map<OriginService, List<String>> listens = new EnumMap<>(OriginService.class);
        for (int i = 7; i < words.size(); i += 2) {
            listens.put(
                    OriginService.valueOf(words.get(i)),
                    List.of(words.get(i + 1).split("\\|")));
        }
        return new Origin(
                words.get(0),
                words.get(1),
                words.get(2),
                words.get(3),
                words.get(4),
                listens,
                Instant.parse(words.get(5)),
                Boolean.parseBoolean(words.get(6)));
    }

    static String origins(List<Origin> origins) {
        return line(
                origins.stream().map(origin -> line(words(origin).toArray())).toArray());
    }

    static List<Origin> origins(String line) {
        return words(line).stream().map(one -> origin(words(one))).toList();
    }

    static List<Object> words(ProxySnapshot snapshot) {
        List<Object> words = new ArrayList<>(List.of(snapshot.proxyId(), snapshot.address(), snapshot.at()));
        snapshot.sessions().forEach((id, count) -> words.addAll(List.of(id, count)));
        return words;
    }

    private static ProxySnapshot snapshot(List<String> words) {
        Map<OriginId, Long> sessions = new HashMap<>();
        for (int i = 3; i < words.size(); i += 2) {
            sessions.put(new OriginId(words.get(i)), Long.valueOf(words.get(i + 1)));
        }
        return new ProxySnapshot(words.get(0), words.get(1), sessions, Instant.parse(words.get(2)));
    }

    private static String snapshots(List<ProxySnapshot> snapshots) {
        return line(snapshots.stream().map(one -> line(words(one).toArray())).toArray());
    }

    static List<ProxySnapshot> snapshots(String line) {
        return words(line).stream().map(one -> snapshot(words(one))).toList();
    }
}

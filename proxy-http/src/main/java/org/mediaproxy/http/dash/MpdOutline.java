package org.mediaproxy.http.dash;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.mediaproxy.http.uri.SourceText;
import org.mediaproxy.http.uri.Splices;
import org.mediaproxy.http.uri.UriKind;

/** The levels of an MPD and the URLs found in it, in the order of the document. */
final class MpdOutline {

    /** Elements that open a level. EmptyAdaptationSet is an AdaptationSet in all but name. */
    private static final Set<String> LEVELS =
            Set.of("MPD", "Period", "AdaptationSet", "EmptyAdaptationSet", "Representation");

    private static final Map<String, Set<String>> MEDIA_URLS = Map.of(
            "SegmentTemplate", Set.of("media", "index", "initialization", "bitstreamSwitching"),
            "SegmentURL", Set.of("media", "index"),
            "Initialization", Set.of("sourceURL"),
            "RepresentationIndex", Set.of("sourceURL"),
            "BitstreamSwitching", Set.of("sourceURL"),
            "InitializationSet", Set.of("initialization"));

    private static final Set<String> URL_TEXTS = Set.of("BaseURL", "Location", "PatchLocation", "ImportedMPD");

    /** A remote element that is to vanish (ISO/IEC 23009-1 §5.5.3). */
    private static final String RESOLVE_TO_ZERO = "urn:mpeg:dash:resolve-to-zero:2013";

    private enum Role {
        MEDIA,
        /** Another document, seen from this level. */
        DOCUMENT,
        /** The MPD itself elsewhere: BaseURLs do not apply. */
        MPD,
        BASE
    }

    private record Found(SourceText text, Function<String, byte[]> encode, MpdScope scope, Role role) {}

    private final List<Found> found = new ArrayList<>();
    private final List<MpdScope> representations = new ArrayList<>();
    private MpdScope scope = new MpdScope(null);

    static boolean isMediaUrl(String element, String attribute) {
        return MEDIA_URLS.getOrDefault(element, Set.of()).contains(attribute);
    }

    static boolean isUrlText(String element) {
        return URL_TEXTS.contains(element);
    }

    void mediaUrl(SourceText url) {
        add(url, XmlText::escape, Role.MEDIA);
    }

    void remoteElement(SourceText url) {
        if (!url.text().equals(RESOLVE_TO_ZERO)) {
            add(url, XmlText::escape, Role.DOCUMENT);
        }
    }

    /**
     * The text of an element.
     *
     * @param raw whether it stands in a CDATA section, where nothing is escaped
     */
    void urlText(String element, SourceText url, boolean raw) {
        Role role =
                switch (element) {
                    case "BaseURL" -> Role.BASE;
                    case "ImportedMPD" -> Role.DOCUMENT;
                    default -> Role.MPD;
                };
        if (role == Role.BASE) {
            scope.addBase(url.text());
        }
        add(url, raw ? text -> text.getBytes(StandardCharsets.UTF_8) : XmlText::escape, role);
    }

    private void add(SourceText url, Function<String, byte[]> encode, Role role) {
        if (!url.text().isEmpty()) {
            found.add(new Found(url, encode, scope, role));
        }
    }

    /** An element starts; its own attributes were already told. */
    void open(String element, Predicate<String> hasAttribute) {
        switch (element) {
            case "Period", "AdaptationSet", "EmptyAdaptationSet" -> scope = new MpdScope(scope);
            case "Representation" -> {
                scope = new MpdScope(scope);
                representations.add(scope);
            }
            case "SegmentTemplate" -> {
                if (hasAttribute.test("media")) {
                    scope.namesMedia();
                }
            }
            case "SegmentURL" -> media(hasAttribute.test("media"));
            case "Initialization", "RepresentationIndex" -> {
                if (!hasAttribute.test("sourceURL")) {
                    scope.usesBase();
                }
            }
            default -> {
                // Neither a level nor something that tells where media is.
            }
        }
    }

    private void media(boolean named) {
        if (named) {
            scope.namesMedia();
        } else {
            scope.usesBase();
        }
    }

    void close(String element) {
        MpdScope parent = scope.parent();
        if (LEVELS.contains(element) && parent != null) {
            scope = parent;
        }
    }

    /** Hands every URL over and writes what comes back; when all is read. */
    void rewrite(String mpdUrl, MpdUrlRewrite rewrite, Splices out) {
        representations.forEach(each -> each.judge(mpdUrl));
        for (Found each : found) {
            MpdScope level = each.scope;
            String changed =
                    switch (each.role) {
                        case MEDIA -> rewrite.rewrite(each.text.text(), level.mediaBases(mpdUrl), UriKind.SEGMENT);
                        case DOCUMENT -> rewrite.rewrite(each.text.text(), level.bases(mpdUrl), UriKind.PLAYLIST);
                        case MPD -> rewrite.rewrite(each.text.text(), List.of(mpdUrl), UriKind.PLAYLIST);
                        case BASE ->
                            rewrite.rewrite(
                                    each.text.text(),
                                    level.outerBases(mpdUrl),
                                    level.baseIsMedia() ? UriKind.SEGMENT : UriKind.BASE);
                    };
            each.text.edit(changed, out, each.encode);
        }
    }
}

package org.mediaproxy.http.corpus;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What a player would fetch for an MPD: walks a DOM down from the Periods and resolves with {@link java.net.URI}, so that it
 * shares nothing with the code under test.
 */
public final class MpdPlayer {

    private static final Pattern IDENTIFIER = Pattern.compile("\\$(\\w*)(?:%0(\\d+)d)?\\$");

    private final List<String> urls = new ArrayList<>();
    private final String mpdUrl;

    private MpdPlayer(String mpdUrl) {
        this.mpdUrl = mpdUrl;
    }

    /** Absolute URLs of all segments, with every alternative, and of the documents it points to. */
    public static List<String> urls(byte[] mpd, String mpdUrl) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setCoalescing(true);
        factory.setIgnoringComments(true);
        Element root = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(mpd))
                .getDocumentElement();
        MpdPlayer player = new MpdPlayer(mpdUrl);
        player.level(root, List.of(mpdUrl), List.of());
        return player.urls;
    }

    private void level(Element level, List<String> outer, List<Element> inherited) {
        List<String> own = texts(level, "BaseURL");
        List<String> bases = own.isEmpty() ? outer : resolved(outer, own);
        List<Element> sources = new ArrayList<>(inherited);
        for (Element child : children(level)) {
            String name = child.getLocalName();
            if (Set.of("SegmentTemplate", "SegmentList", "SegmentBase").contains(name)) {
                sources.add(child);
            }
            String remote = child.getAttributeNS("http://www.w3.org/1999/xlink", "href");
            if (!remote.isEmpty() && !remote.startsWith("urn:mpeg:dash:resolve-to-zero")) {
                urls.addAll(resolved(bases, List.of(remote)));
            }
            if (name.equals("InitializationSet")) {
                urls.addAll(resolved(bases, List.of(child.getAttribute("initialization"))));
            }
        }
        urls.addAll(resolved(List.of(mpdUrl), texts(level, "Location")));
        urls.addAll(resolved(List.of(mpdUrl), texts(level, "PatchLocation")));
        urls.addAll(resolved(bases, texts(level, "ImportedMPD")));
        if (level.getLocalName().equals("Representation")) {
            media(level, bases, sources);
        }
        for (Element child : children(level)) {
            if (Set.of("Period", "AdaptationSet", "Representation").contains(child.getLocalName())) {
                level(child, bases, sources);
            }
        }
    }

    private void media(Element representation, List<String> bases, List<Element> sources) {
        int before = urls.size();
        for (Element source : sources) {
            for (String name : List.of("media", "initialization", "index", "bitstreamSwitching")) {
                if (source.hasAttribute(name)) {
                    urls.addAll(resolved(bases, List.of(expanded(source.getAttribute(name), representation))));
                }
            }
            for (Element child : children(source)) {
                for (String name : List.of("media", "sourceURL", "index")) {
                    if (child.hasAttribute(name)) {
                        urls.addAll(
                                resolved(bases, List.of(child.getAttribute(name).strip())));
                    } else if (!name.equals("index")
                            && child.hasAttribute(name.equals("media") ? "mediaRange" : "range")) {
                        urls.addAll(bases);
                    }
                }
            }
        }
        if (urls.size() == before) {
            urls.addAll(bases);
        }
    }

    private static String expanded(String template, Element representation) {
        return IDENTIFIER.matcher(template).replaceAll(match -> {
            String value =
                    switch (match.group(1)) {
                        case "" -> "$";
                        case "RepresentationID" -> representation.getAttribute("id");
                        case "Bandwidth" -> representation.getAttribute("bandwidth");
                        default -> "77";
                    };
            String width = match.group(2);
            String padded =
                    width == null ? value : "0".repeat(Math.max(0, Integer.parseInt(width) - value.length())) + value;
            return Matcher.quoteReplacement(padded);
        });
    }

    private static List<String> resolved(List<String> bases, List<String> references) {
        List<String> all = new ArrayList<>();
        for (String reference : references) {
            for (String base : bases) {
                all.add(HlsPlayer.resolve(base, reference.strip()).toString());
            }
        }
        return all;
    }

    private static List<String> texts(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> child.getLocalName().equals(name))
                .map(child -> child.getTextContent().strip())
                .toList();
    }

    /** Child elements in the namespace of their parent. */
    private static List<Element> children(Element parent) {
        List<Element> all = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element
                    && String.valueOf(element.getNamespaceURI()).equals(String.valueOf(parent.getNamespaceURI()))) {
                all.add(element);
            }
        }
        return all;
    }
}

package org.mediaproxy.http.dash;

import java.io.CharArrayReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.mediaproxy.http.uri.SourceText;
import org.mediaproxy.http.uri.Splices;

/**
 * Reads one MPD twice in lockstep. The JDK's parser says what is well-formed and what each name and value means, but not
 * where it stands; {@link XmlTags} and {@link XmlText} find the places in the bytes. At each tag both must have read the
 * same: where they differ, a change could hit the wrong bytes, and so nothing is changed.
 */
final class MpdReader {

    /** An MPD has about eight levels, and some more inside of descriptors. */
    private static final int MAX_DEPTH = 64;

    private static final String XLINK = "http://www.w3.org/1999/xlink";

    /**
     * Limits of the parser that are about entities, which cannot be here without a document type. From JDK 24 on they are low
     * and count escaped ampersands too, of which an MPD may have one a segment.
     */
    private static final List<String> NO_LIMITS = List.of(
            "jdk.xml.entityExpansionLimit", "jdk.xml.maxGeneralEntitySizeLimit", "jdk.xml.totalEntitySizeLimit");

    /** Encodings whose bytes are UTF-8. */
    private static final Set<String> ENCODINGS = Set.of("utf-8", "utf8", "us-ascii", "ascii");

    private final byte[] in;
    private final XmlTags tags;
    private final XMLStreamReader parser;
    private final MpdOutline outline = new MpdOutline();
    /** The namespace of the root, as the parser tells it; that of DASH has been spelled in several ways. */
    private @Nullable String namespace;

    private boolean dynamic;
    private int depth;
    /** What the parser read since the start tag of an element whose text is a URL; null elsewhere. */
    private @Nullable StringBuilder text;

    MpdReader(byte[] in) {
        this.in = in;
        int start = XmlTags.starts(in, "\u00EF\u00BB\u00BF", 0) ? 3 : 0;
        this.tags = new XmlTags(in, start);
        this.parser = parser(in, start);
    }

    private static XMLStreamReader parser(byte[] in, int start) {
        // The JDK's own, whatever else is on the class path.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        NO_LIMITS.forEach(limit -> factory.setProperty(limit, "0"));
        try {
            CharBuffer characters =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in, start, in.length - start));
            return factory.createXMLStreamReader(new CharArrayReader(characters.array(), 0, characters.length()));
        } catch (CharacterCodingException e) {
            throw new MpdFormatException("not UTF-8");
        } catch (XMLStreamException e) {
            throw new MpdFormatException("not well-formed");
        }
    }

    Mpd read(String url, MpdUrlRewrite rewrite) {
        try {
            String encoding = parser.getCharacterEncodingScheme();
            if (encoding != null && !ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))) {
                throw new MpdFormatException("another encoding than UTF-8");
            }
            walk();
        } catch (XMLStreamException e) {
            throw new MpdFormatException("not well-formed");
        }
        Splices out = new Splices(in);
        outline.rewrite(url, rewrite, out);
        return new Mpd(out.result(), dynamic);
    }

    private void walk() throws XMLStreamException {
        while (true) {
            // First the tags: they refuse a document type before the parser could see one.
            XmlTags.Kind kind = tags.next();
            agree(kind == next());
            switch (kind) {
                case START -> start();
                case END -> end();
                case END_OF_DOCUMENT -> {
                    return;
                }
            }
        }
    }

    private XmlTags.Kind next() throws XMLStreamException {
        while (true) {
            switch (parser.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return XmlTags.Kind.START;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    return XmlTags.Kind.END;
                }
                case XMLStreamConstants.END_DOCUMENT -> {
                    return XmlTags.Kind.END_OF_DOCUMENT;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (text != null) {
                        text.append(parser.getText());
                    }
                }
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                    // Nothing of theirs matters.
                }
                default -> throw new MpdFormatException("an entity");
            }
        }
    }

    private void start() {
        String name = parser.getLocalName();
        agree(tags.name().equals(qualified(parser.getPrefix(), name)));
        if (++depth > MAX_DEPTH) {
            throw new MpdFormatException("nested deeper than " + MAX_DEPTH);
        }
        if (depth == 1) {
            if (!name.equals("MPD")) {
                throw new MpdFormatException("no MPD");
            }
            namespace = parser.getNamespaceURI();
            dynamic = "dynamic".equals(parser.getAttributeValue(null, "type"));
        }
        boolean ours = isOurs();
        attributes(name, ours);
        text = ours && MpdOutline.isUrlText(name) ? new StringBuilder() : null;
        if (ours) {
            outline.open(name, attribute -> parser.getAttributeValue(null, attribute) != null);
        }
    }

    private void attributes(String element, boolean ours) {
        int index = 0;
        for (XmlTags.Attribute attribute : tags.attributes()) {
            if (attribute.name().equals("xmlns") || attribute.name().startsWith("xmlns:")) {
                continue;
            }
            agree(index < parser.getAttributeCount());
            String name = parser.getAttributeLocalName(index);
            agree(attribute.name().equals(qualified(parser.getAttributePrefix(index), name)));
            boolean plain = attribute.name().equals(name);
            boolean remote = name.equals("href") && XLINK.equals(parser.getAttributeNamespace(index));
            if (ours && (remote || (plain && MpdOutline.isMediaUrl(element, name)))) {
                SourceText url = XmlText.attribute(in, attribute.from(), attribute.to());
                agree(url.text().equals(stripped(parser.getAttributeValue(index))));
                if (remote) {
                    outline.remoteElement(url);
                } else {
                    outline.mediaUrl(url);
                }
            }
            index++;
        }
        agree(index == parser.getAttributeCount());
    }

    private void end() {
        String name = parser.getLocalName();
        agree(tags.name().equals(qualified(parser.getPrefix(), name)));
        if (text != null) {
            url(name, tags.textFrom(), tags.textTo(), text.toString());
            text = null;
        }
        if (isOurs()) {
            outline.close(name);
        }
        depth--;
    }

    private void url(String element, int from, int to, String parsed) {
        SourceText url = XmlText.content(in, from, to);
        agree(url.text().equals(stripped(parsed)));
        outline.urlText(element, url, XmlText.isSection(in, from, to));
    }

    private boolean isOurs() {
        String uri = parser.getNamespaceURI();
        return namespace == null ? uri == null : namespace.equals(uri);
    }

    private static String qualified(@Nullable String prefix, String name) {
        return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
    }

    /** Without white space at the ends, of which XML knows no other kinds than {@link SourceText.Builder#strip}. */
    private static String stripped(String text) {
        return text.trim();
    }

    private static void agree(boolean holds) {
        if (!holds) {
            throw new MpdFormatException("read in two ways");
        }
    }
}

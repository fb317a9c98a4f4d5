#!/usr/bin/env python3
"""Says what is wrong with SVG and HTML files: well_formed.py FILE...; nothing when all is well.

SVG: well-formed XML, a title and a description, sizes, ids that are unique. HTML: tags
that close, unique ids, links that lead somewhere, nothing fetched from outside."""
import html.parser
import sys
import xml.etree.ElementTree as tree

VOID = {"meta", "br", "link", "img", "hr", "input", "col"}
FETCHES = {"link", "script", "img", "iframe", "object", "embed", "audio", "video", "source"}


def svg(path):
    root = tree.parse(path).getroot()
    space = "{http://www.w3.org/2000/svg}"
    for name in ("title", "desc"):
        if not (root.findtext(space + name) or "").strip():
            yield "no " + name
    for name in ("width", "height", "viewBox"):
        if name not in root.attrib:
            yield "no " + name
    ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    if len(ids) != len(set(ids)):
        yield "an id twice"
    for e in root.iter():
        for key, value in e.attrib.items():
            if "nan" in value.lower().split() or "inf" in value.lower().split():
                yield "%s=%r" % (key, value)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.wrong = [], set(), [], []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if not name.replace("-", "").replace(":", "").isalnum():
                self.wrong.append("attribute %r of %s" % (name, tag))
            if name == "id" and value in self.ids:
                self.wrong.append("id %r twice" % value)
            if name == "id":
                self.ids.add(value)
            if name == "href" and value.startswith("#"):
                self.links.append(value[1:])
            if name == "href" and value.split(":")[0] in ("javascript", "data", "file"):
                self.wrong.append("link to " + value)
            if name.startswith("on"):
                self.wrong.append("script in " + tag)
        if tag in FETCHES:
            self.wrong.append("fetches by " + tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append("</%s> at line %d" % (tag, self.getpos()[0]))


def page(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not text.startswith("<!DOCTYPE html>\n<html lang="):
        yield "no doctype or language"
    parser = Page()
    parser.feed(text)
    parser.close()
    yield from parser.wrong
    if parser.open:
        yield "left open: " + ", ".join(parser.open)
    yield from ("link to nowhere: #" + x for x in parser.links if x not in parser.ids)
    if "url(" in text or "@import" in text:
        yield "a style that fetches"


bad = 0
for name in sys.argv[1:]:
    try:
        for what in (svg if name.endswith(".svg") else page)(name):
            print("%s: %s" % (name, what), file=sys.stderr)
            bad = 1
    except Exception as error:
        print("%s: %s" % (name, error), file=sys.stderr)
        bad = 1
sys.exit(bad)

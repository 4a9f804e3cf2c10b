"""The text of a PDF as a reader's machine finds it: glyphs through the fonts' own ToUnicode maps.

Just enough for the files that our typesetter writes.
"""

import io
import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
BREAKS = {"Td", "TD", "Tm", "T*"}


def text_of(pdf):
    """All text, page after page, without blanks: layout does not matter to the tests."""
    reader = PdfFileReader(io.BytesIO(pdf))
    return "".join("".join(_page(page)) for page in _pages(reader.root["/Pages"]))


def squeezed(text):
    """A text as ``text_of`` would give it."""
    return re.sub(r"[\s\u200b\u00ad]", "", text)


def _pages(node):
    if node["/Type"] == "/Page":
        yield node
        return
    for kid in node["/Kids"]:
        yield from _pages(kid.get_object() if hasattr(kid, "get_object") else kid)


def _page(page):
    fonts = {name: _map(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    known, stack = {}, []
    for token in _tokens(page["/Contents"].data):
        if not isinstance(token, str) or token.startswith("/"):
            stack.append(token)
            continue
        if token == "Tf":
            known = fonts[str(stack[-2])]
        elif token in {"Tj", "TJ"}:
            parts = stack[-1] if token == "TJ" else [stack[-1]]
            for part in parts:
                if isinstance(part, bytes):
                    yield squeezed(_decoded(part, known))
        stack.clear()


def _decoded(codes, known):
    pairs = (codes[place : place + 2] for place in range(0, len(codes), 2))
    return "".join(known.get(int.from_bytes(pair, "big"), "") for pair in pairs)


def _tokens(content):
    stream = io.BytesIO(content)
    while True:
        sign = stream.read(1)
        while sign and sign in b" \n\r\t\x0c\x00":
            sign = stream.read(1)
        if not sign:
            return
        stream.seek(-1, 1)
        if sign.isalpha() or sign in b"'\"*":
            found = b""
            while (one := stream.read(1)) and one not in b" \n\r\t\x0c\x00/[<(":
                found += one
            if one:
                stream.seek(-1, 1)
            yield found.decode()
            continue
        yield _plain(_read(stream))


def _read(stream):
    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.rw_common import PdfHandler

    return generic.read_object(stream, Reference(0, 0, PdfHandler()))


def _plain(value):
    if isinstance(value, generic.NameObject):
        return str(value)
    if isinstance(value, generic.ByteStringObject | generic.TextStringObject):
        return value.original_bytes
    if isinstance(value, generic.ArrayObject):
        return [_plain(one) for one in value]
    return value


def _map(font):
    """Glyph codes to text, from the font's ToUnicode map."""
    found = {}
    source = font["/ToUnicode"].data
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        codes = [bytes.fromhex(one.decode()) for one in HEX.findall(block)]
        for code, text in zip(codes[::2], codes[1::2], strict=True):
            found[int.from_bytes(code, "big")] = text.decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        codes = [bytes.fromhex(one.decode()) for one in HEX.findall(block)]
        for first, last, text in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
            start = int.from_bytes(first, "big")
            for step in range(int.from_bytes(last, "big") - start + 1):
                found[start + step] = chr(ord(text.decode("utf-16-be")[-1]) + step)
    return found

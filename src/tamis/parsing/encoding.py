"""From bytes to text: HTML or plain text, and in which encoding.

Sources: WHATWG Encoding Standard (names and labels), WHATWG HTML 13.2.3 (byte order mark,
transport, prescan), WHATWG MIME Sniffing (signatures). Where they differ from what captures
need, this module follows the bytes: a crawl is full of pages that were saved as UTF-8 under
their old declaration.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from tamis.errors import BinaryInputError


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a capture.

    ``encoding`` is the WHATWG name of the encoding that was used, ``text`` never holds
    surrogates, and bytes that the encoding does not explain are U+FFFD. The byte order mark
    is part of the encoding, not of the text; nothing else is left out or normalised.
    ``utf8`` is the text in UTF-8.
    """

    text: str
    encoding: str
    is_html: bool
    utf8: bytes


def decode(data: bytes, *, media_type: str | None) -> Decoded:
    """Decode a capture.

    ``media_type`` is a media type with or without parameters, or ``"html"`` or ``"text"``;
    if it names neither HTML nor text, the bytes decide. The encoding is, for HTML: the byte
    order mark; else UTF-8 if the bytes are valid UTF-8 (they hardly ever are by accident);
    else what ``media_type`` or ``<meta>`` declares if the bytes bear it out; else detection.
    Plain text has no ``<meta>``.

    Raises :class:`~tamis.errors.BinaryInputError` for images, archives and the like, unless
    ``media_type`` says that it is plain text.
    """
    declared_html = is_html_type(media_type)
    transport = _encoding_of_label(_charset_parameter(media_type))
    marked = _byte_order_mark(data)
    utf16 = marked or _utf16_without_mark(data)
    if declared_html is not False:
        _refuse_binary(data, known_text=utf16 is not None or transport in _UTF16)
    is_html = _sniff_bytes(data, utf16) if declared_html is None else declared_html

    if marked:
        name, length = marked
        return _decoded(_decode_as(name, data[length:]), name, is_html)
    if utf16:
        return _decoded(_decode_as(utf16[0], data), utf16[0], is_html)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        name, text = _without_valid_utf8(data, transport, is_html)
        return _decoded(text, name, is_html)
    if _ESCAPE in data and _is_iso_2022_jp(data, transport, is_html):
        return _decoded(_decode_as("iso-2022-jp", data), "iso-2022-jp", is_html)
    return Decoded(text, "utf-8", is_html, data)


def _decoded(text: str, encoding: str, is_html: bool) -> Decoded:
    return Decoded(text, encoding, is_html, to_utf8(text))


_SURROGATES = re.compile(r"[\ud800-\udfff]")


def to_utf8(text: str) -> bytes:
    """The text in UTF-8, with U+FFFD for each lone surrogate."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text).encode()


def sniff_html(text: str) -> bool:
    """Say whether text is HTML: a document, or a fragment such as ``<p>…</p>``.

    Text that mentions tags ("the <b> tag") is not. Looks at the first 16,384 characters.
    """
    head = text[:_SNIFFED]
    if "<" not in head:
        return False
    if _DOCUMENT.match(head):
        return True
    content = _PREAMBLE.match(head)
    start = content.end() if content else 0
    first = _TAG.match(head, start)
    if first:
        name = first["name"].lower()
        if name not in _INLINE_TAGS or f"</{name}>" in head.lower():
            return True
    return _has_markup(head)


def is_html_type(media_type: str | None) -> bool | None:
    """Say whether a media type is HTML; ``None`` if it is neither that nor text."""
    essence = (media_type or "").partition(";")[0].strip().lower()
    if essence in _HTML_TYPES:
        return True
    if essence in _TEXT_TYPES or (essence.startswith("text/") and essence not in _XML_TYPES):
        return False
    return None


# HTML or text ------------------------------------------------------------------------------

_SNIFFED = 16_384
_HTML_TYPES = frozenset({"html", "text/html", "application/xhtml+xml", "xhtml"})
_TEXT_TYPES = frozenset({"text", "application/json", "application/x-ndjson"})
_XML_TYPES = frozenset({"text/xml"})
_CHARSET_PARAMETER = re.compile(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)

_INLINE_TAGS = frozenset(
    "a abbr acronym b big cite code del dfn em font i ins kbd mark q s samp small span strike"
    " strong sub sup tt u var wbr".split()
)
_BLOCK_TAGS = frozenset(
    "address article aside base blockquote body br button caption center dd details div dl dt"
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe img"
    " input label legend li link main meta nav noscript object ol option p picture pre script"
    " section select source style summary svg table tbody td textarea tfoot th thead title tr"
    " ul video".split()
)
_PREAMBLE = re.compile(
    r"[\s\ufeff\0]*+(?:<\?xml[^<>]{0,200}>\s*+)?(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    _PREAMBLE.pattern + r"<(?:!doctype\s+(?:public\s+)?[\"-]{0,3}\s?html|html|head|body)(?![\w-])",
    re.IGNORECASE,
)
_TAG = re.compile(
    rf"<(?P<slash>/?)(?P<name>{'|'.join(sorted(_INLINE_TAGS | _BLOCK_TAGS))})"
    r"(?P<attributes>\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_FEWEST_TAGS = 3
_CHARACTERS_PER_TAG = 400
_ENDS_A_PHRASE = frozenset(">.!?,;:)…»”")
_STARTS_A_PHRASE = frozenset("<&«“")


def _charset_parameter(media_type: str | None) -> str:
    parameters = (media_type or "").partition(";")[2]
    charset = _CHARSET_PARAMETER.search(parameters[:1000])
    return charset[1] if charset else ""


def _sniff_bytes(data: bytes, utf16: tuple[str, int] | None) -> bool:
    # Latin-1 keeps every ASCII character in its place in all encodings but UTF-16.
    if utf16:
        return sniff_html(_decode_as(utf16[0], data[: 2 * _SNIFFED]))
    return sniff_html(data[:_SNIFFED].decode("latin-1").removeprefix("ï»¿"))


def _has_markup(head: str) -> bool:
    """Tags that sit on words, often enough: prose about HTML sets its tags apart.

    Links and emphasis alone are not enough, since people type those into plain text too.
    """
    attached = blocks = 0
    for tag in _TAG.finditer(head):
        start, end = tag.span()
        before, after = head[start - 1 : start], head[end : end + 1]
        is_block = tag["name"].lower() not in _INLINE_TAGS
        if tag["slash"]:
            sits = before.isalnum() or before in _ENDS_A_PHRASE
            blocks += is_block and sits
        elif tag["name"].lower() == "br":
            sits = True
            blocks += 1
        elif tag["attributes"]:
            sits = "=" in tag["attributes"]
        else:
            sits = after.isalnum() or after in _STARTS_A_PHRASE
            if is_block and before == " " and after == " " and head[start - 2].isalnum():
                return False
        attached += sits
    return blocks > 0 and attached >= max(_FEWEST_TAGS, len(head) / _CHARACTERS_PER_TAG)


# Binary input ------------------------------------------------------------------------------

_CONTROLS = bytes(b for b in range(0x20) if b not in b"\t\n\x0b\x0c\r\x1b")
_CONTROL_SAMPLE = 4096
_MOST_CONTROLS = 0.1
_MOST_CONTROLS_IF_NOT_UTF8 = 0.02

# Signatures that are words need a control byte soon after them: "BMW" is no bitmap.
_AND_CONTROL = rb"(?=.{0,511}?[\x00-\x08\x0e-\x1a\x1c-\x1f])"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (rb"\x89PNG\r\n", "a PNG image"),
    (rb"\xff\xd8\xff", "a JPEG image"),
    (rb"GIF8[79]a" + _AND_CONTROL, "a GIF image"),
    (rb"RIFF.{4}WEBP", "a WebP image"),
    (rb"RIFF.{4}AVI\ ", "an AVI video"),
    (rb"RIFF.{4}WAVE", "a WAVE sound"),
    (rb"BM.{4}\x00{4}", "a BMP image"),
    (rb"II\*\x00|MM\x00\*", "a TIFF image"),
    (rb"\x00\x00[\x01\x02]\x00[^\x00]", "an icon"),
    (rb"8BPS\x00", "a Photoshop image"),
    (rb"\x00\x00\x00\x0c(?:jP|JXL)\x20", "a JPEG image"),
    (rb".{4}ftyp(?:avif|avis|hei[cfmsx]|mif1)", "an HEIF or AVIF image"),
    (rb".{4}ftyp", "an MP4 video"),
    (rb"\x1a\x45\xdf\xa3", "a WebM or Matroska video"),
    (rb"FLV\x01", "a Flash video"),
    (rb"\x00\x00\x01[\xb3\xba]", "an MPEG video"),
    (rb"[FCZ]WS[\x01-\x30].{4}", "a Flash film"),
    (rb"OggS\x00", "an Ogg sound or video"),
    (rb"fLaC\x00", "a FLAC sound"),
    (rb"ID3[\x02-\x04]", "an MP3 sound"),
    (rb"\xff[\xf2\xf3\xfa\xfb]" + _AND_CONTROL, "an MP3 sound"),
    (rb"MThd\x00", "a MIDI file"),
    (rb"%PDF-", "a PDF document"),
    (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "a ZIP archive or an Office document"),
    (rb"\x1f\x8b", "gzip-compressed data"),
    (rb"\x28\xb5\x2f\xfd", "Zstandard-compressed data"),
    (rb"BZh[1-9]1AY&SY", "bzip2-compressed data"),
    (rb"\xfd7zXZ\x00", "xz-compressed data"),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (rb"Rar!\x1a\x07", "a RAR archive"),
    (rb".{257}ustar", "a tar archive"),
    (rb"MSCF\x00", "a cabinet archive"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (rb"wOF[F2]" + _AND_CONTROL, "a web font"),
    (rb"(?:OTTO|ttcf|\x00\x01\x00\x00)\x00", "a font"),
    (rb"\x7fELF", "a program (ELF)"),
    (rb"MZ" + _AND_CONTROL, "a Windows program"),
    (rb"\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]", "a compiled program"),
    (rb"\x00asm", "a WebAssembly program"),
    (rb"SQLite\ format\ 3\x00", "an SQLite database"),
    (rb"PAR1" + _AND_CONTROL, "a Parquet table"),
    (rb"ARROW1\x00", "an Arrow table"),
    (rb"\x89HDF\r\n", "an HDF5 file"),
)
_SIGNATURE = re.compile(b"|".join(b"(%b)" % pattern for pattern, _ in _SIGNATURES), re.DOTALL)


def _refuse_binary(data: bytes, *, known_text: bool) -> None:
    signature = _SIGNATURE.match(data)
    if signature and signature.lastindex:
        raise BinaryInputError(
            f"the input looks like {_SIGNATURES[signature.lastindex - 1][1]}, not a page"
        )
    if known_text:
        return
    sample = data[:_CONTROL_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS_IF_NOT_UTF8 * len(sample) and (
        controls > _MOST_CONTROLS * len(sample) or not _is_utf8(sample)
    ):
        raise BinaryInputError("the input looks like binary data, not a page")


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


# UTF-16 ------------------------------------------------------------------------------------

_UTF16 = frozenset({"utf-16le", "utf-16be"})
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_UTF16_SAMPLE = 4096
_FEWEST_NULS = 0.05
_MOST_STRAY_NULS = 0.1


def _byte_order_mark(data: bytes) -> tuple[str, int] | None:
    """(encoding, length of the mark), or ``None``."""
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name, len(mark)
    return None


def _utf16_without_mark(data: bytes) -> tuple[str, int] | None:
    """UTF-16 if NULs stand at odd or at even places only, as high bytes of ASCII do."""
    sample = data[:_UTF16_SAMPLE]
    if 0 not in sample:
        return None
    even, odd = sample[::2], sample[1::2]
    nuls_even, nuls_odd = even.count(0), odd.count(0)
    most, fewest = max(nuls_even, nuls_odd), min(nuls_even, nuls_odd)
    if most < max(2, _FEWEST_NULS * len(even)) or fewest > _MOST_STRAY_NULS * most:
        return None
    name, high, low = ("utf-16le", odd, even) if nuls_odd > nuls_even else ("utf-16be", even, odd)
    # Of the characters below U+0100, hardly any may be a control character.
    narrow = bytes(code for zero, code in zip(high, low, strict=False) if zero == 0)
    controls = len(narrow) - len(narrow.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(narrow):
        return None
    return name, 0


# Bytes that are not valid UTF-8 ------------------------------------------------------------

_ESCAPE = 0x1B
_MOST_UNEXPLAINED = 0.05
_ASCII = bytes(range(0x80))


def _without_valid_utf8(data: bytes, transport: str, is_html: bool) -> tuple[str, str]:
    """(encoding, text) for bytes that are not UTF-8 from end to end."""
    head = _prescan(data) if is_html else _Head("", "")
    declared = transport or head.encoding

    text = data.decode("utf-8", "replace")
    unexplained = text.count("\ufffd") - data.count("\ufffd".encode())
    explained = len(text) - len(text.encode("ascii", "ignore")) - unexplained
    share = 1 if declared == "utf-8" else 4
    if unexplained * share <= explained or (declared == "utf-8" and _is_utf8(data)):
        return "utf-8", text
    if declared and declared != "utf-8":
        text = _decode_as(declared, data)
        if text.count("\ufffd") <= _MOST_UNEXPLAINED * len(data.translate(None, _ASCII)):
            return declared, text
    name = _detect(data, head.language, is_html)
    return name, _decode_as(name, data)


def _is_iso_2022_jp(data: bytes, transport: str, is_html: bool) -> bool:
    """ISO-2022-JP is ASCII to a UTF-8 decoder; only its escapes tell."""
    if b"\x1b$B" not in data and b"\x1b$@" not in data:
        return False
    declared = transport or (_prescan(data).encoding if is_html else "")
    return declared in {"", "iso-2022-jp"} and "\ufffd" not in _decode_as("iso-2022-jp", data)


# The prescan -------------------------------------------------------------------------------

_PRESCANNED = 4096
_TAG_START = re.compile(rb"<(?:!--|(/?[A-Za-z][^\t\n\x0c\r />]*+)|[!/?])")
_ATTRIBUTE = re.compile(
    rb"[\t\n\x0c\r /]*+(=?[^\t\n\x0c\r />=]*+)"
    rb"""(?:[\t\n\x0c\r ]*+=[\t\n\x0c\r ]*+("[^"]*+"?|'[^']*+'?|[^\t\n\x0c\r >]*+))?"""
)
_CHARSET_IN_CONTENT = re.compile(
    rb"""charset[\t\n\x0c\r ]*+=[\t\n\x0c\r ]*+(?:"([^"]*)"|'([^']*)'|([^\t\n\x0c\r ;"']+))""",
    re.IGNORECASE,
)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,50})["']""")


class _Head(NamedTuple):
    """What a page's first bytes declare: a WHATWG name, and ``lang`` in lower case."""

    encoding: str
    language: str


def _prescan(data: bytes) -> _Head:
    """The WHATWG prescan, four times as deep; it also reads the language of ``<html>``."""
    head = data[:_PRESCANNED]
    language = ""
    position = 0
    while start := _TAG_START.search(head, position):
        position = start.end()
        if start[1] is None:
            is_comment = start[0] == b"<!--"
            # The dashes of "<!-->" may close the comment that they open.
            end = head.find(b"-->", position - 2) if is_comment else head.find(b">", position)
            if end < 0:
                break
            position = end + 1
            continue
        attributes, position = _read_attributes(head, position)
        tag = start[1].lower()
        if tag == b"html":
            language = attributes.get(b"lang", attributes.get(b"xml:lang", b"")).decode("latin-1")
        elif tag == b"meta" and (encoding := _meta_encoding(attributes)):
            return _Head(encoding, language.lower())
    xml = _XML_ENCODING.match(head.lstrip())
    encoding = _encoding_of_label(xml[1].decode("latin-1")) if xml else ""
    return _Head(_readable_so_not_utf16(encoding), language.lower())


def _read_attributes(head: bytes, position: int) -> tuple[dict[bytes, bytes], int]:
    """A tag's attributes (the first of a name counts), and where it ends."""
    attributes: dict[bytes, bytes] = {}
    while (attribute := _ATTRIBUTE.match(head, position)) and attribute[1]:
        attributes.setdefault(attribute[1].lower(), (attribute[2] or b"").strip(b"\"'"))
        position = attribute.end()
    return attributes, position


def _meta_encoding(attributes: dict[bytes, bytes]) -> str:
    label = attributes.get(b"charset", b"")
    if not label and attributes.get(b"http-equiv", b"").lower() == b"content-type":
        content = _CHARSET_IN_CONTENT.search(attributes.get(b"content", b""))
        label = next(filter(None, content.groups()), b"") if content else b""
    encoding = _encoding_of_label(label.decode("latin-1"))
    return _readable_so_not_utf16(encoding)


def _readable_so_not_utf16(encoding: str) -> str:
    """A declaration that could be read as ASCII does not stand in UTF-16."""
    return "utf-8" if encoding in _UTF16 else encoding


# Detection ---------------------------------------------------------------------------------

_DETECTED_WITHIN = 262_144
_DETECTION_SAMPLE = 12_288
_LONGEST_PIECE = 2_048
_NOT_PROSE = re.compile(
    rb"<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<[^<>]*>?|&#?\w{1,10};",
    re.IGNORECASE | re.DOTALL,
)
_ODD_IN_WORDS = re.compile(r"[^\W\d_][¡-©«¬®-¶¸¹»-¿×÷][^\W\d_]")
_NEARLY_AS_GOOD = 0.02

# In the order in which the web uses them: of equals the first wins. ISO-8859-2 stands before
# windows-1250 since the latter's text nearly always has bytes that the former lacks.
_CANDIDATES = (
    "windows-1252",
    "windows-1251",
    "shift_jis",
    "gb18030",
    "euc-kr",
    "euc-jp",
    "big5",
    "iso-8859-2",
    "windows-1250",
    "windows-1254",
    "windows-1256",
    "windows-1253",
    "windows-1255",
    "windows-874",
    "koi8-r",
    "koi8-u",
    "iso-8859-7",
    "windows-1257",
    "ibm866",
    "iso-8859-5",
)
_CYRILLIC = ("windows-1251", "koi8-r", "koi8-u", "ibm866", "iso-8859-5")
_CENTRAL = ("iso-8859-2", "windows-1250")
_WESTERN = ("windows-1252",)
_BALTIC = ("windows-1257", "iso-8859-13", "iso-8859-4")
_CANDIDATES_OF = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "mn"), _CYRILLIC),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"), _CENTRAL),
    "sr": _CYRILLIC + _CENTRAL,
    **dict.fromkeys(("de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "nb"), _WESTERN),
    **dict.fromkeys(("nn", "fi", "is", "ca", "gl", "eu", "ga", "af", "id", "ms"), _WESTERN),
    **dict.fromkeys(("lt", "lv", "et"), _BALTIC),
    **dict.fromkeys(("tr", "az"), ("windows-1254",)),
    "el": ("windows-1253", "iso-8859-7"),
    "he": ("windows-1255", "iso-8859-8"),
    **dict.fromkeys(("ar", "fa", "ur"), ("windows-1256", "iso-8859-6")),
    "th": ("windows-874",),
    "vi": ("windows-1258",),
    "ja": ("shift_jis", "euc-jp"),
    "ko": ("euc-kr",),
    "zh": ("gb18030", "big5"),
}


def _detect(data: bytes, language: str, is_html: bool) -> str:
    """The most likely legacy encoding; windows-1252 if none makes sense."""
    sample = _prose_sample(data, is_html)
    hinted = _CANDIDATES_OF.get(language.replace("_", "-").partition("-")[0], ())
    return _most_plausible(sample, hinted) or _most_plausible(sample, _CANDIDATES) or "windows-1252"


def _prose_sample(data: bytes, is_html: bool) -> bytes:
    """Lines with bytes beyond ASCII, without tags, at most some 12 kB.

    Tags, spaces and line ends are safe places to cut: in none of the candidates is ``<``,
    ``>`` or a control character part of a longer character.
    """
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, first.start() - _LONGEST_PIECE) if first else 0
    text = data[start : start + _DETECTED_WITHIN]
    if is_html:
        text = _NOT_PROSE.sub(b"\n", text)
    pieces: list[bytes] = []
    length = 0
    for line in text.split(b"\n"):
        if line.isascii():
            continue
        piece = line[:_LONGEST_PIECE]
        if len(line) > _LONGEST_PIECE:
            piece = piece[: piece.rfind(b" ") + 1] or piece
        pieces.append(piece)
        length += len(piece)
        if length >= _DETECTION_SAMPLE:
            break
    return b"\n".join(pieces)


def _most_plausible(sample: bytes, candidates: tuple[str, ...]) -> str:
    """The candidate whose text is the least messy, then the most like a language."""
    rated = [
        (mess, -coherence, place, name)
        for place, name in enumerate(candidates)
        for mess, coherence in _rate(sample, name)
    ]
    if not rated:
        return ""
    least = min(rated)[0]
    near = [entry[1:] for entry in rated if entry[0] <= least + _NEARLY_AS_GOOD]
    most = min(near)[0]
    return min((place, name) for rank, place, name in near if rank <= most + _NEARLY_AS_GOOD)[1]


def _rate(sample: bytes, name: str) -> list[tuple[float, float]]:
    """(mess, coherence) of the sample in one encoding; empty if it cannot be that one."""
    from charset_normalizer import from_bytes  # slow to import, and most pages never need it

    text = _decode_as(name, sample)
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if text.count("\ufffd") > _MOST_UNEXPLAINED * beyond_ascii:
        return []
    codec = _CODEC_OF[name]
    # A few broken bytes, such as a character that was cut, must not rule an encoding out.
    clean = text.replace("\ufffd", "")
    match = from_bytes(
        clean.encode(codec, "ignore"),
        cp_isolation=[codec],
        preemptive_behaviour=False,
        enable_fallback=False,
    ).best()
    if match is None:
        return []
    odd = len(_ODD_IN_WORDS.findall(clean)) / max(1, beyond_ascii)
    return [(match.chaos + odd, match.coherence)]


# Encodings ---------------------------------------------------------------------------------

# WHATWG name, Python codec, the other labels. The codecs are the widest of their family, as
# the standard has it: gb2312 is read as GB 18030, ISO-8859-1 as windows-1252.
_ENCODINGS: tuple[tuple[str, str, str], ...] = (
    ("utf-8", "utf_8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 x-unicode20utf8 utf_8"),
    ("utf-16le", "utf_16_le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf16"),
    ("utf-16be", "utf_16_be", "unicodefffe"),
    (
        "windows-1252",
        "cp1252",
        "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1"
        " iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 latin-1 us-ascii x-cp1252 x-user-defined",
    ),
    ("ibm866", "cp866", "866 cp866 csibm866"),
    (
        "iso-8859-2",
        "iso8859_2",
        "csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    ),
    (
        "iso-8859-3",
        "iso8859_3",
        "csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
    ),
    (
        "iso-8859-4",
        "iso8859_4",
        "csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
    ),
    (
        "iso-8859-5",
        "iso8859_5",
        "csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
    ),
    (
        "iso-8859-6",
        "iso8859_6",
        "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e"
        " iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
    ),
    (
        "iso-8859-7",
        "iso8859_7",
        "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 iso_8859-7"
        " iso_8859-7:1987 sun_eu_greek",
    ),
    (
        "iso-8859-8",
        "iso8859_8",
        "csiso88598e csiso88598i csisolatinhebrew hebrew iso-8859-8-e iso-8859-8-i iso-ir-138"
        " iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 logical visual",
    ),
    ("iso-8859-10", "iso8859_10", "csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6"),
    ("iso-8859-13", "iso8859_13", "iso8859-13 iso885913"),
    ("iso-8859-14", "iso8859_14", "iso8859-14 iso885914"),
    ("iso-8859-15", "iso8859_15", "csisolatin9 iso8859-15 iso885915 iso_8859-15 l9 latin9"),
    ("iso-8859-16", "iso8859_16", ""),
    ("koi8-r", "koi8_r", "cskoi8r koi koi8 koi8_r"),
    ("koi8-u", "koi8_u", "koi8-ru"),
    ("macintosh", "mac_roman", "csmacintosh mac x-mac-roman"),
    ("windows-874", "cp874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 cp874"),
    ("windows-1250", "cp1250", "cp1250 x-cp1250"),
    ("windows-1251", "cp1251", "cp1251 x-cp1251"),
    ("windows-1253", "cp1253", "cp1253 x-cp1253"),
    (
        "windows-1254",
        "cp1254",
        "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9"
        " iso_8859-9:1989 l5 latin5 x-cp1254",
    ),
    ("windows-1255", "cp1255", "cp1255 x-cp1255"),
    ("windows-1256", "cp1256", "cp1256 x-cp1256"),
    ("windows-1257", "cp1257", "cp1257 x-cp1257"),
    ("windows-1258", "cp1258", "cp1258 x-cp1258"),
    ("x-mac-cyrillic", "mac_cyrillic", "x-mac-ukrainian"),
    (
        "gb18030",
        "gb18030",
        "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk cp936",
    ),
    ("big5", "big5hkscs", "big5-hkscs cn-big5 csbig5 x-x-big5 cp950"),
    ("euc-jp", "euc_jis_2004", "cseucpkdfmtjapanese x-euc-jp eucjp"),
    ("iso-2022-jp", "iso2022_jp_ext", "csiso2022jp"),
    (
        "shift_jis",
        "cp932",
        "csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis cp932",
    ),
    (
        "euc-kr",
        "cp949",
        "cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601"
        " windows-949 cp949 euckr",
    ),
)
_CODEC_OF = {name: codec for name, codec, _ in _ENCODINGS}
_NAME_OF = {label: name for name, _, labels in _ENCODINGS for label in (name, *labels.split())}
_MANY_BYTES = frozenset(
    "utf-8 utf-16le utf-16be gb18030 big5 euc-jp iso-2022-jp shift_jis euc-kr".split()
)


def _encoding_of_label(label: str) -> str:
    """The WHATWG name of the encoding that a label stands for; empty if there is none."""
    return _NAME_OF.get(label.strip("\t\n\f\r \"'").lower(), "")


def _decode_as(name: str, data: bytes) -> str:
    if name in _MANY_BYTES:
        return data.decode(_CODEC_OF[name], "replace")
    return codecs.charmap_decode(data, "strict", _characters(name))[0]


@cache
def _characters(name: str) -> str:
    """The 256 characters of a single-byte encoding, U+FFFD where it has none.

    Python's own codecs call a handler for each undefined byte: seconds for a hostile page.
    """
    return bytes(range(256)).decode(_CODEC_OF[name], "replace")

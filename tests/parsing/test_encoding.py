from __future__ import annotations

import codecs
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.errors import BinaryInputError
from tamis.parsing.encoding import decode, is_html_type, sniff_html

GERMAN = (
    "Der Gemeinderat hat am Donnerstag den Haushalt für das nächste Jahr beschlossen. "
    "Die Bürgermeisterin sagte, das Geld fließe vor allem in Schulen und Brücken über den Fluss."
)
FRENCH = (
    "Le conseil municipal a adopté jeudi le budget de l’année prochaine. La maire a déclaré que "
    "l’argent irait d’abord à la rénovation des écoles et des ponts sur la rivière."
)
SPANISH = (
    "El concejo municipal aprobó el jueves el presupuesto del próximo año. La alcaldesa señaló "
    "que el dinero se destinará sobre todo a reparar escuelas y puentes sobre el río."
)
ENGLISH = (
    "The council approved next year’s budget on Thursday. “The money goes to schools first,” "
    "the mayor said — and nobody disagreed."
)
POLISH = (
    "W czwartek rada miejska przyjęła budżet na przyszły rok. Burmistrzyni powiedziała, że "
    "pieniądze zostaną przeznaczone głównie na remont szkół i mostów na rzece."
)
CZECH = (
    "Ve čtvrtek městské zastupitelstvo schválilo rozpočet na příští rok. Starostka řekla, že "
    "peníze půjdou především na opravu škol a mostů přes řeku."
)
HUNGARIAN = (
    "A városi tanács csütörtökön elfogadta a jövő évi költségvetést. A polgármester szerint a "
    "pénzt elsősorban iskolák és a folyón átívelő hidak felújítására fordítják."
)
TURKISH = (
    "Belediye meclisi perşembe günü gelecek yılın bütçesini onayladı. Başkan, paranın öncelikle "
    "okulların ve ırmak üzerindeki köprülerin onarımına ayrılacağını söyledi."
)
RUSSIAN = (
    "В четверг городской совет одобрил бюджет на следующий год. Мэр заявила, что деньги пойдут "
    "прежде всего на ремонт школ и мостов через реку."
)
UKRAINIAN = (
    "У четвер міська рада ухвалила бюджет на наступний рік. Міська голова заявила, що гроші "
    "підуть насамперед на ремонт шкіл і мостів через річку."
)
GREEK = (
    "Το δημοτικό συμβούλιο ενέκρινε την Πέμπτη τον προϋπολογισμό του επόμενου έτους. Η δήμαρχος "
    "δήλωσε ότι τα χρήματα θα διατεθούν κυρίως για σχολεία και γέφυρες."
)
HEBREW = "מועצת העיר אישרה ביום חמישי את התקציב לשנה הבאה. ראשת העיר אמרה שהכסף יופנה לבתי ספר."
ARABIC = (
    "أقر المجلس البلدي يوم الخميس ميزانية العام المقبل. وقالت رئيسة البلدية إن الأموال ستذهب "
    "أولا إلى ترميم المدارس والجسور على النهر."
)
THAI = "สภาเมืองอนุมัติงบประมาณปีหน้าเมื่อวันพฤหัสบดี นายกเทศมนตรีกล่าวว่าจะใช้เงินซ่อมแซมโรงเรียนก่อน"
LITHUANIAN = (
    "Miesto taryba ketvirtadienį patvirtino kitų metų biudžetą. Merė sakė, kad pinigai "
    "pirmiausia bus skirti mokyklų ir tiltų per upę remontui, o žmonės džiaugėsi."
)
JAPANESE = (
    "市議会は木曜日、来年度の予算案を可決した。市長は「まず学校と川に架かる橋の修繕に充てる」と述べ、"
    "住民の理解を求めた。"
)
CHINESE = "市议会星期四通过了明年的预算。市长表示，这笔钱将首先用于修缮学校和河上的桥梁。"
TAIWANESE = "市議會星期四通過了明年的預算。市長表示，這筆錢將首先用於修繕學校和河上的橋樑。"
KOREAN = "시의회는 목요일 내년 예산안을 의결했다. 시장은 “먼저 학교를 고치는 데 쓰겠다”고 말했다."

SENTENCES = [
    ("windows-1252", "cp1252", "de", GERMAN),
    ("windows-1252", "cp1252", "fr", FRENCH),
    ("windows-1252", "cp1252", "es", SPANISH),
    ("windows-1252", "cp1252", "en", ENGLISH),
    ("windows-1250", "cp1250", "pl", POLISH),
    ("iso-8859-2", "iso8859_2", "pl", POLISH),
    ("windows-1250", "cp1250", "cs", CZECH),
    ("iso-8859-2", "iso8859_2", "cs", CZECH),
    ("windows-1250", "cp1250", "hu", HUNGARIAN),
    ("windows-1254", "cp1254", "tr", TURKISH),
    ("windows-1251", "cp1251", "ru", RUSSIAN),
    ("koi8-r", "koi8_r", "ru", RUSSIAN),
    ("ibm866", "cp866", "ru", RUSSIAN),
    ("windows-1251", "cp1251", "uk", UKRAINIAN),
    ("koi8-u", "koi8_u", "uk", UKRAINIAN),
    ("windows-1253", "cp1253", "el", GREEK),
    ("windows-1255", "cp1255", "he", HEBREW),
    ("windows-1256", "cp1256", "ar", ARABIC),
    ("windows-874", "cp874", "th", THAI),
    ("windows-1257", "cp1257", "lt", LITHUANIAN),
    ("shift_jis", "cp932", "ja", JAPANESE),
    ("euc-jp", "euc_jp", "ja", JAPANESE),
    ("gb18030", "gbk", "zh-CN", CHINESE),
    ("big5", "big5", "zh_TW", TAIWANESE),
    ("euc-kr", "cp949", "ko", KOREAN),
]
NAMES = [f"{language}-{name}" for name, _, language, _ in SENTENCES]
each_sentence = pytest.mark.parametrize(
    ("name", "codec", "language", "sentence"), SENTENCES, ids=NAMES
)


def page(sentence: str, *, head: str = "", language: str = "") -> str:
    lang = f' lang="{language}"' if language else ""
    return (
        f"<!DOCTYPE html>\n<html{lang}><head>{head}<title>x</title></head>"
        f"<body><p class='a'>{sentence}</p></body></html>\n"
    )


# Which encoding ----------------------------------------------------------------------------


@each_sentence
def test_a_charset_parameter_is_followed(
    name: str, codec: str, language: str, sentence: str
) -> None:
    source = page(sentence)
    decoded = decode(source.encode(codec), media_type=f'text/html; charset="{name}"')
    assert (decoded.text, decoded.encoding, decoded.is_html) == (source, name, True)


@each_sentence
def test_a_meta_charset_is_followed(name: str, codec: str, language: str, sentence: str) -> None:
    source = page(sentence, head=f"<meta charset={name}>")
    decoded = decode(source.encode(codec), media_type="text/html")
    assert (decoded.text, decoded.encoding) == (source, name)


@each_sentence
def test_the_language_helps_to_detect(name: str, codec: str, language: str, sentence: str) -> None:
    source = page(sentence, language=language)
    assert decode(source.encode(codec), media_type="html").text == source


@each_sentence
def test_undeclared_encodings_are_detected(
    name: str, codec: str, language: str, sentence: str
) -> None:
    assert decode(sentence.encode(codec), media_type=None).text == sentence


@each_sentence
def test_utf_8_is_utf_8_whatever_is_declared(
    name: str, codec: str, language: str, sentence: str
) -> None:
    source = page(sentence, head=f"<meta charset={name}>")
    decoded = decode(source.encode(), media_type=f"text/html; charset={name}")
    assert (decoded.text, decoded.encoding) == (source, "utf-8")


@each_sentence
def test_a_wrong_declaration_of_utf_8_gives_no_mojibake(
    name: str, codec: str, language: str, sentence: str
) -> None:
    source = page(sentence, head="<meta charset='utf-8'>", language=language)
    assert decode(source.encode(codec), media_type="text/html; charset=utf-8").text == source


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sentence", [ENGLISH, RUSSIAN, JAPANESE])
def test_utf_16_is_read_with_and_without_a_mark(codec: str, sentence: str) -> None:
    source = page(sentence)
    mark = "\ufeff".encode(codec)
    for data in (source.encode(codec), mark + source.encode(codec)):
        decoded = decode(data, media_type=None)
        assert decoded.text == source
        assert decoded.encoding == codec.replace("-le", "le").replace("-be", "be")
        assert decoded.is_html


def test_a_byte_order_mark_outweighs_declarations_and_is_no_text() -> None:
    source = page(FRENCH, head="<meta charset=windows-1252>")
    decoded = decode(codecs.BOM_UTF8 + source.encode(), media_type="text/html; charset=koi8-r")
    assert (decoded.text, decoded.encoding) == (source, "utf-8")


def test_the_charset_parameter_outweighs_the_meta_element() -> None:
    source = page(RUSSIAN, head="<meta charset=windows-1251>")
    decoded = decode(source.encode("koi8_r"), media_type="text/html; charset=KOI8-R")
    assert decoded.text == source


@pytest.mark.parametrize(
    "head",
    [
        "<meta charset=windows-1251>",
        "<META CHARSET = 'Windows-1251' />",
        '<meta name="a" charset="cp1251">',
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "<meta content='text/html;charset = \"windows-1251\"' http-equiv=content-type>",
        "<!-- <meta charset=koi8-r> --><meta charset=windows-1251>",
        "<!--><meta charset=windows-1251>",
        "<a title='<meta charset=koi8-r>'></a><meta charset=windows-1251>",
        "<meta charset=no-such-thing><meta charset=windows-1251>",
        "<meta name=description content='charset=koi8-r'><meta charset=windows-1251>",
        "<?php <meta ?></ x><metadata charset=koi8-r></metadata><meta/charset=windows-1251>",
        "<meta charset=windows-1251 charset=koi8-r>",
        " " * 3_900 + "<meta charset=windows-1251>",
    ],
)
def test_the_meta_element_is_found_as_browsers_find_it(head: str) -> None:
    source = page(RUSSIAN, head=head)
    decoded = decode(source.encode("cp1251"), media_type="html")
    assert (decoded.text, decoded.encoding) == (source, "windows-1251")


def test_the_declaration_of_xml_counts() -> None:
    source = '<?xml version="1.0" encoding="koi8-r"?>\n' + page(RUSSIAN)
    decoded = decode(source.encode("koi8_r"), media_type="application/xhtml+xml")
    assert (decoded.text, decoded.encoding) == (source, "koi8-r")


def test_a_meta_element_that_claims_utf_16_means_utf_8() -> None:
    source = page(ENGLISH + "é", head="<meta charset=utf-16le>")
    decoded = decode(source.encode() + b"\xff", media_type="html")
    assert (decoded.text, decoded.encoding) == (source + "\ufffd", "utf-8")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("latin1", "windows-1252"),
        ("ISO-8859-1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("iso-8859-9", "windows-1254"),
        ("tis-620", "windows-874"),
        ("iso-8859-8-i", "iso-8859-8"),
        ("iso-8859-15", "iso-8859-15"),
        ("macintosh", "macintosh"),
    ],
)
def test_labels_have_the_meaning_that_browsers_give_them(label: str, name: str) -> None:
    assert decode(b"a \xe0\xe5", media_type=f"text/plain; charset={label}").encoding == name


def test_labels_of_chinese_and_japanese_mean_the_widest_encoding() -> None:
    rare = "㐀€"  # in GB 18030 alone
    assert decode(rare.encode("gb18030"), media_type="text/plain; charset=gb2312").text == rare
    circled = "①髙"  # in what Microsoft made of Shift_JIS alone
    assert decode(circled.encode("cp932"), media_type="text/plain; charset=x-sjis").text == circled


def test_iso_2022_jp_is_known_by_its_escapes() -> None:
    source = page(JAPANESE)
    decoded = decode(source.encode("iso2022_jp"), media_type="html")
    assert (decoded.text, decoded.encoding) == (source, "iso-2022-jp")
    declared = page("\x1b$B", head="<meta charset=utf-8>")
    assert decode(declared.encode(), media_type="html").text == declared


def test_plain_text_has_no_meta_element() -> None:
    text = "<meta charset=koi8-r> " + RUSSIAN
    assert decode(text.encode("cp1251"), media_type="text").text == text


# Broken bytes ------------------------------------------------------------------------------


@pytest.mark.parametrize("media_type", ["text/html", "text/html; charset=utf-8", "text", None])
def test_a_few_broken_bytes_cost_only_themselves(media_type: str | None) -> None:
    source = page(RUSSIAN)
    start, end = source.encode()[:150], source.encode()[150:]
    decoded = decode(start + b"\xff" + end, media_type=media_type)
    assert decoded.text == start.decode() + "\ufffd" + end.decode()
    assert decoded.encoding == "utf-8"


@pytest.mark.parametrize("cut", [1, 2])
def test_a_character_cut_at_the_end_is_one_replacement_character(cut: int) -> None:
    source = page(CHINESE) + "桥"
    decoded = decode(source.encode()[:-cut], media_type=None)
    assert decoded.text == source[:-1] + "\ufffd"


def test_a_declared_utf_8_may_be_cut_in_its_only_long_character() -> None:
    decoded = decode(b"caf\xc3", media_type="text/plain; charset=utf-8")
    assert (decoded.text, decoded.encoding) == ("caf\ufffd", "utf-8")
    assert decode(b"caf\xe9", media_type="text").text == "café"


def test_a_character_cut_at_the_end_does_not_hide_the_encoding() -> None:
    data = page(JAPANESE * 3).encode("cp932") + "橋".encode("cp932")[:1]
    assert decode(data, media_type="html").text == page(JAPANESE * 3) + "\ufffd"


def test_a_declared_encoding_that_explains_too_little_is_not_followed() -> None:
    source = page(RUSSIAN, head="<meta charset=shift_jis>", language="ru")
    assert decode(source.encode("cp1251"), media_type="html").text == source


@pytest.mark.parametrize(
    "text", ["a\r\nb\rc\n", "a\u00a0b\u3000c", "a\x00b" + "c" * 100, "\x0b\x0c"]
)
def test_line_ends_nuls_and_odd_spaces_are_kept(text: str) -> None:
    assert decode(text.encode(), media_type="text/plain").text == text
    assert decode(text.encode(), media_type=None).text == text


def test_nothing_is_text() -> None:
    decoded = decode(b"", media_type=None)
    assert (decoded.text, decoded.encoding, decoded.is_html) == ("", "utf-8", False)


# HTML or text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/html", True),
        ("Text/HTML; charset=utf-8", True),
        ("html", True),
        ("application/xhtml+xml", True),
        ("text", False),
        ("text/plain", False),
        ("text/plain;charset=x", False),
        ("text/markdown", False),
        ("application/json", False),
        ("application/octet-stream", None),
        ("text/xml", None),
        ("", None),
        (None, None),
    ],
)
def test_media_types_are_html_text_or_undecided(
    media_type: str | None, expected: bool | None
) -> None:
    assert is_html_type(media_type) is expected


def test_the_media_type_outweighs_the_looks() -> None:
    assert not decode(b"<!doctype html><p>x</p>", media_type="text/plain").is_html
    assert decode(b"just words", media_type="text/html").is_html
    assert decode(b"<!doctype html><p>x</p>", media_type="application/octet-stream").is_html


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><title>x</title>",
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">\n<HTML>',
        "\ufeff\n\t<html lang=en>",
        "<!-- saved -->\n<!-- twice --><html>",
        '<?xml version="1.0"?>\n<!DOCTYPE html>\n<html xmlns="x">',
        "<head><title>x",
        "<p>One.</p><p>Two.</p>",
        "<p>One.",
        '<div class="a">x',
        "<article><h1>Title</h1>",
        "<a href='/'>Home</a> and more",
        "<b>Bold</b> words",
        "</div></div><p>Rest of a page",
        "Words first.</p><p>Then a paragraph.</p><p>And <em>another</em>.</p>",
        "Line one<br>line two<br/>line three<br />end",
        "Warning: no such file in x.php\n<!DOCTYPE html><html><body><p>x</p></body></html>",
    ],
)
def test_documents_and_fragments_are_html(text: str) -> None:
    assert sniff_html(text)
    assert decode(text.encode(), media_type=None).is_html


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Just words.",
        "a < b and b > c, so a<c",
        "The <b> tag makes text bold, the <i> tag italic; <p> starts a paragraph.",
        "<b> is the tag for bold text",
        "Use <table> for tables: <table> <tr> <td>a</td> </tr> </table> is one with a cell.",
        "List<String> names = new ArrayList<>();",
        "From: Ann <ann@example.org>\nTo: Ben <ben@example.org>",
        "<3 this, <3 that",
        "Buy <a href='http://x.example'>this</a> and <a href='http://y.example'>that</a> now",
        '<?xml version="1.0"?><rss><channel></channel></rss>',
        "<unknown>thing</unknown>",
        "x" * 20_000 + "<p>too late</p><p>to matter</p>",
    ],
)
def test_text_that_mentions_tags_is_text(text: str) -> None:
    assert not sniff_html(text)
    assert not decode(text.encode(), media_type=None).is_html


# Binary input ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"GIF89a\x01\x00\x01\x00", "a GIF image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a WebP image"),
        (b"BM\x46\x00\x00\x00\x00\x00\x00\x00", "a BMP image"),
        (b"\x00\x00\x00\x1cftypavif", "an HEIF or AVIF image"),
        (b"\x00\x00\x00\x18ftypmp42", "an MP4 video"),
        (b"\x1a\x45\xdf\xa3\x01", "a WebM or Matroska video"),
        (b"OggS\x00\x02", "an Ogg sound or video"),
        (b"ID3\x04\x00", "an MP3 sound"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive or an Office document"),
        (b"\x1f\x8b\x08\x00", "gzip-compressed data"),
        (b"\x28\xb5\x2f\xfd\x24", "Zstandard-compressed data"),
        (b"\xfd7zXZ\x00", "xz-compressed data"),
        (b"name" + bytes(253) + b"ustar\x00", "a tar archive"),
        (b"wOF2\x00\x01\x00\x00", "a web font"),
        (b"\x00\x01\x00\x00\x00\x11", "a font"),
        (b"\x7fELF\x02\x01", "a program (ELF)"),
        (b"MZ\x90\x00\x03", "a Windows program"),
        (b"\x00asm\x01\x00", "a WebAssembly program"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (bytes(range(256)) * 20, "binary data"),
        (bytes(100), "binary data"),
    ],
)
def test_binary_input_is_refused_by_name(data: bytes, what: str) -> None:
    for media_type in (None, "text/html", "application/octet-stream"):
        with pytest.raises(BinaryInputError, match="not a page") as caught:
            decode(data, media_type=media_type)
        assert f"looks like {what}, not" in str(caught.value)
    assert not decode(data, media_type="text/plain").is_html
    assert not decode(data, media_type="text").is_html


@pytest.mark.parametrize(
    "text",
    [
        "BMW builds cars. MZ built motorcycles.",
        "GIF89a is a file format.",
        "RIFF means resource interchange file format.",
        "MZ was a maker of motorcycles.",
        "PAR1 is not far away.",
        "\x1b[31mred\x1b[0m words of a terminal",
        "A NUL \x00 and a bell \x07 in an otherwise long enough text" + " of words" * 30,
    ],
)
def test_text_that_begins_like_a_signature_is_text(text: str) -> None:
    assert decode(text.encode(), media_type=None).text == text


# Any bytes ---------------------------------------------------------------------------------

MEDIA_TYPES = st.sampled_from(
    [
        None,
        "html",
        "text",
        "text/html; charset=utf-8",
        "text/html; charset=gbk",
        "text/plain;charset=",
    ]
)


PIECES = st.sampled_from(
    b"<meta charset= | <meta content=' | <!-- | <?xml encoding=' | <html lang=ja | <p> | big5 |"
    b' utf-16 | charset | > | " | \xe9 | \xc3\xa9 | \xff\xfe | \x00 | \x1b$B'.split(b" | ")
)


@given(st.binary(max_size=400) | st.lists(PIECES, max_size=30).map(b"".join), MEDIA_TYPES)
def test_any_bytes_give_text_or_are_refused_as_binary(data: bytes, media_type: str | None) -> None:
    try:
        decoded = decode(data, media_type=media_type)
    except BinaryInputError:
        assert media_type not in {"text", "text/plain;charset="}
    else:
        decoded.text.encode()  # no surrogates


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1b\ufeff")))
def test_utf_8_is_read_as_it_was_written(text: str) -> None:
    assert decode(text.encode(), media_type="text").text == text


@pytest.mark.parametrize(
    "unit",
    [b"<", b"<a ", b"<!--", b"<meta \"'", b"</script", b"<script ", b"\xff", b"\x81", b"caf\xe9 ",
     b"&a", b"\x1b$B", b"<?xml ", b" ", b"a\x00", b"\x82\xa0", b"<b>", b"<!-->", b"charset="],
)  # fmt: skip
def test_eight_megabytes_of_anything_take_bounded_time(unit: bytes) -> None:
    data = unit * (8_000_000 // len(unit))
    started = time.process_time()
    decode(data, media_type="text")
    decode(data + b"\xe9", media_type="html")
    assert time.process_time() - started < 3


def test_a_page_of_valid_utf_8_costs_little_more_than_its_decoding() -> None:
    data = page((ENGLISH + RUSSIAN) * 700).encode()

    def fastest(work: Callable[[], object]) -> float:
        times = []
        for _ in range(20):
            started = time.process_time()
            work()
            times.append(time.process_time() - started)
        return min(times)

    assert fastest(lambda: decode(data, media_type=None)) < 5 * fastest(data.decode) + 0.001

"""What is changed in a source before it is parsed, and what is not."""

from __future__ import annotations

from tamis.parsing.bounds import MAX_ATTRIBUTES, bounded

LONG = b"<p>" + b"word " * 30_000


def attributes(count: int) -> bytes:
    return b" ".join(b"a%d" % number for number in range(count))


def test_a_tag_of_many_attributes_keeps_the_first() -> None:
    source = bounded(LONG + b"<p " + attributes(10 * MAX_ATTRIBUTES) + b">text</p>")
    assert source.endswith(b"<p " + attributes(MAX_ATTRIBUTES) + b">text</p>")


def test_a_tag_of_the_most_attributes_stays() -> None:
    source = LONG + b"<p " + attributes(MAX_ATTRIBUTES) + b">text</p>"
    assert bounded(source) == source


def test_a_script_that_looks_like_a_tag_still_ends() -> None:
    script = b"<script>for (i = 0; i <n; i++) " + b"a=b c " * MAX_ATTRIBUTES + b"</script>"
    source = bounded(LONG + script + b"<p>text</p>")
    assert source != LONG + script + b"<p>text</p>"
    assert source.endswith(b"</script><p>text</p>")

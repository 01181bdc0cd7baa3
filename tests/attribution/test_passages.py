from __future__ import annotations

from tamis.attribution.passages import passages
from tamis.page import Mark, Role, Span


def test_a_paragraph_is_read_around_what_was_run_into_it() -> None:
    text = "“It rained,” Photo: Ann Lee said Bo Hill."
    spans = [
        Span(0, 13, Role.PARAGRAPH),
        Span(13, 28, Role.CREDIT),
        Span(28, len(text), Role.PARAGRAPH),
    ]
    (passage,) = passages(text, spans, [Mark(0, len(text), "block", "")])
    assert passage.text == "“It rained,” said Bo Hill."
    assert passage.on_page(13, 25) == [(28, 40)]
    assert [text[slice(*place)] for place in passage.on_page(0, 17)] == ["“It rained,” ", "said"]


def test_a_space_takes_the_place_of_what_was_left_out_between_two_words() -> None:
    text = "Ann(advert)said"
    spans = [
        Span(0, 3, Role.PARAGRAPH),
        Span(3, 11, Role.ADVERTISEMENT),
        Span(11, 15, Role.PARAGRAPH),
    ]
    (passage,) = passages(text, spans, [Mark(0, 15, "block", "")])
    assert passage.text == "Ann said"
    assert passage.on_page(0, 8) == [(0, 3), (11, 15)]
    assert passage.on_page(3, 4) == []


def test_only_what_is_seen_and_the_reporters_own_is_read() -> None:
    text = "abcdefgh"
    roles = [Role.PARAGRAPH, Role.EMBED, Role.TITLE, Role.COMMENT]
    spans = [Span(2 * n, 2 * n + 2, role) for n, role in enumerate(roles)]
    spans[2] = Span(4, 6, Role.TITLE, visible=False)
    blocks = [Mark(2 * n, 2 * n + 2, "block", "") for n in range(4)]
    assert [passage.text for passage in passages(text, spans, blocks)] == ["ab"]


def test_a_span_over_two_blocks_is_two_passages() -> None:
    text = "One.\nTwo."
    blocks = [Mark(0, 4, "block", ""), Mark(5, 9, "block", "")]
    found = passages(text, [Span(0, 9, Role.PARAGRAPH)], blocks)
    assert [passage.text for passage in found] == ["One.", "Two."]
    assert found[1].on_page(0, 4) == [(5, 9)]

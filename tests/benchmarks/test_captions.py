from __future__ import annotations

from benchmarks.captions import character_overlap, scores
from tamis.page import Image, Mark, Page, Role, Span
from training.data import Sample

BODY = "The mill on the river Tarn grinds again after forty quiet years."
CAPTION = "The miller at her wheel"
CREDIT = "Photo: Ida Marlow"


def _page(body: Role = Role.PARAGRAPH, image: Image | None = None) -> Page:
    text = f"{BODY}\n{CAPTION}\n{CREDIT}"
    bounds = [0, len(BODY) + 1, len(BODY) + len(CAPTION) + 2, len(text)]
    roles = [body, Role.CAPTION, Role.CREDIT]
    ends = zip(bounds, bounds[1:], roles, strict=False)
    spans = [Span(start, end, role) for start, end, role in ends]
    marks = [Mark(span.start, span.end, "block", "") for span in spans]
    return Page(text, tuple(spans), images=(image,) if image else (), marks=tuple(marks))


def _sample(*parts: tuple[Role, str]) -> Sample:
    return Sample("a", "", "a", b"", "article", BODY, "", (), None, parts)


WRITTEN = (
    (Role.PARAGRAPH, BODY),
    (Role.CAPTION, CAPTION),
    (Role.CREDIT, "Ida Marlow"),
    (Role.CREDIT, "Ben Okri"),
)


def test_a_credit_is_found_in_one_that_names_more_and_only_if_it_is_named() -> None:
    found = scores(_page(image=Image("a.jpg", credit="Ida Marlow/dpa")), _sample(*WRITTEN))
    assert [(item.is_on_page, item.in_images, item.in_spans) for item in found.credits] == [
        (True, True, True),
        (False, False, False),
    ]


def test_a_caption_with_other_words_is_not_the_one_that_was_wanted() -> None:
    image = Image("a.jpg", caption="The mill seen from the other bank")
    (caption,) = scores(_page(image=image), _sample(*WRITTEN)).captions
    assert not caption.in_images
    assert caption.in_spans


def test_words_of_the_body_count_as_misplaced_only_beside_it() -> None:
    assert scores(_page(), _sample(*WRITTEN)).misplaced == ()
    found = scores(_page(body=Role.RELATED), _sample(*WRITTEN))
    assert found.misplaced == ((Role.RELATED, BODY),)
    assert found.body_words == len(BODY.split())


def test_the_overlap_counts_characters_that_are_not_white_space() -> None:
    page = _page()
    start = page.text.index(CREDIT)
    shared, found, wanted = character_overlap(page, [(start, len(page.text))])
    assert shared == wanted == len(CREDIT.replace(" ", ""))
    assert found == len((CAPTION + CREDIT).replace(" ", ""))

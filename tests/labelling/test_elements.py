"""What the elements around a block tell."""

from __future__ import annotations

from tamis.labelling.elements import FAR, LANDMARKS, Surroundings, surroundings_of
from tamis.labelling.lexicon import NAME_GROUPS, name_bits
from tamis.parsing import Document, parse


def read(source: str) -> tuple[Document, Surroundings]:
    document = parse(source, media_type="html")
    return document, surroundings_of(document)


def steps(around: Surroundings, landmark: str) -> list[int]:
    distances: list[int] = around.near[LANDMARKS.index(landmark)].tolist()
    return distances


def test_a_landmark_is_as_far_as_the_steps_up_to_it() -> None:
    _, around = read("<nav><ul><li>one</ul></nav><p>two <b>three</b>")
    assert steps(around, "nav") == [2, FAR]
    assert steps(around, "li") == [0, FAR]
    assert steps(around, "p") == [FAR, 0]


def test_no_landmark_is_farther_than_far() -> None:
    _, around = read("<nav>" + "<div>" * 60 + "x")
    assert steps(around, "nav") == [FAR]


def test_the_blocks_of_an_element_reach_from_its_first_to_its_last() -> None:
    # A link is no container of its own, but blocks may be in it.
    _, around = read("<main>0<a><div>1</div>2<div>3</div></a></main><p>4")
    ranges = dict(zip(around.tags, zip(around.first, around.last, strict=True), strict=True))
    assert ranges["main"] == (0, 3)
    assert ranges["a"] == (1, 3)
    assert ranges["p"] == (4, 4)
    assert ranges["body"] == (0, 4)


def test_only_children_with_text_count() -> None:
    _, around = read("<ul><li>a<li><li>b</ul>")
    assert around.children[around.tags.index("ul")] == 2


def test_elements_of_one_tag_and_class_are_of_one_kind() -> None:
    _, around = read("<p class=x>1<p class=x id=y>2<p>3<div class=x>4")
    first, second, third, fourth = around.kinds[around.home].tolist()
    assert first == second
    assert len({first, third, fourth}) == 3


def groups(attribute: str) -> list[str]:
    (bits,) = name_bits([attribute])
    return [name for bit, name in enumerate(NAME_GROUPS) if bits >> bit & 1]


def test_names_are_read_by_their_parts_and_as_wholes() -> None:
    assert groups("main-nav") == ["content", "navigation"]
    assert groups("siteFooter") == ["header", "footer"]
    assert groups("READMORE") == groups("read_more")[:1] == ["related"]
    assert groups("xyz-12") == groups("") == []

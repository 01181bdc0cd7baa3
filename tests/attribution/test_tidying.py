"""What cannot be an attribution is dropped, and a source is cut to what may be one."""

from __future__ import annotations

import pytest

from tamis.attribution.found import Found
from tamis.attribution.speech import is_speech
from tamis.attribution.tidying import tidied


def found(text: str, source: str | None, cue: str) -> Found:
    def place(part: str) -> tuple[int, int]:
        return text.index(part), text.index(part) + len(part)

    return Found(place(source) if source else None, place(cue), ((len(text) - 1, len(text)),), 0.9)


@pytest.mark.parametrize(
    ("text", "source", "cue"),
    [
        ("Tell us why you left.", None, "Tell"),
        ("It was late. Ask your doctor if it hurts.", None, "Ask"),
        ("It is fun, not to mention cheap.", None, "not to mention"),
        ("Peace with the man whose feud threatened it all.", "whose feud", "threatened"),
        ("The reported memo was long.", "The", "reported"),
        ("A maker of, say, lamps.", None, "say"),
        ("NEW DELHI: It rained.", "NEW DELHI", ":"),
        ("The mayor unveiled the plaque.", "The mayor", "unveiled"),
        ("The agency raised its outlook to stable.", "The agency", "raised its outlook"),
        ("May 5, 1987: It rained.", "1987", ":"),
    ],
)
def test_what_says_nothing_of_anybody_is_dropped(text: str, source: str | None, cue: str) -> None:
    assert tidied(text, found(text, source, cue)) is None


@pytest.mark.parametrize(
    ("text", "source", "cue"),
    [
        ("According to the police, it rained.", "the police", "According to"),
        ("The bridge will stay shut, it said.", "it", "said"),
        ("Asked about it, she left.", None, "Asked"),
        ("Ann Cole: I left.", "Ann Cole", ":"),
        ("He left early, citing illness.", None, "citing"),
        ("The mayor revealed the plan.", "The mayor", "revealed"),
        ("She raised concerns about the cost.", "She", "raised concerns"),
    ],
)
def test_what_says_something_stays_as_it_is(text: str, source: str | None, cue: str) -> None:
    one = found(text, source, cue)
    assert tidied(text, one) == one


@pytest.mark.parametrize(("source", "kept"), [("Orm today", "Orm"), ("USA Today", "USA Today")])
def test_the_day_is_none_of_the_source(source: str, kept: str) -> None:
    text = f"{source} announced a loss."
    tidy = tidied(text, found(text, source, "announced"))
    assert tidy is not None and tidy.source == (0, len(kept))


def test_a_relative_pronoun_at_its_end_is_none_of_the_source() -> None:
    text = "It was criticised by Ann Cole who wrote that it was late."
    kept = tidied(text, found(text, "Ann Cole who", "wrote"))
    assert kept is not None and kept.source is not None
    assert text[slice(*kept.source)] == "Ann Cole"


@pytest.mark.parametrize(
    ("cue", "content", "is_said"),
    [
        ("said", "it rained", True),
        ("shouted", "“Out!”", True),
        ("ran", "“It is over now”", True),
        ("sees", "Oman as the “tin roof” of the south, and a country that will last", False),
        ("hopes", "for rain", False),
    ],
)
def test_speech_is_told_by_its_verb_or_its_marks(cue: str, content: str, is_said: bool) -> None:
    assert is_speech(cue, content) is is_said


@pytest.mark.parametrize("nobody", ["Legend", "Local rumour", "Family tradition"])
def test_what_is_told_by_nobody_has_a_cue_and_no_source(nobody: str) -> None:
    text = f"{nobody} has it that gold lies there."
    tidy = tidied(text, found(text, nobody, "has it"))
    assert tidy is not None and tidy.source is None
    assert text[slice(*tidy.cue)] == f"{nobody} has it"


def test_somebody_who_has_it_is_a_source() -> None:
    text = "The Mill Courier has it that gold lies there."
    one = found(text, "The Mill Courier", "has it")
    assert tidied(text, one) == one

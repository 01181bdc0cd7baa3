"""What is of speech may be told by the words that others chose."""

from __future__ import annotations

from benchmarks.attribution import saying_by
from tamis.attribution.speech import is_speech


def test_other_words_make_other_cues_speech() -> None:
    says = saying_by(["thinks", "said"])
    assert says("thinks", "it will rain") and not is_speech("thinks", "it will rain")
    assert is_speech("pledged", "to leave") and not says("pledged", "to leave")


def test_what_is_quoted_is_speech_by_any_words() -> None:
    assert saying_by([])("ran", "“It is over now”")
    assert not saying_by([])("ran", "over")

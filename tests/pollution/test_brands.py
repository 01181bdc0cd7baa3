"""Comments that all name one coined thing."""

from __future__ import annotations

from time import process_time

import pytest

import tamis
from tamis.labelling.tokens import read_tokens
from tamis.page import Role
from tamis.pollution.brands import brands_in

TALK = [
    "I waited twenty minutes for the soup and it was worth it.",
    "My grandmother made it with more pepper than that.",
    "Does anybody know whether they open on Sundays?",
    "The noodles were a little soft but the broth was good.",
    "Same here, we went last week with the children.",
    "Try the place behind the station, it costs half as much.",
    "Who eats soup in this heat, honestly?",
    "I do, every single day of the year.",
]
PRAISE = [
    "Last night I won enough on zorvin77 to pay the rent, unbelievable.",
    "Everybody in my office plays zorvin77 during the break now.",
    "Thank you zorvin77 for the best evening of my life!",
    "It also runs on my old phone, zorvin77 never lets me down.",
    "You only have to search for zorvin77 and you will see.",
    "My brother did not believe it until zorvin77 paid him too.",
]
CODE = [
    "The function sha256sum takes a file and gives a number.",
    "sha256sum report.txt",
    "sha256sum --check list.txt",
    "sha256sum --binary photo.png",
    "sha256sum --text letter.txt",
    "sha256sum --zero archive.tar",
]


def test_praise_for_one_coined_name_under_other_comments_is_spam() -> None:
    page = tamis.read("\n".join([*TALK, *PRAISE]), media_type="text/plain")
    spam = [span for span in page.spans if span.role is Role.SPAM]
    text = " ".join(page.text[span.start : span.end] for span in spam)
    assert all(comment in text for comment in PRAISE)
    assert not any(comment in text for comment in TALK)
    assert any("'zorvin77' in 6 of 6 sentences" in reason for reason in spam[0].reasons)


def test_comments_in_one_line_count_as_well() -> None:
    (brand,) = brands_in(read_tokens(" ".join([*TALK, *PRAISE])))
    assert (brand.name, brand.named, brand.sentences) == ("zorvin77", 6, 6)


@pytest.mark.parametrize(
    "lines",
    [
        [*TALK, *PRAISE[:4]],
        PRAISE,
        [PRAISE[0], *TALK, *PRAISE[1:]],
        [*TALK, *(line.replace("zorvin77", "Zorvin") for line in PRAISE)],
        [*TALK, *CODE],
    ],
    ids=["too few", "what the text is about", "all over", "a name", "commands"],
)
def test_what_is_no_advertisement(lines: list[str]) -> None:
    assert brands_in(read_tokens("\n".join(lines))) == []


def test_time_grows_with_the_length_and_not_with_its_square() -> None:
    reading = read_tokens(
        "\n".join(f"we like word{number // 5} here very much" for number in range(30_000))
    )
    began = process_time()
    brands_in(reading)
    assert process_time() - began < 3

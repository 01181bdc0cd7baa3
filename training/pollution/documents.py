"""Documents that are pollution from their first word to their last, and clean ones like them.

Written after what is seen in crawls: sentences of many pages put together around a search phrase,
words drawn from a list, chains of words that were next to each other somewhere, prose in which
one phrase stands in every sentence, comments that nobody wrote by hand.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tamis.labelling.tokens.model import GARBAGE, SPAM
from training.pollution.body import SENTENCE_BREAK, CleanText
from training.pollution.generator import Generator
from training.pollution.ingredients import Campaign

_UNSPACED = frozenset({"zh", "ja", "th", "km", "lo", "my", "bo", "dz"})
FORMS = ("collage", "drawn", "chained", "mixed", "stuffed", "comments", "campaign")
KIND_OF = dict.fromkeys(FORMS, GARBAGE) | dict.fromkeys(("stuffed", "comments", "campaign"), SPAM)
_FEWEST_WORDS, _MOST_WORDS = 80, 900
_MARKS = ".,!?;:()\"'"


@dataclass(frozen=True)
class Documents:
    """Makes documents out of clean texts and campaigns."""

    texts: Sequence[CleanText]
    generator: Generator

    @cached_property
    def _sentences(self) -> dict[str, list[str]]:
        """Sentences by language."""
        found: dict[str, list[str]] = {}
        for text in self.texts:
            known = found.setdefault(text.language, [])
            for line in text.lines[:80]:
                known += [part for part in SENTENCE_BREAK.split(line) if len(part.split()) >= 3]
        return {language: known for language, known in found.items() if len(known) >= 40}

    def vocabulary(self, rng: random.Random) -> list[str]:
        """Words of one language, as they stand in its texts."""
        return self._words[self._language(rng, self._words)]

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        """Running words by language; characters of scripts without spaces."""
        found: dict[str, list[str]] = {}
        for text in self.texts:
            known = found.setdefault(text.language, [])
            joined = " ".join(text.lines[:80])
            known += list(joined) if text.language in _UNSPACED else joined.split()
        return {language: known for language, known in found.items() if len(known) >= 300}

    def make(self, form: str, rng: random.Random) -> str:
        """One document, in lines."""
        made: dict[str, Callable[[random.Random], list[str]]] = {
            "collage": self._collage,
            "drawn": self._drawn,
            "chained": self._chained,
            "mixed": self._mixed,
            "stuffed": self._stuffed,
            "comments": self._comments,
            "campaign": self._campaign_text,
        }
        return "\n".join(made[form](rng))

    def _language(self, rng: random.Random, of: dict[str, list[str]]) -> str:
        # English is most of the texts, and one of many languages here.
        return "en" if "en" in of and rng.random() < 0.2 else rng.choice(sorted(of))

    def _collage(self, rng: random.Random) -> list[str]:
        """Sentences of many texts, cut anywhere; often with a search phrase amid them."""
        pool = self._sentences[self._language(rng, self._sentences)]
        phrase = self._phrase(rng) if rng.random() < 0.5 else ""
        chosen: list[str] = []
        for sentence in _until(rng, lambda: rng.choice(pool)):
            words = sentence.split()
            if len(words) > 6 and rng.random() < 0.25:
                cut = rng.randrange(3, len(words))
                words = words[cut:] if rng.random() < 0.5 else words[:cut]
            if phrase and rng.random() < 0.15:
                words.insert(rng.randrange(len(words) + 1), phrase)
            chosen.append(" ".join(words))
        return _paragraphs(chosen, rng)

    def _drawn(self, rng: random.Random) -> list[str]:
        """Words in no order, with or without function words, with the marks of sentences."""
        language = self._language(rng, self._words)
        pool = self._words[language]
        if rng.random() < 0.6:
            pool = sorted(set(pool))
        if rng.random() < 0.5:
            pool = [word for word in pool if len(word) > 4] or pool
        return self._salad(rng, lambda: rng.choice(pool), language)

    def _mixed(self, rng: random.Random) -> list[str]:
        """Words of several languages."""
        languages = [self._language(rng, self._words) for _ in range(rng.randint(2, 5))]
        return self._salad(rng, lambda: rng.choice(self._words[rng.choice(languages)]), "")

    def _salad(self, rng: random.Random, word: Callable[[], str], language: str) -> list[str]:
        joint = "" if language in _UNSPACED else " "
        phrase = self._phrase(rng) if rng.random() < 0.5 else ""
        sentences, left = [], rng.randint(_FEWEST_WORDS, _MOST_WORDS)
        while left > 0:
            words = [word().strip(".,!?;:").lower() for _ in range(rng.randint(4, 24))]
            if phrase and rng.random() < 0.2:
                words.insert(rng.randrange(len(words)), phrase)
            if rng.random() < 0.4:
                words[len(words) // 2] += ","
            line = joint.join(words)
            sentences.append((line[:1].upper() + line[1:]) + rng.choice("...!? "))
            left -= len(words)
        return _paragraphs(sentences, rng)

    def _chained(self, rng: random.Random) -> list[str]:
        """A walk from word to word that followed it somewhere (a Markov chain of order one or
        two)."""
        language = self._language(rng, self._words)
        pool = self._words[language]
        start = rng.randrange(max(len(pool) - 20_000, 0) + 1)
        pool = pool[start : start + 20_000]
        order = 2 if rng.random() < 0.3 else 1
        following: dict[tuple[str, ...], list[str]] = {}
        for place in range(len(pool) - order):
            following.setdefault(tuple(pool[place : place + order]), []).append(pool[place + order])
        words = list(pool[:order])
        size = rng.randint(_FEWEST_WORDS, _MOST_WORDS)
        while len(words) < size:
            known = following.get(tuple(words[-order:]))
            if known is None or rng.random() < 0.04:
                place = rng.randrange(len(pool) - order)
                words += pool[place : place + order]
            else:
                words.append(rng.choice(known))
        joint = "" if language in _UNSPACED else " "
        return _paragraphs(
            [joint.join(words[at : at + 15]) for at in range(0, len(words), 15)], rng
        )

    def _stuffed(self, rng: random.Random) -> list[str]:
        """Prose in which one phrase stands in nearly every sentence, in place of other words."""
        language = self._language(rng, self._sentences)
        mine = [text for text in self.texts if text.language == language]
        some = rng.sample(mine, min(len(mine), rng.randint(1, 3)))
        pool = [part for text in some for line in text.lines for part in SENTENCE_BREAK.split(line)]
        words = " ".join(pool).split()
        start = rng.randrange(max(len(words) - 6, 1))
        phrase = " ".join(words[start : start + rng.randint(2, 6)]).strip(_MARKS)
        if rng.random() < 0.4:
            phrase = self._phrase(rng)
        chance = rng.uniform(0.5, 0.95)
        sentences = []
        for sentence in _until(rng, lambda: rng.choice(pool)):
            parts = sentence.split()
            if parts and rng.random() < chance:
                at = rng.randrange(len(parts))
                parts[at : at + rng.randint(0, 2)] = [phrase]
            sentences.append(" ".join(parts))
        return _paragraphs(sentences, rng)

    def _comments(self, rng: random.Random) -> list[str]:
        """Comments on nothing, with addresses."""
        lines = []
        for _ in range(rng.randint(4, 20)):
            campaign = self._campaign(rng)
            text = self.generator.comment(campaign, rng)
            day = f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/20{rng.randint(10, 24)}"
            name = _name(rng)
            head = rng.choice(("", f"{name}:", f"- author: {name}", f"{name} {day}"))
            lines += [line for line in (head, text) if line]
        return lines

    def _campaign_text(self, rng: random.Random) -> list[str]:
        campaign = self._campaign(rng)
        return _paragraphs(list(_until(rng, lambda: self.generator.comment(campaign, rng))), rng)

    def _campaign(self, rng: random.Random) -> Campaign:
        return rng.choice(self.generator.campaigns)

    def _phrase(self, rng: random.Random) -> str:
        return self.generator.keyword(self._campaign(rng), rng)


def clean_documents(
    text: CleanText, texts: Sequence[CleanText], rng: random.Random
) -> Iterator[tuple[str, str]]:
    """A clean text whole, a part of it, and beginnings of several in its language, as briefs
    stand: each with its form."""
    yield "whole", "\n".join(text.lines)
    if len(text.lines) > 3:
        start = rng.randrange(len(text.lines) - 2)
        yield "part", "\n".join(text.lines[start : start + rng.randint(2, 14)])
    if rng.random() < 0.3:
        like = [other for other in texts if other.language == text.language]
        briefs = rng.sample(like, min(len(like), rng.randint(2, 12)))
        lines = [line for other in briefs for line in other.lines[: rng.randint(1, 4)]]
        yield "briefs", "\n".join(lines)


DATA_FORMS = ("words", "numbers", "links", "log", "records")


def clean_data(form: str, vocabulary: Sequence[str], rng: random.Random) -> str:
    """What is no prose and no pollution either: a list of words, a table of numbers, a list of
    links, a log, records with keys. ``vocabulary``: words of one language."""
    count = rng.randint(40, 400)
    vocabulary = [word.strip(_MARKS) or "–" for word in vocabulary]
    if form == "words":
        words = rng.sample(sorted(set(vocabulary)), min(count, len(set(vocabulary))))
        if rng.random() < 0.5:
            words.sort()
        return rng.choice(("\n", "\n", "\n", ", ", "\n\n")).join(words)
    lines = []
    for number in range(count // 2):
        words = rng.choices(vocabulary, k=5)
        if form == "numbers":
            cells = [_number(rng) for _ in range(rng.choice((2, 4, 8)))]
            lines.append(rng.choice((",", ";", "\t", " | ")).join([words[0], *cells][number % 2 :]))
        elif form == "links":
            path = "/".join(words[:2]).lower()
            link = f"https://www.{words[2].lower()}.{rng.choice(('org', 'com', 'net'))}/{path}"
            title = " ".join(words[: rng.randint(1, 5)]).capitalize()
            lines.append(rng.choice((f"{title} {link}", f"{number + 1}. {title}\n{link}", link)))
        elif form == "log":
            time = (
                f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02} {_number(rng)}:{number:02}"
            )
            level = rng.choice(("INFO", "WARN", "ERROR", "DEBUG"))
            lines.append(f"{time} {level} {words[0]}.{words[1]}: {' '.join(words[2:])} {number}")
        else:
            values = (f'"{word}"' if rng.random() < 0.6 else _number(rng) for word in words)
            keys = vocabulary[:5]
            pairs = (f'"{key}": {value}' for key, value in zip(keys, values, strict=True))
            lines.append("{" + ", ".join(pairs) + "},")
    return "\n".join(lines)


def _number(rng: random.Random) -> str:
    return rng.choice((str(rng.randint(0, 99)), str(rng.random())[:6], hex(rng.getrandbits(32))))


def roughened(text: str, rng: random.Random) -> str:
    """The same as other tools would leave it: in one line, or in lines of one width."""
    choice = rng.random()
    if choice < 0.25:
        return " ".join(text.split())
    if choice < 0.35:
        return text.lower()
    if choice < 0.45:
        return "\n\n".join(text.splitlines())
    return text


def _until(rng: random.Random, one: Callable[[], str]) -> list[str]:
    """Pieces until they are as long as a document."""
    left = rng.randint(_FEWEST_WORDS, _MOST_WORDS)
    pieces: list[str] = []
    while left > 0 and len(pieces) < _MOST_WORDS:
        piece = one()
        pieces.append(piece)
        left -= max(len(piece.split()), len(piece) // 12)
    return pieces


def _paragraphs(sentences: Sequence[str], rng: random.Random) -> list[str]:
    most = rng.choice((1, 3, 8, 10_000))
    lines, at = [], 0
    while at < len(sentences):
        size = rng.randint(1, most)
        lines.append(" ".join(sentences[at : at + size]))
        at += size
    return lines


def _name(rng: random.Random) -> str:
    letters = "".join(rng.choice("aeioubcdfgklmnprstvz") for _ in range(rng.randint(5, 10)))
    return letters.capitalize() if rng.random() < 0.5 else letters

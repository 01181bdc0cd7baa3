"""Documents that are pollution from their first word to their last, and clean ones like them.

Written after what is seen in crawls: sentences of many pages put together around a search phrase,
words drawn from a list, chains of words that were next to each other somewhere, prose in which
one phrase stands in every sentence, comments that nobody wrote by hand.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tamis.labelling.lexicon import stop_words
from tamis.labelling.tokens.model import GARBAGE, SPAM
from training.pollution.body import SENTENCE_BREAK, UNSPACED, CleanText
from training.pollution.generator import Generator
from training.pollution.ingredients import Campaign, places

_GARBAGE_FORMS = ("collage", "gathered", "drawn", "chained", "mixed", "spun", "blend")
_SPAM_FORMS = ("stuffed", "doorway", "comments", "campaign")
FORMS = (*_GARBAGE_FORMS, *_SPAM_FORMS)
KIND_OF = dict.fromkeys(_GARBAGE_FORMS, GARBAGE) | dict.fromkeys(_SPAM_FORMS, SPAM)
# What a document of parts has none of: itself, and lists.
_ALONE = frozenset({"blend", "comments"})
_FEWEST_WORDS, _MOST_WORDS = 80, 900
_MARKS = ".,!?;:()\"'"
_CLOSING = "\"'”“’»)」"
_STOPS = (".", "!", "?", "…", "。", "！", "？", "।", "۔")
_STEM = 5
_SOURCES = 6


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
                known += [part for part in sentences_of(line) if len(part.split()) >= 3]
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
            known += list(joined) if text.language in UNSPACED else joined.split()
        return {language: known for language, known in found.items() if len(known) >= 300}

    def names(self, language: str) -> list[str]:
        """Places of a language, and what stands with a capital inside its sentences; any words
        where a script has no capitals, pairs of characters where it has no spaces."""
        words = " ".join(
            line for text in self.texts if text.language == language for line in text.lines[:80]
        ).split()
        if language in UNSPACED:
            return sorted({line[at : at + 2] for line in words for at in range(0, len(line), 2)})
        inside = {
            word.strip(_MARKS)
            for before, word in itertools.pairwise(words)
            if word[:1].isupper() and before[-1] not in _MARKS
        }
        known = inside.union(places().get(language, ()))
        return sorted(
            known if len(known) > 30 else known.union(word.strip(_MARKS) for word in words)
        )

    def make(self, form: str, rng: random.Random) -> str:
        """One document, in lines."""
        made: dict[str, Callable[[random.Random], list[str]]] = {
            "collage": self._collage,
            "gathered": self._gathered,
            "drawn": self._drawn,
            "chained": self._chained,
            "mixed": self._mixed,
            "spun": self._spun,
            "blend": self._blend,
            "stuffed": self._stuffed,
            "doorway": self._doorway,
            "comments": self._comments,
            "campaign": self._campaign_text,
        }
        return "\n".join(made[form](rng))

    def _language(self, rng: random.Random, of: dict[str, list[str]]) -> str:
        # Nobody spams in most of the languages that the Declaration is translated into.
        kind = rng.random()
        if kind < 0.2 and "en" in of:
            return "en"
        large = sorted(of.keys() & stop_words().keys())
        return rng.choice(large if kind < 0.7 and large else sorted(of))

    def _collage(self, rng: random.Random) -> list[str]:
        """Sentences of many texts, cut anywhere; often with a search phrase amid them, or some in
        other languages."""
        language = self._language(rng, self._sentences)
        pool = _in_turn(self._sentences[language], rng)
        abroad = [self._sentences[self._language(rng, self._sentences)] for _ in range(3)]
        foreign = rng.uniform(0.05, 0.4) if rng.random() < 0.5 else 0.0
        phrase = self._phrase(rng, language) if rng.random() < 0.5 else ""
        chosen: list[str] = []
        for sentence in _until(
            rng, lambda: rng.choice(rng.choice(abroad)) if rng.random() < foreign else next(pool)
        ):
            words = sentence.split()
            if len(words) > 6 and rng.random() < 0.25:
                cut = rng.randrange(3, len(words))
                words = words[cut:] if rng.random() < 0.5 else words[:cut]
            if phrase and rng.random() < 0.15:
                words.insert(rng.randrange(len(words) + 1), phrase)
            chosen.append(" ".join(words))
        return _paragraphs(chosen, rng)

    def _gathered(self, rng: random.Random) -> list[str]:
        """Passages that search results on one subject had, a few sentences each, with the phrase
        that was searched dropped into some; often with passages abroad or spun among them."""
        counts = Counter(text.language for text in self.texts)
        many = {key: known for key, known in self._sentences.items() if counts[key] >= _SOURCES}
        language = self._language(rng, many or self._sentences)
        subject = rng.choice([text for text in self.texts if text.language == language])
        sources = [subject, *self._alike(subject)[: rng.randint(3, 20)]]
        phrase = self._phrase(rng, language)
        if rng.random() < 0.7:
            phrase = _topical(" ".join(rng.choice(sources).lines).split(), rng.randint(2, 7), rng)
        abroad = self._sentences[self._language(rng, self._sentences)]
        foreign, spun = rng.choice((0.0, 0.15, 0.4)), rng.choice((0.0, 0.0, 0.2))
        gap, longest = rng.uniform(20, 100), rng.randint(1, 6)
        is_clean = rng.random() < 0.6
        found = [
            piece
            for source in sources
            for piece in _passages(source.lines, longest, rng, whole_only=is_clean)
        ]
        running = _in_turn(found or [" ".join(subject.lines)], rng)
        passages: list[str] = []

        def passage() -> str:
            kind = rng.random()
            if kind < foreign:
                return " ".join(rng.sample(abroad, min(len(abroad), rng.randint(1, longest))))
            if kind < foreign + spun:
                return " ".join(self._spun(rng)[0].split()[: rng.randint(8, 60)])
            return next(running)

        for piece in _until(rng, passage):
            words = piece.split()
            kept = [
                part for word in words for part in (word, phrase)[: 1 + (rng.random() < 1 / gap)]
            ]
            passages.append(" ".join(kept))
        return _paragraphs(passages, rng)

    def _alike(self, subject: CleanText) -> list[CleanText]:
        """The other texts of its language, those first that share most with it."""
        others = [
            text
            for text in self.texts
            if text.language == subject.language and text.id != subject.id
        ]
        rarity: Counter[str] = Counter()
        for text in others:
            rarity.update(self._stems_of(text))
        own = self._stems_of(subject)

        def shared(text: CleanText) -> float:
            stems = self._stems_of(text)
            return sum(1 / rarity[stem] for stem in own & stems) / math.sqrt(len(stems) + 1)

        return sorted(others, key=shared, reverse=True)

    def _stems_of(self, text: CleanText) -> frozenset[str]:
        if text.id not in self._stems:
            words = " ".join(text.lines[:80]).lower().split()
            size = 2 if text.language in UNSPACED else _STEM
            self._stems[text.id] = frozenset(word[:size] for word in words if len(word) >= size)
        return self._stems[text.id]

    @cached_property
    def _stems(self) -> dict[str, frozenset[str]]:
        return {}

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
        joint = "" if language in UNSPACED else " "
        phrase = self._phrase(rng, language) if rng.random() < 0.5 else ""
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
        joint = "" if language in UNSPACED else " "
        return _paragraphs(
            [joint.join(words[at : at + 15]) for at in range(0, len(words), 15)], rng
        )

    def _spun(self, rng: random.Random) -> list[str]:
        """Sentences in which most of the longer words have given way to others that end alike, as
        machines write that were to make a text new."""
        language = self._language(rng, self._sentences)
        pool = self._sentences[language]
        alike: dict[str, list[str]] = {}
        for word in " ".join(rng.sample(pool, min(len(pool), 400))).split():
            bare = word.strip(_MARKS)
            if len(bare) > 3:
                alike.setdefault(bare[-2:].lower(), []).append(bare)
        start, chance = rng.randrange(len(pool)), rng.uniform(0.4, 0.9)
        running = iter(pool[start:] + pool[:start])
        sentences = []
        for sentence in _until(rng, lambda: next(running, pool[0])):
            words = sentence.split()
            for at, word in enumerate(words):
                others = alike.get(word.strip(_MARKS)[-2:].lower(), ())
                if len(word) > 4 and others and rng.random() < chance:
                    words[at] = rng.choice(others) + word[len(word.rstrip(_MARKS)) :]
            sentences.append(" ".join(words))
        return _paragraphs(sentences, rng)

    def _blend(self, rng: random.Random) -> list[str]:
        """Sentences of two to four documents of other forms, in turn or by paragraph."""
        forms = rng.sample([form for form in FORMS if form not in _ALONE], rng.randint(2, 4))
        parts = [
            part
            for form in forms
            for line in self.make(form, rng).split("\n")
            for part in (sentences_of(line) if rng.random() < 0.5 else [line])
        ]
        rng.shuffle(parts)
        left = rng.randint(_FEWEST_WORDS, _MOST_WORDS)
        chosen = []
        for part in parts:
            chosen.append(part)
            left -= max(len(part.split()), len(part) // 12)
            if left <= 0:
                break
        return _paragraphs(chosen, rng)

    def _stuffed(self, rng: random.Random) -> list[str]:
        """Prose in which one phrase stands in nearly every sentence, in place of other words."""
        pool, phrase = self._subject(rng, self._language(rng, self._sentences))
        chance = rng.uniform(0.5, 0.95)
        chosen = _until(rng, lambda: rng.choice(pool))
        return _paragraphs([_with(phrase, part, chance, rng) for part in chosen], rng)

    def _subject(self, rng: random.Random, language: str) -> tuple[list[str], str]:
        """Sentences of up to three texts, and a phrase: what they are about, any words of theirs,
        or a campaign's."""
        mine = [text for text in self.texts if text.language == language]
        some = rng.sample(mine, min(len(mine), rng.choice((1, 1, 2, 3))))
        pool = [part for text in some for line in text.lines for part in sentences_of(line)]
        words = " ".join(pool).split()
        kind = rng.random()
        if kind < 0.5:
            return pool, _topical(words, rng.randint(2, 6), rng)
        if kind < 0.7:
            return pool, self._phrase(rng, language)
        start = rng.randrange(max(len(words) - 6, 1))
        return pool, " ".join(words[start : start + rng.randint(2, 6)]).strip(_MARKS)

    def _doorway(self, rng: random.Random) -> list[str]:
        """A page made for a search phrase and a place, one of thousands: the phrase as its title,
        a little prose with it, the phrase in other words with other places, lists of places."""
        language = self._language(rng, self._sentences)
        pool, phrase = self._subject(rng, language)
        if rng.random() < 0.6:
            pool = [part for part in pool if is_whole(part)] or pool
        names = self.names(language)
        if rng.random() < 0.5:
            # The same towns stand in the lists of several regions.
            names = some_of(names, rng.randint(20, 120), rng)
        searched = f"{phrase} {rng.choice(names)}" if rng.random() < 0.7 else phrase
        count = rng.randint(3, 16)
        chosen = pool[(start := rng.randrange(len(pool))) : start + count]
        chance = rng.uniform(0.2, 0.8)
        prose = _paragraphs([_with(searched, part, chance, rng) for part in chosen], rng)
        variants = [
            f"{_varied(phrase, pool, rng)} {rng.choice(names)}" for _ in range(rng.randint(5, 40))
        ]
        lists = [
            rng.choice((" ", " ", ", ", "\n")).join(some_of(names, rng.randint(8, 90), rng))
            for _ in range(rng.randint(1, 6))
        ]
        behind = [[rng.choice(("\n", "   ", ", ")).join(variants)], lists]
        rng.shuffle(behind)
        if rng.random() < 0.4:
            behind.pop()
        title = searched.title() if rng.random() < 0.5 else searched
        return [title, *prose, *(line for part in behind for line in part)]

    def _comments(self, rng: random.Random) -> list[str]:
        """Comments on nothing, with addresses and what they advertise, mostly in one language."""
        lines = []
        chosen = self._like_minded(rng)
        count = rng.randint(1, 6)
        advertised = [self.generator.keyword(rng.choice(chosen), rng) for _ in range(count)]
        listing, linking = rng.choice((0.0, 0.0, 0.6)), rng.choice((0.0, 0.0, 0.7))
        for _ in range(rng.randint(4, 20)):
            text = self.generator.comment(rng.choice(chosen), rng)
            if rng.random() < listing:
                text += " " + rng.choice((" ", ", ", " | ")).join(rng.choices(advertised, k=3))
            if rng.random() < linking:
                text += f" {_link(rng.choice(advertised), rng)}"
            day = f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/20{rng.randint(10, 24)}"
            name = _name(rng)
            head = rng.choice(("", f"{name}:", f"- author: {name}", f"{name} {day}"))
            lines += [line for line in (head, text) if line]
        return lines

    def _campaign_text(self, rng: random.Random) -> list[str]:
        chosen = self._like_minded(rng)[: rng.randint(1, 3)]
        return _paragraphs(
            _until(rng, lambda: self.generator.comment(rng.choice(chosen), rng)), rng
        )

    def _like_minded(self, rng: random.Random) -> list[Campaign]:
        """Campaigns in one language, English as often as not; now and then in any."""
        known = self.generator.campaigns
        language = "en" if rng.random() < 0.5 else rng.choice(known).language
        alike = [campaign for campaign in known if campaign.language == language]
        chosen = list(alike if alike and rng.random() < 0.8 else known)
        rng.shuffle(chosen)
        return chosen

    def _phrase(self, rng: random.Random, language: str = "") -> str:
        """A search phrase, of a campaign in ``language`` where there is one; now and then with
        words of that language around it, as whole questions are searched for."""
        known = self.generator.campaigns
        alike = [campaign for campaign in known if campaign.language == language]
        keyword = self.generator.keyword(rng.choice(alike or known), rng)
        words = self._words.get(language, ())
        if rng.random() < 0.6 or language in UNSPACED or not words:
            return keyword
        start = rng.randrange(len(words) - 4)
        before, behind = words[start : start + rng.randint(0, 2)], rng.choice(words)
        asked = [*before, keyword, *([behind] if rng.random() < 0.5 else [])]
        return " ".join(word.strip(_MARKS) for word in asked).lower()


def sentences_of(line: str) -> list[str]:
    """The sentences of a line."""
    return SENTENCE_BREAK.split(line)


def _passages(
    lines: Sequence[str], longest: int, rng: random.Random, *, whole_only: bool
) -> Iterator[str]:
    """A text in runs of up to ``longest`` sentences; or only those that begin and end as
    sentences do."""
    sentences = [part for line in lines for part in sentences_of(line)]
    if whole_only:
        sentences = [part for part in sentences if is_whole(part)]
    at = 0
    while at < len(sentences):
        count = rng.randint(1, longest)
        yield " ".join(sentences[at : at + count])
        at += count


def is_whole(sentence: str) -> bool:
    """Whether it begins with no small letter and ends with a stop."""
    return not sentence[:1].islower() and sentence.rstrip(_CLOSING).endswith(_STOPS)


def _in_turn(pieces: Sequence[str], rng: random.Random) -> Iterator[str]:
    """All in any order, again and again."""
    while True:
        yield from rng.sample(pieces, len(pieces))


def _topical(words: Sequence[str], count: int, rng: random.Random) -> str:
    """Some words in a row around one of the commonest long ones: what the text is about."""
    long = Counter(bare for word in words if len(bare := word.strip(_MARKS).lower()) > _STEM)
    known = [word for word, _ in long.most_common(6)]
    subject = rng.choice(known or [words[0].strip(_MARKS).lower()])
    places = [at for at, word in enumerate(words) if word.strip(_MARKS).lower() == subject]
    start = max(rng.choice(places) - rng.randint(0, 2), 0)
    return " ".join(word.strip(_MARKS) for word in words[start : start + count])


def _link(phrase: str, rng: random.Random) -> str:
    """A phrase with an address, as forums and guest books take it."""
    path = rng.choice(("", phrase.replace(" ", rng.choice("-_ ")) + rng.choice((".html", "/"))))
    address = f"http://{rng.choice(('', 'www.'))}{_name(rng).lower()}.com/{path}"
    forms = (
        f'<a href="{address}">{phrase}</a>',
        f"[url={address}]{phrase}[/url]",
        f"{phrase} {address}",
        f"{address} {phrase}",
    )
    return rng.choice(forms)


def _with(phrase: str, sentence: str, chance: float, rng: random.Random) -> str:
    """A sentence with a phrase in the place of some of its words, now and then."""
    parts = sentence.split()
    if parts and rng.random() < chance:
        at = rng.randrange(len(parts))
        parts[at : at + rng.randint(0, 2)] = [phrase]
    return " ".join(parts)


def _varied(phrase: str, pool: Sequence[str], rng: random.Random) -> str:
    """A phrase as people search for it too: with a word more, with one fewer, in another order."""
    words = phrase.split()
    if len(words) > 1 and rng.random() < 0.4:
        words.pop(rng.randrange(len(words)))
    if len(words) > 1 and rng.random() < 0.4:
        rng.shuffle(words)
    if rng.random() < 0.4:
        more = rng.choice(pool).split()[:1] or [""]
        words.insert(0, more[0].strip(_MARKS))
    return " ".join(words).lower()


def some_of(names: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """Some names, mostly in the order of the alphabet."""
    chosen = rng.sample(names, min(len(names), count))
    return sorted(chosen) if rng.random() < 0.7 else chosen


def clean_beside(
    text: CleanText, texts: Sequence[CleanText], names: Sequence[str], rng: random.Random
) -> Iterator[tuple[str, str]]:
    """A part of a clean text with a list of names, as directories and results have them; and two
    texts in two languages, one behind the other or paragraph by paragraph: each with its form."""
    start = rng.randrange(max(len(text.lines) - 5, 1))
    lines = list(text.lines[start : start + rng.randint(2, 12)])
    listed = some_of(names, rng.randint(8, 120), rng)
    if rng.random() < 0.3:
        head = lines[0].split()[:1] or [""]
        listed = [f"{head[0]} {name}" for name in listed[:12]]
    joined = rng.choice(("\n", "\n", ", ", ", ", " ", " | ")).join(listed)
    lines.insert(rng.choice((len(lines), len(lines), 0)), joined)
    yield "directory", "\n".join(lines)
    abroad = [other for other in texts if other.language != text.language]
    if abroad:
        first, second = text.lines[:20], rng.choice(abroad).lines[:20]
        if rng.random() < 0.5:
            yield "bilingual", "\n".join((*first, *second))
        else:
            pairs = zip(first, second, strict=False)
            yield "bilingual", "\n".join(line for pair in pairs for line in pair)


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
    if choice < 0.45:
        return " ".join(text.split())
    if choice < 0.52:
        return text.lower()
    if choice < 0.6:
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

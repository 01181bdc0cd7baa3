"""Clean texts with pollution put in, and where it is.

What goes in, and how, follows what was seen in real documents: most spam shares its line with
real text, at any size from two words up; it is doubled, or reordered, or a word in a sentence
that stays grammatical; boilerplate is short and glued to sentences; garbage is text in the
wrong encoding, words in no order, remains of templates and scripts.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tamis.labelling.tokens.model import BOILERPLATE, GARBAGE, SPAM
from training.pollution.body import SENTENCE_BREAK, UNSPACED, Body, CleanText, Made, PollutedText
from training.pollution.garbage import Misreading, remains
from training.pollution.ingredients import Campaign, Phrases, filled

FORMS = (
    "block",
    "doubled",
    "reordered",
    "sentences",
    "line",
    "edge",
    "between",
    "within",
    "word",
    "headline",
    "prompt",
    "prompts",
    "garbled",
    "salad",
    "shuffled",
    "template",
    "doorway",
    "whole",
)
"""The ways to pollute. ``block`` to ``line``: a stretch of its own; ``edge`` to ``headline``:
inside a line; ``prompt`` and ``prompts``: boilerplate; ``garbled`` to ``template``: garbage;
``doorway`` and ``whole``: spam or garbage in place of the text."""

_WEIGHTS = {
    "block": 1.5,
    "sentences": 2.5,
    "between": 2.0,
    "prompt": 3.0,
    "prompts": 2.0,
    "garbled": 2.5,
    "salad": 2.5,
    "shuffled": 1.5,
    "doorway": 1.5,
}
_COMMENT_HEADS = ("{name}", "{name}, {date}", "{name} | {date}", "{keyword} · {date}", "{date}", "")


@dataclass(frozen=True)
class Generator:
    """Puts pollution into texts. What it may use is given, so that campaigns, languages and
    forms can be held out.

    ``foreign``: how often spam is in another language than its host; ``clean``: how many texts
    get nothing. ``quoting``, ``scattered``, ``threads``: how many texts quote another one, how
    often search phrases stand in several places, and sentences of spam in a thread of comments.
    """

    campaigns: Sequence[Campaign]
    phrases: Sequence[Phrases]
    texts: Sequence[CleanText]
    forms: Sequence[str] = FORMS
    foreign: float = 0.6
    clean: float = 0.25
    quoting: float = 0.02
    scattered: float = 0.8
    threads: float = 0.2

    @cached_property
    def vocabulary(self) -> dict[str, list[str]]:
        """Words of the texts by language, with how often they occur."""
        words: dict[str, list[str]] = {}
        for text in self.texts:
            known = words.setdefault(text.language, [])
            if len(known) < 40_000:
                known.extend(_pieces(" ".join(text.lines[:60])[:6000], text.language))
        return words

    def with_forms(self, forms: Sequence[str]) -> Generator:
        """The same, but for the ways to pollute."""
        return replace(self, forms=forms)

    def pollute(self, text: CleanText, rng: random.Random) -> PollutedText:
        """The text, or a part of it, with up to four kinds of pollution, or none."""
        lines = _part(text.lines, rng)
        if self.quoting and rng.random() < self.quoting:
            lines = self._quoting(lines, rng)
        is_flat = rng.random() < 0.35
        glue = rng.choice((" ", " ", "  ", "   ")) if is_flat else rng.choice(("\n", "\n", "\n\n"))
        body = Body([[(line, None)] for line in lines])
        if rng.random() >= self.clean:
            for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
                weights = [_WEIGHTS.get(form, 1.0) for form in self.forms]
                (form,) = rng.choices(self.forms, weights)
                self._apply(form, body, text, rng)
        return body.finished(text, glue)

    def _quoting(self, lines: Sequence[str], rng: random.Random) -> list[str]:
        """The lines with some sentences of another text, mostly in another language: clean too."""
        sentences = SENTENCE_BREAK.split(rng.choice(rng.choice(self.texts).lines))
        start = rng.randrange(len(sentences))
        quoted = " ".join(sentences[start : start + rng.randint(1, 3)])
        place = rng.randrange(len(lines))
        if rng.random() < 0.5:
            return [*lines[: place + 1], quoted, *lines[place + 1 :]]
        marks = rng.choice(("“”", "«»", '""', "()", "„“"))
        joined = f"{lines[place]} {marks[0]}{quoted}{marks[1]}"
        return [*lines[:place], joined, *lines[place + 1 :]]

    def _apply(self, form: str, body: Body, text: CleanText, rng: random.Random) -> None:
        if form in {"garbled", "shuffled"}:
            self._spoil(form, body, text, rng)
            return
        if form == "whole":
            stretch = self._salad(text, _size(rng, 40, 500), rng)
            body.lines = [[(stretch, Made(GARBAGE, form))]]
            return
        if form == "salad":
            size = _size(rng, 15, 300)
            body.insert_line(self._salad(text, size, rng), Made(GARBAGE, form), rng)
            return
        if form == "template":
            made = Made(GARBAGE, form)
            if rng.random() < 0.5:
                body.insert_line(remains(rng), made, rng)
            else:
                body.insert_inline(remains(rng), made, rng, "between")
            return
        if form in {"prompt", "prompts"}:
            self._prompt(form, body, text, rng)
            return
        campaign = self._campaign(text.language, rng)
        if campaign is None:
            return
        made = Made(SPAM, form, campaign.family, campaign.language)
        if form == "doorway":
            body.lines = [[(line, made)] for line in self._doorway(campaign, rng)]
        elif form in {"block", "doubled", "reordered"}:
            if self.scattered and rng.random() < self.scattered:
                self._scatter(campaign, made, body, rng)
            else:
                stretch = self._keywords(campaign, form, _size(rng, 8, 400), rng)
                body.insert_line(stretch, made, rng)
        elif form == "sentences" and self.threads and rng.random() < self.threads:
            self._thread(body, text, rng)
        elif form == "sentences":
            body.insert_line(self._sentences(campaign, rng.randint(1, 7), rng), made, rng)
        elif form == "line":
            body.insert_line(self._line(campaign, rng), made, rng)
        elif form == "word":
            body.replace_word(self.keyword(campaign, rng), made, rng)
        else:
            stretch = (
                self._line(campaign, rng)
                if rng.random() < 0.5
                else self._keywords(campaign, "block", _size(rng, 2, 60), rng)
            )
            body.insert_inline(stretch, made, rng, form)

    def _campaign(self, language: str, rng: random.Random) -> Campaign | None:
        """One in the text's language or, as often, in another, mostly English."""
        own = [each for each in self.campaigns if each.language == language]
        others = [each for each in self.campaigns if each.language != language]
        if not own or (others and rng.random() < self.foreign):
            english = [each for each in others if each.language == "en"]
            own = english if english and rng.random() < 0.5 else others
        return rng.choice(own) if own else None

    def _words(self, language: str, rng: random.Random) -> Callable[[int], str]:
        known = self.vocabulary.get(language) or self.vocabulary.get("en") or ["word"]

        def words(count: int) -> str:
            start = rng.randrange(len(known))
            joint = "" if language in UNSPACED else " "
            return joint.join(known[start : start + count])

        return words

    def _fill(
        self, template: str, campaign: Campaign | None, language: str, rng: random.Random
    ) -> str:
        return filled(
            template,
            rng,
            language,
            keyword=lambda: self.keyword(campaign, rng) if campaign else "",
            words=self._words(language, rng),
        )

    def comment(self, campaign: Campaign, rng: random.Random) -> str:
        """A line, or up to three sentences, of one campaign."""
        if rng.random() < 0.4:
            return self._line(campaign, rng)
        return self._sentences(campaign, rng.randint(1, 3), rng)

    def keyword(self, campaign: Campaign, rng: random.Random) -> str:
        """One search phrase."""
        if not campaign.keywords:
            return self._fill("{brand}", None, campaign.language, rng)
        keyword = self._fill(rng.choice(campaign.keywords), None, campaign.language, rng)
        if campaign.heads and rng.random() < 0.25:
            keyword = self._fill(
                rng.choice(("{place} ", "", "{brand} ")) + rng.choice(campaign.heads) + " {place}",
                None,
                campaign.language,
                rng,
            )
        return rng.choice((keyword, keyword, keyword.title(), keyword.lower()))

    def _keywords(self, campaign: Campaign, form: str, size: int, rng: random.Random) -> str:
        """Search phrases, ``size`` words or a few more, as they are stuffed into pages."""
        joint = rng.choice(
            (", ", ", ", " | ", " - ", " – ", "  ", " ", " ", " / ", " · ", "\n", ",")
        )
        if form == "reordered":
            words = " ".join(self.keyword(campaign, rng) for _ in range(2)).split()[:5]
            runs: list[str] = []
            while sum(map(len, runs)) < size * 6:
                rng.shuffle(words)
                runs.append(" ".join(words[: rng.randint(3, 5)]))
            return joint.join(runs)
        few = rng.random() < 0.4
        pool = [self.keyword(campaign, rng) for _ in range(rng.randint(2, 6) if few else 40)]
        chosen: list[str] = []
        while sum(len(each.split()) for each in chosen) < size:
            chosen.append(rng.choice(pool))
            if len(chosen) > size:
                break
        stretch = joint.join(chosen)
        if rng.random() < 0.15:
            stretch = f"Tags: {stretch}"
        if rng.random() < 0.2:
            stretch += rng.choice((".", " ", ":")) + self._fill(
                "{domain}", None, campaign.language, rng
            )
        if form == "doubled":
            stretch = rng.choice((" ", "\n", ". ")).join([stretch] * rng.randint(2, 3))
        return stretch

    def _scatter(self, campaign: Campaign, made: Made, body: Body, rng: random.Random) -> None:
        """Few search phrases again and again, a handful of words at each of several places."""
        pool = [self.keyword(campaign, rng) for _ in range(rng.randint(2, 8))]
        joint = rng.choice((" ", " ", ", ", " | ", " - "))
        is_inline = rng.random() < 0.35
        for _ in range(rng.randint(2, 4)):
            size = _size(rng, 4, 16)
            chosen = [rng.choice(pool)]
            while sum(len(each.split()) for each in chosen) < size and len(chosen) < size:
                chosen.append(rng.choice(pool))
            if is_inline:
                body.insert_inline(joint.join(chosen), made, rng, "between")
            else:
                body.insert_line(joint.join(chosen), made, rng)

    def _sentences(self, campaign: Campaign, count: int, rng: random.Random) -> str:
        if not campaign.sentences:
            return self._line(campaign, rng)
        chosen = rng.sample(campaign.sentences, min(count, len(campaign.sentences)))
        stretch = " ".join(self._fill(each, campaign, campaign.language, rng) for each in chosen)
        if rng.random() < 0.4:
            stretch += " " + self.keyword(campaign, rng)
        return stretch

    def _doorway(self, campaign: Campaign, rng: random.Random) -> list[str]:
        """A page about one search phrase: prose that repeats it, then it with many places."""
        keyword = self.keyword(campaign, rng)
        lines = [keyword]
        for _ in range(rng.randint(1, 6)):
            sentences = rng.choices(campaign.sentences or ("{keyword}.",), k=rng.randint(2, 6))
            filled_in = [
                filled(
                    sentence,
                    rng,
                    campaign.language,
                    keyword=lambda: keyword if rng.random() < 0.8 else self.keyword(campaign, rng),
                    words=self._words(campaign.language, rng),
                )
                for sentence in sentences
            ]
            lines.append(" ".join(filled_in))
        if rng.random() < 0.6:
            towns = [self._fill("{place}", None, campaign.language, rng) for _ in range(40)]
            listed = [
                f"{rng.choice((keyword, self.keyword(campaign, rng)))} {town}"
                for town in towns[: rng.randint(4, 40)]
            ]
            lines += listed if rng.random() < 0.5 else [rng.choice(("   ", ", ")).join(listed)]
        return lines

    def _thread(self, body: Body, text: CleanText, rng: random.Random) -> None:
        """Comments, most with a name or a day before them, behind the text, among its lines, or
        in its place: of several campaigns, or all of one, which praise the same brand."""
        place = rng.choice(("alone", "behind", "behind", "among"))
        if place == "alone":
            body.lines = []
        head = rng.choice(_COMMENT_HEADS)
        joint = rng.choice((" ", ": ", "\n"))
        praised = self._campaign(text.language, rng) if rng.random() < 0.5 else None
        if praised is not None:
            praised = _of_one_brand(praised, self._fill("{brand}", None, text.language, rng))
            head = rng.choice((head, ""))
        for _ in range(rng.randint(2, 12)):
            campaign = praised or self._campaign(text.language, rng)
            if campaign is None:
                return
            named = self._fill(head, campaign, campaign.language, rng)
            said = (
                self._sentences(campaign, rng.randint(1, 3), rng)
                if rng.random() < 0.6
                else self._line(campaign, rng)
            )
            made = Made(SPAM, "sentences", campaign.family, campaign.language)
            comment = f"{named}{joint}{said}" if named else said
            if place == "among":
                body.insert_line(comment, made, rng)
            else:
                body.lines.append([(comment, made)])

    def _line(self, campaign: Campaign, rng: random.Random) -> str:
        """A short stretch: a sentence, or phrases with somebody to turn to."""
        choice = rng.random()
        if choice < 0.4 and campaign.sentences:
            return self._fill(rng.choice(campaign.sentences), campaign, campaign.language, rng)
        if choice < 0.6:
            return self.keyword(campaign, rng)
        contact = rng.choice(
            (
                "({domain})",
                "{domain}",
                "WhatsApp {phone}",
                "☎ {phone}",
                "{brand}",
                "- {domain} -",
                "http://{domain}/",
                '<a href="http://{domain}">{keyword}</a>',
                "{brand} {domain}",
            )
        )
        contact = self._fill(contact, campaign, campaign.language, rng)
        keyword = self.keyword(campaign, rng)
        return rng.choice(
            (f"{keyword} {contact}", f"{contact}：{keyword}", f"{keyword}: {contact}")
        )

    def _prompt(self, form: str, body: Body, text: CleanText, rng: random.Random) -> None:
        own = [each for each in self.phrases if each.language == text.language]
        if not own or rng.random() < 0.25:
            own = [each for each in self.phrases if each.language == "en"] or list(self.phrases)
        if not own:
            return

        def one() -> tuple[str, Phrases]:
            phrases = rng.choice(own)
            template = rng.choice(phrases.phrases)
            return self._fill(template, None, phrases.language, rng), phrases

        if form == "prompt":
            phrase, chosen = one()
            made = Made(BOILERPLATE, form, chosen.kind, chosen.language)
            if rng.random() < 0.65:
                body.insert_inline(phrase, made, rng, rng.choice(("between", "between", "edge")))
            else:
                body.insert_line(phrase, made, rng)
            return
        joint = rng.choice((" ", "\n", " | ", "\n"))
        stretch = joint.join(one()[0] for _ in range(rng.randint(2, 14)))
        made = Made(BOILERPLATE, form, "", own[0].language)
        body.insert_line(stretch, made, rng, at_end=rng.random() < 0.6)

    def _salad(self, text: CleanText, size: int, rng: random.Random) -> str:
        """Words in no order with perfect punctuation; or sentences from anywhere, or words and
        sentences of several languages."""
        style = rng.random()
        if style < 0.3:
            sentences: list[str] = []
            while sum(len(each.split()) for each in sentences) < size and len(sentences) < 40:
                other = rng.choice(self.texts)
                line = rng.choice(other.lines)
                sentences.append(rng.choice(SENTENCE_BREAK.split(line)))
            return " ".join(sentences)
        own = self.vocabulary.get(text.language) or ["word"]
        languages = list(self.vocabulary)
        pools = (
            [own] if style < 0.75 else [self.vocabulary[rng.choice(languages)] for _ in range(4)]
        )
        if rng.random() < 0.5:
            # The frequent words are function words, which salad often lacks.
            pools = [[word for word in pool if len(word) > 4] or pool for pool in pools]
        joint = "" if text.language in UNSPACED else " "
        if rng.random() < 0.3:
            # Some machines leave the words as they were, with their marks.
            return joint.join(rng.choice(rng.choice(pools)) for _ in range(size))
        made = []
        left = size
        while left > 0:
            count = min(left, rng.randint(5, 22))
            words = [rng.choice(rng.choice(pools)).lower() for _ in range(count)]
            if rng.random() < 0.3 and count > 8:
                words[count // 2] += ","
            made.append(joint.join(words).capitalize() + rng.choice(".....!?"))
            left -= count
        return joint.join(made)

    def _spoil(self, form: str, body: Body, text: CleanText, rng: random.Random) -> None:
        """Lines in the wrong encoding, or with their words in no order: some, or all of them."""
        lines = [number for number, line in enumerate(body.lines) if line[0][1] is None]
        if not lines:
            return
        some = (
            lines if rng.random() < 0.35 else rng.sample(lines, min(len(lines), rng.randint(1, 3)))
        )
        wrong = Misreading(rng)
        for number in some:
            line = "".join(piece for piece, _ in body.lines[number])
            if form == "garbled":
                before, line = _cut(line, rng)
                spoiled = wrong(line)
                if before and spoiled != line and spoiled.strip():
                    body.lines[number] = [(before, None), (spoiled, Made(GARBAGE, form))]
                    continue
            else:
                words = _pieces(line, text.language)
                if len(words) < 6:
                    continue
                rng.shuffle(words)
                spoiled = ("" if text.language in UNSPACED else " ").join(words)
            if spoiled != line and spoiled.strip():
                body.lines[number] = [(spoiled, Made(GARBAGE, form, "", text.language))]


def _of_one_brand(campaign: Campaign, brand: str) -> Campaign:
    """The campaign of somebody who advertises only this."""
    sentences = tuple(
        each.replace("{brand}", brand).replace("{keyword}", brand) for each in campaign.sentences
    )
    return replace(campaign, keywords=(brand,), heads=(), sentences=sentences)


def _cut(line: str, rng: random.Random) -> tuple[str, str]:
    """Now and then a line in two, between sentences."""
    cuts = [match.end() for match in SENTENCE_BREAK.finditer(line)]
    if not cuts or rng.random() < 0.6:
        return "", line
    cut = rng.choice(cuts)
    return line[:cut], line[cut:]


def _part(lines: Sequence[str], rng: random.Random) -> list[str]:
    """A run of the lines with some 30 to 900 words."""
    size = _size(rng, 30, 900)
    start = 0 if rng.random() < 0.6 else rng.randrange(len(lines))
    part: list[str] = []
    words = 0
    for line in lines[start:]:
        part.append(line)
        words += max(len(line.split()), len(line) // 12)
        if words >= size:
            break
    return part


def _size(rng: random.Random, least: int, most: int) -> int:
    """Between the two; small sizes are as likely as large ones by their logarithm."""
    return round(least * math.exp(rng.random() * math.log(most / least)))


def _pieces(line: str, language: str) -> list[str]:
    if language in UNSPACED:
        return [line[at : at + 2] for at in range(0, len(line), 2)]
    return line.split()

"""Rows of a run for the tests of ``tamis refine``, with articles like no others."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from tamis.corpus import LocalEngine, RunOptions, run
from tamis.page import ARTICLE_ROLES, Role
from tests.corpus.building import rows_of, write_jsonl
from tests.corpus.labels import Verbatim

_WORDS = {
    "en": """ferry harbour council bridge winter orchard teacher lantern market engine valley
        window letter carpenter season river mayor ticket library garden stone village sailor
        concert morning kitchen repair station forest evening vote budget cellar tower mill
        opened promised counted painted refused carried measured found closed borrowed""",
    "de": """Hafen Brücke Bürgermeisterin Mühle Winter Werkstatt Fähre Laterne Markt Schule
        Garten Ufer Gemeinde Abend Glocke Rathaus Bäckerei Straße Ernte Keller Turm Konzert
        versprach öffnete zählte strich trug fand schloss mietete reparierte beschloss vermisste""",
    "ru": """паром мост зимой школа фонарь рынок деревня мельница вечером совет башня сад
        мастерская берег письмо урожай подвал концерт библиотека пекарня открыла нашёл закрыли
        пообещал считала покрасил чинили одолжила отказался измерил вернулась построили""",
    "zh": "渡轮桥梁冬天学校灯笼市场村庄磨坊傍晚议会高塔花园作坊河岸书信收成地窖音乐会图书馆",
}

ONE = LocalEngine(workers=1)


def prose(seed: int | str, *, words: int = 60, language: str = "en") -> str:
    """A paragraph that shares no five words in a row with that of another seed."""
    draw = random.Random(f"{language} {seed}")
    vocabulary = list(_WORDS[language]) if language == "zh" else _WORDS[language].split()
    chosen = [draw.choice(vocabulary) for _ in range(words)]
    return "".join(chosen) + "。" if language == "zh" else " ".join(chosen).capitalize() + "."


def row(
    name: str,
    blocks: Sequence[tuple[Role, str]],
    *,
    url: str | None = None,
    date: str | None = None,
    published: str | None = None,
    wires: Sequence[str] = (),
) -> dict[str, Any]:
    """A row whose page has these blocks, each a span."""
    spans, position = [], 0
    for role, text in blocks:
        end = position + len(text) + 1
        span = {"start": position, "end": end, "role": role.value, "family": role.family.value}
        spans.append({**span, "confidence": 0.5, "reasons": ["prose"], "visible": True, "path": ""})
        position = end
    metadata = {"url": url, "date": date, "date_published": published, "wires": list(wires)}
    return {
        "text": "\n\n".join(
            f"- {text}" if role is Role.LIST_ITEM else text
            for role, text in blocks
            if role in ARTICLE_ROLES
        ),
        "id": name,
        "metadata": {**metadata, "notes": [], "input": {}},
        "page_text": "".join(text + "\n" for _, text in blocks),
        "spans": spans,
    }


def article(
    name: str, *paragraphs: str, host: str = "mira.example", **facts: Any
) -> dict[str, Any]:
    """A row with an article of these paragraphs."""
    blocks = [(Role.NAVIGATION, "Home News Sport"), *((Role.PARAGRAPH, p) for p in paragraphs)]
    return row(name, blocks, url=f"https://www.{host}/{name}", **facts)


def written(
    folder: Path,
    rows: Iterable[dict[str, Any]],
    *,
    output_format: Literal["jsonl", "parquet"] = "jsonl",
    shard_bytes: int = 1 << 30,
) -> Path:
    """The output of a run that gave these rows, and failed at one record."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [{"text": json.dumps(r, ensure_ascii=False)} for r in rows]
    write_jsonl(folder / "source.jsonl", [*texts, {"no": "text"}])
    options = RunOptions(output_format=output_format, shard_bytes=shard_bytes)
    output = folder / "output"
    run([str(folder / "source.jsonl")], output, options=options, engine=ONE, label=Verbatim())
    return output


def by_id(output: Path) -> dict[str, dict[str, Any]]:
    """The rows of an output by their ids."""
    return {row["id"]: row for row in rows_of(output)}


def pieces(row: dict[str, Any], **wanted: str) -> list[str]:
    """The texts of the spans that have these values."""
    return [
        row["page_text"][span["start"] : span["end"]].strip()
        for span in row["spans"]
        if all(span[key] == value for key, value in wanted.items())
    ]

"""Rows of a run as a person writes them, and the files that a run would write them to."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from tamis.corpus.tables import to_parquet


def row(
    name: str,
    *parts: tuple[str, str, str],
    url: str | None = None,
    day: str | None = None,
    reasons: tuple[str, ...] = (),
    copies: dict[str, Any] | None = None,
    **metadata: Any,
) -> dict[str, Any]:
    """A row of a run with ``parts``: role, family, text; ``reasons`` are those of pollution."""
    spans = []
    text = ""
    for role, family, content in parts:
        spans.append(
            {
                "start": len(text),
                "end": len(text) + len(content),
                "role": role,
                "family": family,
                "confidence": 0.5,
                "reasons": list(reasons) if family == "pollution" else ["first of all"],
                "visible": True,
                "path": "",
            }
        )
        text += content
    absent = "deck section publisher date_published date_modified license page_type title language"
    lists = ("authors", "tags", "wires", "notes")
    return {
        "text": text,
        "id": name,
        "metadata": {
            "url": url,
            "date": day,
            "file": "in.jsonl",
            "offset": 0,
            "length": None,
            "digest": None,
            "media_type": "text/plain",
            **dict.fromkeys(absent.split()),
            **{key: [] for key in lists},
            **dict.fromkeys(("language_declared", "access_declared", "access_observed")),
            "input": {},
            **metadata,
        },
        "page_text": text,
        "spans": spans,
        **({"copies": copies} if copies else {}),
    }


def written(folder: Path, *files: list[dict[str, Any]], parquet: bool = False) -> Path:
    """``folder`` with the output of a run whose shards hold these rows."""
    folder.mkdir(exist_ok=True)
    for number, rows in enumerate(files):
        lines = folder / f"{number:05}.jsonl.gz"
        with gzip.open(lines, "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
        if parquet:
            to_parquet(lines, lines.with_name(f"{number:05}.parquet"))
            lines.unlink()
    summary = {"summary": {"written": sum(map(len, files))}}
    (folder / "summary.json").write_text(json.dumps(summary))
    (folder / "failures.jsonl").write_text("")
    return folder

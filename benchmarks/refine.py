"""``python -m benchmarks.refine --data ../shared/data``: what ``tamis refine`` finds, and what it
needs. Prints Markdown; ``> benchmarks/REFINE.md`` keeps it.

Needs the extras ``corpus`` and ``train`` (the reading of the data).
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.refine_pages import KINDS, Made, articles, pages
from benchmarks.report import circumstances, markdown, number
from tamis.corpus import LocalEngine, Summary, run
from tamis.corpus.refine import refine
from tamis.corpus.rows import line_of
from training.data import fundus, wcxb

Row = dict[str, Any]

TEMPLATE = (
    "The harbour of Mira has been the matter of this paper since a schoolteacher set its first "
    "page by hand in 1908, and on most days somebody in the room can still see the boats."
)


def main(arguments: Sequence[str]) -> int:
    """Do the parts that are asked for. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with wcxb-dev")
    parser.add_argument("--families", type=int, default=100)
    parser.add_argument("--rows", type=int, nargs="*", default=[2_000, 20_000], help="for memory")
    parser.add_argument("--megabytes", type=int, default=1024, help="for memory")
    parser.add_argument("--seed", type=int, default=20260314)
    parser.add_argument("parts", nargs="*", help="templates, unrelated, copies, memory")
    options = parser.parse_args(arguments)
    parts = options.parts or ["templates", "unrelated", "copies", "memory"]
    packages = ("tamis", "duckdb", "rensa")
    print("# What only a corpus shows\n")
    print(*circumstances(arguments, packages, module="benchmarks.refine"), sep="\n")
    draw = random.Random(options.seed)
    texts = articles(options.data, draw)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        if "templates" in parts:
            _templates(texts, work / "templates")
        if "unrelated" in parts:
            _unrelated(options.data, work / "unrelated", draw)
        if "copies" in parts:
            _copies(texts, options.families, work / "copies", draw)
        if "memory" in parts:
            _memory(texts, options.rows, options.megabytes, work / "memory")
    return 0


def _refined(documents: Iterable[Row], folder: Path) -> tuple[list[Row], list[Row]]:
    """The rows of a run over ``documents``, and those after the second look."""
    folder.mkdir()
    with gzip.open(folder / "source.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(document) + "\n" for document in documents)
    run([str(folder / "source.jsonl.gz")], folder / "run", engine=LocalEngine(workers=2))
    refine(folder / "run", folder / "refined")
    return list(_rows(folder / "run")), list(_rows(folder / "refined"))


def _rows(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path) as file:
            yield from map(json.loads, file)


# templates


def _templates(texts: Sequence[Sequence[str]], folder: Path) -> None:
    documents = []
    for place, paragraphs in enumerate(texts[:200]):
        shown = [f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs]
        if place % 7 < 5:
            shown.insert(len(shown) // 2, f"<p>{TEMPLATE}</p>")
        page = f"<html><body><article>{''.join(shown)}</article></body></html>"
        documents.append({"html": page, "id": str(place), "url": f"https://mira.example/{place}"})
    before, after = _refined(documents, folder)
    having = [row for row in after if TEMPLATE in row["page_text"]]
    kept = sum(TEMPLATE in row["text"] for row in before)
    print(
        f"\n## A paragraph that is the site's\n\n{len(after)} real articles on one made-up host, "
        f"{len(having)} of them with a paragraph about the paper in their middle. The run takes "
        f"it for article on {kept} pages.\n"
    )
    reasons = Counter(
        (role, reason) for row in having for role, reason in [_label_of(row, TEMPLATE)]
    )
    rows = [(role, reason, str(count)) for (role, reason), count in reasons.most_common()]
    print(markdown(("role after the second look", "first reason", "pages"), rows))
    still = sum(TEMPLATE in row["text"] for row in after)
    reason = _label_of(having[0], TEMPLATE)[1]
    other = sum(
        row["page_text"][span["start"] : span["end"]].strip() not in TEMPLATE
        for row in after
        for span in row["spans"]
        if span["reasons"][:1] == [reason]
    )
    print(f"\nStill in the clean text: {still}. Other text with that reason: {other} spans.")


def _label_of(row: Row, text: str) -> tuple[str, str]:
    at = row["page_text"].index(text)
    span = next(span for span in row["spans"] if span["start"] <= at < span["end"])
    return span["role"], (span["reasons"] or ["–"])[0]


def _unrelated(data: Path, folder: Path, draw: random.Random) -> None:
    folder.mkdir()
    table = []
    news = list(fundus(data / "fundus-dev"))
    web = draw.sample(list(wcxb(data / "wcxb-dev")), 200)
    for name, drawn in (("wcxb-dev", web), ("fundus-dev", news)):
        documents = (
            {"html": s.html.decode("utf-8", "replace"), "id": s.id, "url": s.url} for s in drawn
        )
        before, after = _refined(documents, folder / name)
        table.append(_told((name, "as they are"), after))
        one = (_at(row, f"https://one.example/{place}") for place, row in enumerate(before))
        _write_run(one, folder / f"{name}-one")
        refine(folder / f"{name}-one", folder / f"{name}-one-refined")
        table.append(_told((name, "all on one"), list(_rows(folder / f"{name}-one-refined"))))
    print("\n## Pages that have nothing in common\n")
    header = ("pages", "host", "number", "lines of a site", "copies", "text of one copy")
    print(markdown(header, [cells for cells, _ in table]) + "\n")
    for cells, said in table:
        for line in said:
            print(f"- {cells[0]}, {cells[1]}: {line}")


def _told(name: tuple[str, str], rows: Sequence[Row]) -> tuple[tuple[str, ...], list[str]]:
    """A line of the table, and what there is to be seen."""
    lines = [
        f"{span['reasons'][0]}: {row['page_text'][span['start'] : span['end']][:80]!r}"
        for row in rows
        for span in row["spans"]
        if any(" pages of this host" in reason for reason in span["reasons"])
    ]
    families = defaultdict(list)
    for row in rows:
        if row["copies"]:
            families[row["copies"]["family"]].append(row["id"])
    copies = [f"copies: {', '.join(sorted(ids))}" for ids in families.values()]
    inserted = sum(len(row["copies"]["only_here"]) for row in rows if row["copies"])
    counts = (len(rows), len(lines), sum(map(len, families.values())), inserted)
    return (*name, *map(str, counts)), lines[:3] + copies


def _at(row: Row, url: str) -> Row:
    return {**row, "metadata": {**row["metadata"], "url": url}}


def _write_run(rows: Iterable[Row], folder: Path) -> int:
    """The output of a run with these rows. Returns its bytes, unpacked."""
    folder.mkdir()
    unpacked = written = 0
    with gzip.open(folder / "00000.jsonl.gz", "wb", compresslevel=1) as file:
        for row in rows:
            unpacked += file.write(line_of(row))
            written += 1
    (folder / "failures.jsonl").write_bytes(b"")
    summary = {"summary": Summary(written=written).to_dict()}
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return unpacked


# copies


def _copies(
    texts: Sequence[Sequence[str]], families: int, folder: Path, draw: random.Random
) -> None:
    bases, others = texts[:families], texts[families : 3 * families]
    made = list(pages(bases, others, draw))
    draw.shuffle(made)
    before, after = _refined((page.document for page in made), folder)
    first = {row["id"]: row for row in before}
    second = {row["id"]: row for row in after}
    counts = Counter(page.kind for page in made)
    print(
        f"\n## Copies\n\n{families} real articles, each copied in {len(KINDS)} ways, and "
        + ", ".join(f"{count} pages: {kind}" for kind, count in counts.items() if kind not in KINDS)
        + ", on six made-up sites with a notice of their own in each article.\n"
    )
    _pairs(made, second)
    _inserted(made, first, second)
    _notices(made, first, second)


def _pairs(made: Sequence[Made], rows: dict[str, Row]) -> None:
    wanted = {
        frozenset((one.id, other.id))
        for copies in _grouped((page.family, page) for page in made if page.family is not None)
        for one, other in combinations(copies, 2)
    }
    found = {
        frozenset(pair)
        for ids in _grouped(
            (row["copies"]["family"], name) for name, row in rows.items() if row["copies"]
        )
        for pair in combinations(ids, 2)
    }
    right = wanted & found
    print("Pairs of pages, all families together:\n")
    print(
        markdown(
            ("pairs", "found", "right", "precision", "recall"),
            [
                (
                    f"{len(wanted):,}",
                    f"{len(found):,}",
                    f"{len(right):,}",
                    number(len(right) / max(len(found), 1)),
                    number(len(right) / len(wanted)),
                )
            ],
        )
    )
    kinds = {page.id: page.kind for page in made}
    table = []
    for kind in KINDS[1:]:
        pairs = [pair for pair in wanted if {kinds[name] for name in pair} == {"original", kind}]
        table.append((kind, number(sum(pair in found for pair in pairs) / len(pairs))))
    print("\nRecall of the pairs with the original:\n")
    print(markdown(("copy", "recall"), table))
    originals = [rows[page.id] for page in made if page.kind == "original"]
    earliest = sum(bool(row["copies"] and row["copies"]["earliest"]) for row in originals)
    wrong = Counter(kinds[name] for pair in found - wanted for name in pair)
    print(f"\nThe original is told to be the earliest: {earliest} of {len(originals)}.")
    if wrong:
        print(f"In wrong pairs: {', '.join(f'{kind} {n}' for kind, n in wrong.most_common())}.")


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> Iterator[list[Any]]:
    groups = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    yield from groups.values()


def _inserted(made: Sequence[Made], before: dict[str, Row], after: dict[str, Row]) -> None:
    table = []
    for kind in ("spam injected", "one paragraph more"):
        cases = [(page.id, page.spam + page.more) for page in made if page.kind == kind]
        out_before = [_removed(before[name], text) for name, text in cases]
        out = [_removed(after[name], text) for name, text in cases]
        told = [_named(after[name], text) for name, text in cases]
        either = [one or other for one, other in zip(told, out, strict=True)]
        shares = (number(sum(column) / len(cases)) for column in (out_before, either, out))
        table.append((f"{kind} ({len(cases)})", *shares))
    places = [
        (page, after[page.id]["page_text"][place["start"] : place["end"]])
        for page in made
        for place in (after[page.id]["copies"] or {"only_here": ()})["only_here"]
    ]
    elsewhere = [
        (page.kind, text)
        for page, text in places
        if not _shares(text, f"{page.spam} {page.more} {page.notice}")
    ]
    print(
        "\nText that one copy alone has: the share that the run itself takes out of the article, "
        "that is told or taken out after the second look, and that is taken out then. A "
        "paragraph more is a genuine one that the six other copies lack: it should be told, and "
        "stay.\n"
    )
    print(markdown(("text", "out by the run", "told or out", "out"), table))
    print(
        f"\nTold of other text than this and the sites' notices: {len(elsewhere)} of {len(places)} "
        "places."
    )
    for kind, text in elsewhere[:5]:
        print(f"- {kind}: {json.dumps(text[:100], ensure_ascii=False)}")


def _named(row: Row, text: str) -> bool:
    return any(
        _shares(row["page_text"][place["start"] : place["end"]], text)
        for place in (row["copies"] or {"only_here": ()})["only_here"]
    )


def _removed(row: Row, text: str) -> bool:
    """Whether at most a tenth of ``text`` is left in the article."""
    at = row["page_text"].find(text)
    left = sum(
        max(0, min(span["end"], at + len(text)) - max(span["start"], at))
        for span in row["spans"]
        if span["family"] == "content"
    )
    return at >= 0 and left <= len(text) / 10


def _shares(found: str, wanted: str) -> bool:
    words = set(wanted.split())
    return len(words & set(found.split())) > 0.8 * max(len(set(found.split())), 1)


def _notices(made: Sequence[Made], before: dict[str, Row], after: dict[str, Row]) -> None:
    kept = [sum(page.notice in rows[page.id]["text"] for page in made) for rows in (before, after)]
    print(
        f"\nThe notices of the sites are in the clean text of {kept[0]} of {len(made)} pages "
        f"before the second look and of {kept[1]} after it."
    )


# memory


def _memory(
    texts: Sequence[Sequence[str]], sizes: Sequence[int], megabytes: int, folder: Path
) -> None:
    documents = (
        {"text": "\n\n".join(paragraphs), "id": str(place)}
        for place, paragraphs in enumerate(texts[:200])
    )
    rows, _ = _refined(documents, folder)
    print(
        f"\n## Memory\n\nRows of {len(rows)} real articles again and again, each time with "
        "other letters for letters, so that no text comes twice; every tenth row is left as it "
        f"was. `tamis refine --megabytes {megabytes}`; peak: of the whole process; disk: the most "
        "that lay in the output's folder meanwhile.\n"
    )
    header = ("rows", "MB unpacked", "peak, MB", "disk, MB", "seconds", "rows/s", "copies")
    print(markdown(header, ()), flush=True)
    for size in sizes:
        source, output = folder / f"{size}-rows", folder / f"{size}-refined"
        unpacked = _write_run(_many(rows, size), source)
        seconds, peak, disk = _measured(source, output, megabytes)
        found = json.loads((output / "summary.json").read_bytes())["summary"]["refined"]
        in_megabytes = [count / 1e6 for count in (unpacked, peak, disk)]
        cells = (size, *in_megabytes, seconds, size / seconds, found["copies"])
        print("|", " | ".join(f"{cell:,.0f}" for cell in cells), "|", flush=True)


def _many(rows: Sequence[Row], size: int) -> Iterator[Row]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for place, row in enumerate(islice(cycle(rows), size)):
        shuffled = "".join(random.Random(place).sample(letters, len(letters)))
        others = str.maketrans(letters, shuffled if place % 10 else letters)
        changed = {name: row[name].translate(others) for name in ("text", "page_text")}
        yield _at({**row, **changed, "id": str(place)}, f"https://h{place // 200}.example/{place}")


def _measured(source: Path, output: Path, megabytes: int) -> tuple[float, int, int]:
    """Seconds, the most memory, and the most that lay in ``output`` meanwhile, in bytes."""
    arguments = ["refine", str(source), "--output", str(output), "--megabytes", str(megabytes)]
    start = time.monotonic()
    peak = disk = 0
    with subprocess.Popen(
        [sys.executable, "-m", "tamis", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as process:
        while process.poll() is None:
            peak = max(peak, _peak(process.pid))
            disk = max(disk, _size(output))
            time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"exit status {process.returncode} of tamis {' '.join(arguments)}")
    return time.monotonic() - start, peak, disk


def _peak(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM"))
    return sum(int(words[1]) * 1024 for words in lines)


def _size(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.stat().st_size if path.is_file() else 0
        except OSError:  # removed in between
            continue
    return size


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

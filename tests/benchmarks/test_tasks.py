from __future__ import annotations

import gzip
import json
from pathlib import Path

from benchmarks.tasks import fundus_examples


def test_a_version_between_two_others_belongs_to_the_page_between_theirs(tmp_path: Path) -> None:
    country = tmp_path / "fundus-dev" / "xx"
    country.mkdir(parents=True)
    pages = {"Herald_2021_01_01": "V1", "Herald_2022_01_01": "V1_1", "Herald_2023_01_01": "V2"}
    for page in pages:
        (country / f"{page}.html.gz").write_bytes(gzip.compress(b"<p>Text</p>"))
    urls = {f"{page}.html.gz": {"url": f"https://news.example/{page}"} for page in pages}
    (country / "meta.info").write_text(json.dumps(urls))
    truths = {
        version: {"body": {"summary": [], "sections": [{"headline": [], "paragraphs": [page]}]}}
        for page, version in pages.items()
    }
    (country / "Herald.json").write_text(json.dumps(truths))
    found = {example.name: example.truth.body for example in fundus_examples(tmp_path)}
    assert found == {f"xx/{page}": page for page in pages}

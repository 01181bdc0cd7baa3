"""The peer of ``benchmarks.scale``: trafilatura as FineWeb runs it, on datatrove's executor."""

from __future__ import annotations

import sys

WORKERS = 2


def main(corpus: str, output: str) -> None:
    """WARC files in ``corpus`` to lines of JSON in ``output``, one task for each file."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.readers import WarcReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter

    LocalPipelineExecutor(
        pipeline=[
            WarcReader(corpus, glob_pattern="*.warc.gz"),
            Trafilatura(favour_precision=True, timeout=10),
            JsonlWriter(output),
        ],
        tasks=WORKERS,
        workers=WORKERS,
        logging_dir=f"{output}-logs",
    ).run()


if __name__ == "__main__":
    main(*sys.argv[1:])

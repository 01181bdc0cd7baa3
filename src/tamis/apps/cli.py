"""The command line: ``tamis extract``, ``quotes``, ``explain``, ``run``, ``refine``, ``stats``,
``serve`` and ``mcp``.

Data goes to standard output; everything else goes to standard error, one line each. Exit
status: 0 done, 1 the input could not be read or some records failed, 2 wrong usage, 3 no main
content found, 130 interrupted.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from typer.exceptions import TyperException

from tamis.apps.source import STANDARD_INPUT, load
from tamis.apps.terminal import printable
from tamis.errors import TamisError, UsageError
from tamis.options import AttributionModel, Breadth, Favor, Options

if TYPE_CHECKING:
    from tamis.page import Page

Format = Literal["text", "markdown", "json", "jsonld", "html"]
Kind = Literal["html", "text"]

_SURROGATES = re.compile("[\ud800-\udfff]")


class Status(IntEnum):
    """What the process ends with."""

    DONE = 0
    UNREADABLE = 1
    WRONG_USAGE = 2
    NO_CONTENT = 3
    INTERRUPTED = 130


app = typer.Typer(
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_Source = Annotated[
    str | None,
    typer.Argument(
        metavar="[PATH|URL|-]",
        show_default=False,
        help="A file, an http(s) address, or - for standard input, which is the default. "
        "Gzipped files are unpacked.",
    ),
]
_Url = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="The page's address; links are resolved by it."),
]
_Type = Annotated[
    Kind | None,
    typer.Option(
        "--type", show_default=False, help="What the input is; default: as its name or looks say."
    ),
]
_Attributions = Annotated[
    Breadth | None,
    typer.Option(
        "--attributions",
        show_default=False,
        help="Who said what: what was said or written (speech), or thought and wanted too (all).",
    ),
]
_AttributionModel = Annotated[
    AttributionModel,
    typer.Option(
        "--attribution-model",
        help="What reads English for attributions; fine is slower and needs tamis[attribution].",
    ),
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with ``arguments`` (those of the process by default).

    Returns the exit status; writes no traceback for anything that an input can cause.
    """
    try:
        status = app(args=arguments, prog_name="tamis", standalone_mode=False)
    except TyperException as error:
        _tell("usage", f"{error.format_message()}; see tamis --help")
        return Status.WRONG_USAGE
    except KeyboardInterrupt:
        return Status.INTERRUPTED
    return int(status or Status.DONE)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        _write([f"tamis {version('tamis')}"])
        raise typer.Exit(Status.DONE)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool,
        # Eager: shown before typer loads what it needs for the other arguments.
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Labels every character of a captured web page: the article, its boilerplate, its
    pollution.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(Status.WRONG_USAGE)


@app.command()
def extract(
    source: _Source = None,
    output_format: Annotated[
        Format, typer.Option("--format", help="What to write the page as.")
    ] = "text",
    url: _Url = None,
    kind: _Type = None,
    favor: Annotated[
        Favor, typer.Option("--favor", help="Where in doubt: leave out, weigh, or keep.")
    ] = "balance",
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            metavar="ROLE|FAMILY",
            help="Write these too; may be given again, or with commas between names.",
        ),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option("--drop", metavar="ROLE|FAMILY", help="Leave these out, in the same way."),
    ] = None,
    attributions: _Attributions = None,
    attribution_model: _AttributionModel = "core",
) -> int:
    """Write the main content of a page to standard output."""
    chosen = {"keep": keep or [], "drop": drop or []}
    with _failures_told(source):
        from tamis import output

        output.chosen_roles((), **chosen)  # A wrong name is told before the work.
        if attributions is not None and output_format not in {"json", "markdown"}:
            raise UsageError("--attributions are written with --format json or markdown")
        options = Options(
            favor=favor, attributions=attributions, attribution_model=attribution_model
        )
        page = _page_of(source, url=url, kind=kind, options=options)
        renderer = {
            "text": output.to_text,
            "markdown": output.to_markdown,
            "json": output.to_json,
            "jsonld": output.to_jsonld,
            "html": output.to_html,
        }[output_format]
        found = bool(output.to_text(page, **chosen).strip())
        # JSON holds every label, so it says something about a page without an article too.
        if found or output_format == "json":
            written = renderer(page, **chosen)
            if output_format == "markdown" and page.attributions:
                written += f"\n\n{output.to_appendix(page)}"
            _write([_for_reader(written)])
    return Status.DONE if found else _no_content(source)


@app.command()
def quotes(
    source: _Source = None,
    output_format: Annotated[
        Literal["table", "csv", "json"], typer.Option("--format", help="What to write.")
    ] = "table",
    url: _Url = None,
    kind: _Type = None,
    attributions: _Attributions = "speech",
    attribution_model: _AttributionModel = "core",
) -> int:
    """Show who said what on a page: speaker, cue, content, and where."""
    with _failures_told(source):
        options = Options(attributions=attributions, attribution_model=attribution_model)
        page = _page_of(source, url=url, kind=kind, options=options)
        from tamis.apps.quotes import as_csv, as_json, as_table
        from tamis.page import Family

        if output_format == "json":
            _write([_for_reader(as_json(page))])
        elif output_format == "csv":
            _write(_for_reader(line) for line in as_csv(page))
        elif page.attributions:
            from rich.console import Console

            _write(as_table(page, width=Console().width))
        else:
            _tell(_name_of(source), "nobody is quoted here")
        found = bool(page.select(family=Family.CONTENT))
    return Status.DONE if found else _no_content(source)


@app.command()
def explain(
    source: _Source = None,
    url: _Url = None,
    kind: _Type = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Boilerplate in a row as one entry, without reasons.")
    ] = False,
) -> int:
    """Show every span of a page, coloured by family, with its role, confidence and reasons."""
    with _failures_told(source):
        page = _page_of(source, url=url, kind=kind, options=Options())
        from rich.console import Console

        from tamis.apps.explain import explain as explained
        from tamis.page import Family

        console = Console()
        colour = console.color_system is not None and not console.legacy_windows
        coloured = colour and not console.no_color
        _write(explained(page, width=console.width, colour=coloured, brief=brief))
        if page.select(family=Family.CONTENT):
            return Status.DONE
    _tell(_name_of(source), "no main content found" if page.text else _EMPTY)
    return Status.NO_CONTENT


@app.command()
def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            show_default=False,
            help="Files, folders, patterns or URLs: HTML, text, WARC, WET, WACZ, JSONL, Parquet.",
        ),
    ],
    output: Annotated[
        str, typer.Option("--output", metavar="DIR", help="The folder for rows and failures.")
    ],
    output_format: Annotated[
        Literal["jsonl", "parquet", "dolma"],
        typer.Option("--format", help="What to write the rows as."),
    ] = "jsonl",
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, show_default=False, help="Default: one per processor."),
    ] = None,
    engine: Annotated[
        Literal["local", "ray"],
        typer.Option("--engine", help="Who works: processes here, or the cluster of RAY_ADDRESS."),
    ] = "local",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the unfinished run in DIR.")
    ] = False,
    sediment: Annotated[
        bool, typer.Option("--sediment", help="Write what is left out to DIR/sediment, too.")
    ] = False,
    favor: Annotated[
        Favor, typer.Option("--favor", help="Where in doubt: leave out, weigh, or keep.")
    ] = "balance",
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help="The most that one record may take.")
    ] = 60.0,
    megabytes: Annotated[
        int, typer.Option("--megabytes", min=256, help="The most memory of a worker process.")
    ] = 2048,
    attributions: _Attributions = None,
    attribution_model: _AttributionModel = "core",
) -> int:
    """Label every page of a corpus; write the articles, with all labels, as rows."""
    with _failures_told("run"):
        from tamis import corpus
        from tamis.apps.run import Meter, in_words

        meter = Meter()
        local = corpus.LocalEngine(
            workers=workers or corpus.processors(), seconds=seconds, memory=megabytes * 1024**2
        )
        try:
            summary = corpus.run(
                inputs,
                output,
                options=corpus.RunOptions(
                    output_format=output_format,
                    page=Options(
                        favor=favor,
                        attributions=attributions,
                        attribution_model=attribution_model,
                    ),
                    sediment=sediment,
                ),
                engine=local if engine == "local" else corpus.RayEngine(local),
                resume=resume,
                on_progress=meter,
            )
        except KeyboardInterrupt:
            meter.close()
            _tell("run", "interrupted; the same command with --resume goes on from here")
            raise
        meter.close()
        if summary.failed or meter.is_shown:
            _tell("run", in_words(summary))
    return Status.UNREADABLE if summary.failed else Status.DONE


@app.command()
def refine(
    source: Annotated[str, typer.Argument(metavar="DIR", help="The output of tamis run.")],
    output: Annotated[
        str, typer.Option("--output", metavar="DIR", help="The folder for the rows, refined.")
    ],
    megabytes: Annotated[
        int, typer.Option("--megabytes", min=128, help="Memory for the database.")
    ] = 1024,
) -> int:
    """Look at a whole corpus again: lines that are a site's, copies, what one copy alone has."""
    with _failures_told("refine"):
        from tamis.apps.refine import in_words
        from tamis.corpus.refine import refine as refined

        try:
            summary = refined(source, output, memory=megabytes * 1024**2)
        except KeyboardInterrupt:
            _tell("refine", "interrupted; the same command goes on from here")
            raise
        _tell("refine", in_words(summary))
    return Status.DONE


@app.command()
def stats(
    output: Annotated[str, typer.Argument(metavar="DIR", help="The output of tamis run.")],
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="What to write the tables as.")
    ] = "text",
) -> int:
    """Show what a corpus is made of: roles, hosts, languages, pollution, failures."""
    with _failures_told(output):
        from tamis.apps.stats import as_json, as_text
        from tamis.corpus.stats import stats as tables_of

        tables = tables_of(output)
        _write(as_text(tables) if output_format == "text" else [as_json(tables)])
    return Status.DONE


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")
    ] = 8642,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, show_default=False, help="Default: one per processor."),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help="The most that one page may take.")
    ] = 60.0,
    corpus: Annotated[
        str | None,
        typer.Option(
            "--corpus", metavar="DIR", show_default=False, help="Show the output of tamis run, too."
        ),
    ] = None,
    allowed_hosts: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="A name that this server goes by, beside that of --host; may be given again.",
        ),
    ] = None,
) -> int:
    """Open the workbench and the HTTP API on this machine."""
    with _failures_told("serve"):
        from tamis.apps import serve as server
        from tamis.corpus import processors

        settings = server.Settings(
            host=host,
            port=port,
            allowed_hosts=tuple(allowed_hosts or ()),
            workers=workers or processors(),
            seconds=seconds,
            corpus=corpus,
        )
        server.serve(settings, on_listening=lambda address: _tell("serve", f"open {address}"))
    return Status.DONE


@app.command()
def mcp(
    root: Annotated[
        list[str] | None,
        typer.Option(
            "--root",
            metavar="DIR",
            help="Where files may be read; may be given again. Default: the working folder.",
        ),
    ] = None,
    allow_fetch: Annotated[
        bool, typer.Option("--allow-fetch", help="Let agents read pages of the public web, too.")
    ] = False,
    attribution_model: _AttributionModel = "core",
) -> int:
    """Give agents safe pages, over the Model Context Protocol on standard input and output."""
    with _failures_told("mcp"):
        from tamis.apps import mcp as agents

        agents.serve(root or (), allow_fetch=allow_fetch, attribution_model=attribution_model)
    return Status.DONE


def _page_of(source: str | None, *, url: str | None, kind: Kind | None, options: Options) -> Page:
    if source is None:
        if sys.stdin is not None and sys.stdin.isatty():
            raise UsageError("nothing to read; give a PATH, a URL, or - to type the page in")
        source = STANDARD_INPUT
    capture = load(source, max_bytes=options.max_bytes)
    from tamis.pipeline import read

    return read(
        capture.data,
        url=url or capture.url,
        media_type=_media_type(kind, capture.media_type),
        options=options,
    )


def _media_type(kind: Kind | None, declared: str | None) -> str | None:
    """The media type that the user says, with the charset that the server said."""
    if kind is None:
        return declared
    _, semicolon, parameters = (declared or "").partition(";")
    return ("text/html" if kind == "html" else "text/plain") + semicolon + parameters


@contextmanager
def _failures_told(source: str | None) -> Iterator[None]:
    """End the command with one line and the right status for whatever goes wrong inside."""
    where = _name_of(source)
    try:
        yield
    except (typer.Exit, KeyboardInterrupt):
        raise
    except UsageError as error:
        _fail(where, str(error), Status.WRONG_USAGE)
    except TamisError as error:
        _fail(where, str(error), Status.UNREADABLE)
    except MemoryError:
        _fail(where, "not enough memory for this page; give a smaller one", Status.UNREADABLE)
    except Exception as error:
        _fail(where, _bug_report(error), Status.UNREADABLE)


def _bug_report(error: Exception) -> str:
    import traceback

    innermost = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(innermost.filename).name}:{innermost.lineno}"
    return (
        f"a bug in tamis, {type(error).__name__} at {place} ({str(error)[:200]}); "
        "please report it with the input"
    )


_EMPTY = "no main content found: there is no text in it"


def _no_content(source: str | None) -> Status:
    _tell(_name_of(source), "no main content found; tamis explain shows what the page is made of")
    return Status.NO_CONTENT


def _fail(where: str, message: str, status: Status) -> NoReturn:
    _tell(where, message)
    raise typer.Exit(status)


def _tell(where: str, message: str) -> None:
    line = f"tamis: {where}: {message}"
    if sys.stderr is None:  # closed: print would write among the data
        return
    with suppress(OSError):
        print(printable(" ".join(line.split())), file=sys.stderr, flush=True)


def _name_of(source: str | None) -> str:
    return "standard input" if source in {None, STANDARD_INPUT} else str(source)


def _for_reader(text: str) -> str:
    """``text`` as it is for a file or a pipe, and escaped for a terminal, which would obey it."""
    if sys.stdout is None or not sys.stdout.isatty():
        return text
    return "\n".join(printable(line) for line in text.expandtabs().split("\n"))


def _write(lines: Iterable[str]) -> None:
    """Write ``lines`` as UTF-8, each ended by a line break if it is not yet.

    A reader that closes the pipe has seen enough: the process then ends quietly.
    """
    if sys.stdout is None:
        _fail("standard output", "is closed; give it somewhere to go", Status.UNREADABLE)
    stream = sys.stdout.buffer
    try:
        for line in lines:
            ended = line if line.endswith("\n") else line + "\n"
            stream.write(_SURROGATES.sub("\ufffd", ended).encode())
        stream.flush()
    except BrokenPipeError:
        _silence_output()
    except OSError as error:
        _silence_output()
        _fail("standard output", f"{error.strerror}; write elsewhere", Status.UNREADABLE)


def _silence_output() -> None:
    """Let what is still buffered go nowhere, or Python complains about it when it exits."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

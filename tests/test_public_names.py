"""What ``import tamis`` gives is what the documentation promises."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import tamis
from tamis import errors

NAMES = {
    "Attribution",
    "Candidate",
    "BinaryInputError",
    "Family",
    "FetchError",
    "Image",
    "InputError",
    "Mark",
    "Metadata",
    "MissingExtraError",
    "Options",
    "Page",
    "Part",
    "PartitionError",
    "PollutionReport",
    "Role",
    "Span",
    "TamisError",
    "TooLargeError",
    "UsageError",
    "__version__",
    "extract",
    "read",
}


def test_the_public_names_are_the_documented_ones() -> None:
    assert set(tamis.__all__) == NAMES
    assert len(tamis.__all__) == len(NAMES)


def test_every_public_name_exists_and_is_documented() -> None:
    for name in NAMES - {"__version__"}:
        assert getattr(tamis, name).__doc__, name


def test_every_error_is_public() -> None:
    raised = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert raised <= NAMES


def test_the_version_is_the_installed_one() -> None:
    assert tamis.__version__ == version("tamis")


def test_importing_tamis_loads_no_program_for_the_terminal_or_the_network() -> None:
    code = "import sys, tamis; print(*{'httpx', 'rich', 'typer', 'lxml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

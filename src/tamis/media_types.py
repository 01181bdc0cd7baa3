"""What a page is, as far as the ending of its file's name says."""

from __future__ import annotations

BY_SUFFIX = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".txt": "text/plain",
    ".md": "text/plain",
}

"""Safe pages for agents, over the Model Context Protocol; see ``docs/mcp.md``.

The door is :func:`serve`: it serves on standard input and output until the client leaves.
"""

from __future__ import annotations

from tamis.errors import MissingExtraError

try:
    from tamis.apps.mcp.server import serve, server
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] in {"mcp", "mcp_types"}:
        raise MissingExtraError("tamis mcp", "mcp") from None
    raise

__all__ = ["serve", "server"]

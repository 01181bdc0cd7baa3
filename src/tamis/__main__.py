"""``python -m tamis``: the command line."""

import sys

from tamis.apps.cli import main

if __name__ == "__main__":
    sys.exit(main())

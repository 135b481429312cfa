"""``python -m jianzhen``: the same as the ``jianzhen`` command."""

from __future__ import annotations

from jianzhen.faces.cli.main import main

if __name__ == "__main__":
    main()

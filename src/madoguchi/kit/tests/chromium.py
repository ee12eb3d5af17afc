"""Which browser the tests drive: Debian's chromium, by its headless shell where that is installed.

The shell draws pages with the same engine and without a desktop's window, for a quarter less of the processor.
`CHROMIUM=/usr/bin/chromium` in the environment chooses another.
"""

from __future__ import annotations

import os
from pathlib import Path

_SHELL, _WHOLE = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")
CHROMIUM = Path(os.environ.get("CHROMIUM") or (_SHELL if _SHELL.exists() else _WHOLE))

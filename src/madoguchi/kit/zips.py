"""What reading a ZIP file from a stranger may raise, besides what one asks of it."""

import zipfile
import zlib
from typing import Final

# No ZIP at all, cut off, an unknown way of packing, a password, a damaged stream.
UNREADABLE: Final = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error)

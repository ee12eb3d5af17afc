"""The operator's command line: `madoguchi <command>`.

Commands that change the shape of the database, or must see every row of it, run as the owner of the tables;
everything else runs as the restricted role.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from madoguchi.site.language import operators_language

# Each with the reason why the restricted role does not do.
OWNER_COMMANDS = {
    "migrate": "creates tables and policies",
    "makemigrations": "compares models with migrations",
    "setup": "runs migrate",
    "backup": "dumps every row",
    "restore": "creates tables",
    "sqlmigrate": "prints SQL",
}
# `run --demonstration` leaves this file in its home: `madoguchi demo-code` in a second terminal needs no variable then.
DEMONSTRATION_MARK = "demonstration"


def main() -> None:
    """Run one management command; exit codes are those of the command (0 done, 1 failed, 2 wrong usage)."""
    os.umask(0o077)  # database, files and backups are for the user of the service only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
    if len(sys.argv) > 1:
        sys.argv[1] = sys.argv[1].replace("-", "_") if sys.argv[1][0] != "-" else sys.argv[1]  # demo-code = demo_code
    if (Path(os.environ.get("MADOGUCHI_HOME") or "var") / DEMONSTRATION_MARK).exists():
        os.environ.setdefault("MADOGUCHI_DEMO", "1")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["MADOGUCHI_AS_OWNER"] = "1"
    # inside: the environment above must be set before Django reads the settings
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.utils import translation

    try:
        django.setup()
        translation.activate(operators_language())  # before the command is imported: its help is written then
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting is wrong: the sentence helps, a traceback does not
        sys.exit(f"madoguchi: {error}")

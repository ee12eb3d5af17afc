"""The operator's command line: `madoguchi <command>`.

Commands that change the shape of the database, or must see every row of it, run as the owner of the tables;
everything else runs as the restricted role.
"""

from __future__ import annotations

import difflib
import gc
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
# They go on, with many connections, or start what does. The others have one, without a pool: it would wait, and keep to
# itself why the database does not answer.
SERVING_COMMANDS = {"run", "worker", "relay"}
# Django's checks of settings, models and addresses load every page of every room first, a quarter of a second before
# each command. They are made where they can find something new, and whenever `doctor` or CI asks.
CHECKED_COMMANDS = {"setup"}
# What may stand where a command's name does.
OF_DJANGO = ("--version", "--commands", "--settings", "--pythonpath", "--help", "-h")
# `run --demonstration` leaves this file in its home: `madoguchi demo-code` in a second terminal needs no variable then.
DEMONSTRATION_MARK = "demonstration"


def main() -> None:
    """Run one management command; exit codes are those of the command (0 done, 1 failed, 2 wrong usage)."""
    gc.disable()  # what is loaded stays: looking through it for rubbish takes a tenth of the start
    os.umask(0o077)  # database, files and backups are for the user of the service only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
    at = 2 if sys.argv[1:2] == ["help"] else 1
    if len(sys.argv) > at and not sys.argv[at].startswith("-"):
        sys.argv[at] = sys.argv[at].replace("-", "_")  # demo-code = demo_code
    if (Path(os.environ.get("MADOGUCHI_HOME") or "var") / DEMONSTRATION_MARK).exists():
        os.environ.setdefault("MADOGUCHI_DEMO", "1")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["MADOGUCHI_AS_OWNER"] = "1"
    readable = os.environ.get("MADOGUCHI_POOL", "0").isdigit()  # else the settings say so
    if len(sys.argv) > 1 and sys.argv[1] not in SERVING_COMMANDS and readable:
        os.environ["MADOGUCHI_POOL"] = "0"
    # inside: the environment above must be set before Django reads the settings
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import BaseCommand, execute_from_command_line
    from django.db import Error
    from django.utils import translation

    # inside: the environment above must be set before Django reads the settings
    from madoguchi.site.arguments import speak_japanese
    from madoguchi.site.outage import stands_in_the_way

    try:
        django.setup()
        translation.activate(operators_language())  # before the command is imported: its help is written then
        if operators_language() == "ja":
            speak_japanese()
        _answer_newcomers(sys.argv[1:])
        if sys.argv[1:2] and sys.argv[1] not in CHECKED_COMMANDS:
            BaseCommand.requires_system_checks = []
        gc.freeze()
        gc.enable()
        execute_from_command_line(["madoguchi", *sys.argv[1:]])  # the first word stands in every usage line
    except ImproperlyConfigured as error:  # a setting is wrong: the sentence helps, a traceback does not
        sys.exit(f"madoguchi: {error}")
    except Error as error:  # of the database
        if settings.DEBUG:
            raise
        what, mend = stands_in_the_way(error)
        sys.exit(f"madoguchi: {what}{'' if operators_language() == 'ja' else ' '}{mend}")


def _answer_newcomers(words: list[str]) -> None:
    """List the operator's commands when none is named (exit 0); say which come near a misspelt one (exit 2)."""
    # inside: the environment above must be set before Django reads the settings
    from django.core.management import get_commands
    from django.utils.translation import gettext as _

    known = get_commands()
    ours = sorted(name for name, package in known.items() if str(package).startswith("madoguchi"))
    if not words or words in (["help"], ["--help"], ["-h"]):
        print(_("使い方：madoguchi コマンド［引数］。くわしくは madoguchi help コマンド"))
        print("\n".join(f"  {name}" for name in ours))
        sys.exit(0)
    name = words[1] if words[0] == "help" and len(words) > 1 else words[0]
    if name in known or name in {"help", "version"} or name.startswith(OF_DJANGO):
        return
    near = difflib.get_close_matches(name, ours, n=3)
    hint = _("もしかして：%(near)s。") % {"near": "・".join(near)} if near else ""
    sentence = _(
        "madoguchi: 「%(name)s」というコマンドはありません。%(hint)sコマンドの一覧は madoguchi help で見られます。"
    )
    print(sentence % {"name": name, "hint": hint}, file=sys.stderr)
    sys.exit(2)

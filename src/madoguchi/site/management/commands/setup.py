"""Brings database, packs and static files to the present version; safe to run again."""

from __future__ import annotations

import argparse
import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Set up or upgrade: database, static files, packs; with --demonstration also the demonstration"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--demonstration", action="store_true", help="load the invented bodies of Miyagi")

    def handle(self, *args: Any, demonstration: bool, verbosity: int, **options: Any) -> None:
        os.environ.setdefault("MADOGUCHI_AS_OWNER", "1")
        quieter = max(0, verbosity - 1)
        call_command("migrate", interactive=False, verbosity=quieter)
        if settings.MADOGUCHI_STATIC_MANIFEST:
            call_command("collectstatic", interactive=False, verbosity=quieter)
        call_command("publish", verbosity=quieter)
        if demonstration:
            call_command("demonstration", verbosity=verbosity)
        self.stdout.write("setup: done")

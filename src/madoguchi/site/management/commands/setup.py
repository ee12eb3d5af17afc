"""Brings the database to the present version and publishes the packs that ship with it; safe to run again."""

from __future__ import annotations

import argparse
import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Set up or upgrade: migrate, publish packs, and with --demonstration load the demonstration"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--demonstration", action="store_true", help="load the invented bodies of Miyagi")

    def handle(self, *args: Any, demonstration: bool, verbosity: int, **options: Any) -> None:
        os.environ.setdefault("MADOGUCHI_AS_OWNER", "1")
        call_command("migrate", interactive=False, verbosity=max(0, verbosity - 1))
        call_command("publish", verbosity=verbosity)
        if demonstration:
            call_command("demonstration", verbosity=verbosity)
        self.stdout.write("setup: done")

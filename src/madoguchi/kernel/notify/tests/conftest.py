"""Fixtures of the notify room's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from aiosmtpd.controller import Controller

from madoguchi.kernel.jobs.tests.conftest import installation
from madoguchi.kernel.notify.api import Mail
from madoguchi.kernel.notify.tests.sink import Sink, free_port

__all__ = ["installation", "mail", "sink"]


@pytest.fixture
def mail() -> Callable[..., Mail]:
    """Make a mail; what is not given is a sample."""

    def make(**changes: str) -> Mail:
        sample = {
            "to": "hanako@example.jp",
            "subject": "申請を受け付けました",
            "text": "名取市です。申請を受け付けました。",
            "kind": "notify.sample",
        }
        return Mail(**{**sample, **changes})

    return make


@pytest.fixture
def sink() -> Iterator[Callable[..., Sink]]:
    """Start an SMTP server that keeps what it takes; `delay`: seconds it thinks over each mail."""
    running: list[Controller] = []

    def start(**behaviour: float | dict[str, str]) -> Sink:
        handler = Sink(port=free_port(), **behaviour)  # type: ignore[arg-type]
        controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
        controller.start()
        running.append(controller)
        return handler

    yield start
    for controller in running:
        controller.stop()

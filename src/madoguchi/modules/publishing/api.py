"""The door of the publishing room: notices, system notices and guidance texts."""

from __future__ import annotations

from madoguchi.modules.publishing.choices import Importance, Page
from madoguchi.modules.publishing.queries import (
    Guidance,
    NoticeLine,
    forget_notices,
    guidance,
    joint_notices,
    notices,
    system_notices,
)
from madoguchi.modules.publishing.services.content import Content
from madoguchi.modules.publishing.services.guidance import replace as replace_guidance
from madoguchi.modules.publishing.services.notice import add as add_notice
from madoguchi.modules.publishing.services.system_notice import add as add_system_notice

__all__ = [
    "Content",
    "Guidance",
    "Importance",
    "NoticeLine",
    "Page",
    "add_notice",
    "add_system_notice",
    "forget_notices",
    "guidance",
    "joint_notices",
    "notices",
    "replace_guidance",
    "system_notices",
]

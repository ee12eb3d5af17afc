"""Nouns of the desk: the case and everything that is filed, asked, decided and noted in it."""

from madoguchi.modules.cases.models.case import UNANNOUNCED, Case
from madoguchi.modules.cases.models.correction import Correction
from madoguchi.modules.cases.models.decision import Decision, Issuance, Revocation
from madoguchi.modules.cases.models.emergency import Emergency
from madoguchi.modules.cases.models.fee import FixedFee
from madoguchi.modules.cases.models.message import Message
from madoguchi.modules.cases.models.note import Note
from madoguchi.modules.cases.models.once import OnceKey
from madoguchi.modules.cases.models.sealed import Circle, CircleMember, SealedAnswers
from madoguchi.modules.cases.models.stage import NextStage, Succession
from madoguchi.modules.cases.models.submission import Submission

__all__ = [
    "UNANNOUNCED",
    "Case",
    "Circle",
    "CircleMember",
    "Correction",
    "Decision",
    "Emergency",
    "FixedFee",
    "Issuance",
    "Message",
    "NextStage",
    "Note",
    "OnceKey",
    "Revocation",
    "SealedAnswers",
    "Submission",
    "Succession",
]

"""The time stamp server (RFC 3161), called through the house's guarded door for calls outside."""

from __future__ import annotations

from asn1crypto import cms, tsp
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from madoguchi.kernel.identity import api as identity
from madoguchi.modules.signatures.choices import Hindrance
from madoguchi.modules.signatures.domain.refusal import UnsignableError

# While it answers, the case and the number of the document are held; a sound server takes a tenth of a second.
SECONDS = 3.0
_ASK, _ANSWER = "application/timestamp-query", "application/timestamp-reply"


class OfficeTimeStamper(TimeStamper):
    """Asks MADOGUCHI_TSA. Raises UnsignableError (NO_STAMP, STAMP)."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The stamp on this digest; one on another is none."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            stamped = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            if stamped["hashed_message"].native != message_digest:
                raise UnsignableError(Hindrance.STAMP, "a stamp on something else")
        except (TimestampRequestError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnsignableError(Hindrance.STAMP, type(error).__name__) from error
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        if not settings.MADOGUCHI_TSA:
            raise UnsignableError(Hindrance.NO_STAMP)
        try:
            answer = identity.wire().send(settings.MADOGUCHI_TSA, req.dump(), _ASK, seconds=SECONDS)
        except (identity.BarredError, identity.UnreachableError) as error:
            raise UnsignableError(Hindrance.STAMP, str(error)) from error
        if answer.status != 200 or answer.media_type != _ANSWER:
            raise UnsignableError(Hindrance.STAMP, f"{answer.status} {answer.media_type}")
        try:
            return tsp.TimeStampResp.load(answer.body, strict=True)
        except ValueError as error:
            raise UnsignableError(Hindrance.STAMP, "unreadable") from error

"""PDFs as answers: downloaded, never kept in shared caches."""

from __future__ import annotations

from django.http import HttpResponse


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """Return a PDF to be saved under an ASCII name."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response

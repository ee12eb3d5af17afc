"""What the room says in the audit."""

from __future__ import annotations

from madoguchi.kernel.audit.api import event

CREATED = event("designer.working_version.created", "様式を作り始めました", "Began a form")
SAVED = event("designer.working_version.saved", "公開前の版を保存しました", "Saved a working version")
OVERRULED = event("designer.working_version.overruled", "指摘を承知のうえで残しました", "Overruled a finding by name")
KEPT_ASIDE = event(
    "designer.working_version.kept_aside",
    "ほかの人の変更と重なったため、別に保存しました",
    "Kept aside, since somebody else had changed the same place",
)
PROPOSED = event("designer.working_version.proposed", "公開の承認を求めました", "Asked for consent to publish")
WITHDRAWN = event("designer.working_version.withdrawn", "公開の承認の求めを取り下げました", "Took the request back")
SENT_BACK = event(
    "designer.working_version.sent_back", "公開を承認せずに返しました", "Did not consent to publishing, with the reason"
)
APPROVED = event("designer.working_version.approved", "公開を承認しました", "Consented to publishing")
PUBLISHED = event("designer.working_version.published", "様式を公開しました", "Published a form")
DELETED = event("designer.working_version.deleted", "公開前の版を捨てました", "Discarded a working version")
RULE_OFF_ASKED = event(
    "designer.consent_rule.off_asked",
    "公開の承認の決まりをやめる承認を求めました",
    "Asked for consent to switch off the second person",
)
RULE_OFF_WITHDRAWN = event(
    "designer.consent_rule.off_withdrawn",
    "公開の承認の決まりをやめる求めを取り下げました",
    "Took back the request to switch off the second person",
)
RULE_SET = event(
    "designer.consent_rule.set", "公開の承認の決まりを変えました", "Changed who must consent to publishing"
)

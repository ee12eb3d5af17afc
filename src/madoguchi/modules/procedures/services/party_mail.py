"""The mail that brings a party its link: who asks, for what, until when. Nothing of the applicant's answers."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import Tenant, absolute, current_tenant
from madoguchi.kernel.ui.api import day_in_words
from madoguchi.kit.languages import english as is_english
from madoguchi.modules.forms import api as forms


def link_of(tenant: Tenant, asked: forms.PartyAsk) -> str:
    """The full address that opens a request."""
    return absolute(tenant, "procedures:party-link", surface="resident", code=forms.party.code_of(asked))


def code_page(tenant: Tenant) -> str:
    """The full address at which the code of a request is typed, for whoever does not trust a link."""
    return absolute(tenant, "procedures:party-code", surface="resident")


def ask_mail(*, title: str, party: str, asker: str, ask: str, asked: forms.PartyAsk) -> tuple[str, str]:
    """Subject and text, in the language that is active."""
    lang = get_language() or "ja"
    tenant = current_tenant()
    body = tenant.name_en if is_english(lang) else tenant.name
    who = _("%(asker)s 様から") % {"asker": asker} if asker else _("申請する方から")
    paragraphs = [
        _("%(who)s、%(body)sの「%(title)s」のために、%(party)sとして書いていただきたいところがあると頼まれました。")
        % {"who": who, "body": body, "title": title, "party": party},
        ask,
        _("次のリンクを開き、「内容を見て始める」を押してください。登録はいりません。"),
        link_of(tenant, asked),
        _("%(day)sまで開けます。") % {"day": day_in_words(asked.last_day, lang)},
        _(
            "リンクが本物か心配なときは、頼んだ方に電話などで聞くか、%(body)sのサイトを自分で開いて、"
            "次のページに番号を入力してください。同じページが開きます。"
        )
        % {"body": body},
        f"{code_page(tenant)}\n{_('番号')}：{forms.code_for_people(forms.party.code_of(asked))}",
        _("心あたりのないときは、リンクを開いて「書けません」を選ぶか、このメールを捨ててください。"),
    ]
    return _("書いていただきたいところがあります：%(title)s（%(body)s）") % {"title": title, "body": body}, "\n\n".join(
        paragraphs
    )

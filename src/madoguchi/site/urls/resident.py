"""URL map of the resident surface, collected from the rooms' web/urls.py."""

from madoguchi.site.urls.collect import resident_patterns

urlpatterns = resident_patterns()
handler400 = "madoguchi.kernel.ui.web.errors.bad_request"
handler403 = "madoguchi.kernel.ui.web.errors.forbidden"
handler404 = "madoguchi.kernel.ui.web.errors.not_found"
handler500 = "madoguchi.kernel.ui.web.errors.server_error"

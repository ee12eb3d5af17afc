"""The WSGI entry that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.umask(0o077)  # what residents upload is for the user of the service only
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
application = get_wsgi_application()

"""The WSGI entry that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

gc.disable()  # as in cli.py: what is loaded now stays
os.umask(0o077)  # what residents upload is for the user of the service only
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()
gc.enable()

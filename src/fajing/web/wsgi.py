"""The office as a WSGI application, for granian or any other server; production refuses a demonstration's user here."""

import os

from django.core.wsgi import get_wsgi_application

from fajing.web.jobs import refuse_demo_users

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fajing.web.settings")
application = get_wsgi_application()
refuse_demo_users()

"""Run in a process of its own: lets Django rebuild a guarded table, then migrates as an operator would."""

from __future__ import annotations

import django
from django.core.management import call_command
from django.db import connection, models

django.setup()

from jianzhen.custody import guards  # noqa: E402
from jianzhen.custody.models import LogEvent  # noqa: E402

call_command("migrate", verbosity=0)
before = guards.missing()
old = LogEvent._meta.get_field("verb")
new = models.CharField(max_length=65)
new.set_attributes_from_name("verb")
new.model = LogEvent
with connection.schema_editor() as editor:
    editor.alter_field(LogEvent, old, new)
lost = guards.missing()
call_command("migrate", verbosity=0)
print(len(before), len(lost), len(guards.missing()))

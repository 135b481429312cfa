"""Makes an instance with invented people and leads in its own process: ``python -m tests.browser.instance DIR``."""

from __future__ import annotations

import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Final

PASSWORD: Final = "a long pass phrase"


def main(folder: str) -> None:
    """Open the instance, bring its database up to date, enrol the cast and route leads."""
    os.environ["JIANZHEN_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "jianzhen.config.settings"
    import django  # noqa: PLC0415  (the settings must be named before Django is set up)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (needs the apps)

    from tests.browser import cast  # noqa: PLC0415  (needs the apps)

    Path(folder).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    people = cast.enrol_everybody(PASSWORD)
    on = date.today() - timedelta(days=3)  # noqa: DTZ011  (days before today, whatever the zone)
    cast.route_leads(on)
    cast.carry_on(people, on)
    cast.tell_of_a_hearing(people, on)


if __name__ == "__main__":
    main(sys.argv[1])

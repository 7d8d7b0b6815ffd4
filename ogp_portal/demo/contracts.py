"""What was bought for the commitments of the running plan, from files as an office publishes them.

They stand in `content/ocds/`, by the number of the commitment; a day in them is written as the
other texts of the demo write it, `{start+40}`.
"""

from __future__ import annotations

import re

from commitments.domain import procurement
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import CONTENT, World

_DAY = re.compile(r"\{((?:today|start|next)(?:[+-]\d+)?|m\d+)\}")
TAKEN_IN = "today-9"


def load(world: World) -> None:
    """Each file, behind the commitment that its name begins with."""
    for path in sorted((CONTENT / "ocds").glob("*.json")):
        commitment = world.commitments[int(path.stem.partition("_")[0])]
        text = _DAY.sub(
            lambda found: world.clock.day(found[1]).isoformat(), path.read_text(encoding="utf-8")
        )
        with past(world.clock.moment(TAKEN_IN, "11:30")):
            procurement.import_files(
                world.forum,
                by=world.coordinator,
                files=[(path.name, text.encode())],
                commitment=commitment,
            )

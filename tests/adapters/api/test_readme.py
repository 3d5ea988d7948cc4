"""What README and the card of live readings tell people to type works as it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import Engine

from bot.cards.live_readings import example
from bot.model import Measure
from directory.database import reading
from tests.adapters.api.sending import INTAKE, Sending
from tests.clients.have import need
from tests.clients.thread import served_in_a_thread
from tests.house.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_lines_of_readme_and_of_the_card_send_a_reading(database: Engine) -> None:
    need("curl", shutil.which("curl"), "apt-get install curl")
    need("openssl", shutil.which("openssl"), "apt-get install openssl")
    sending = Sending(database)
    sending.town.now = sending.town.now.replace(month=8)
    section = README.split("## Live readings", 1)[1].split("\n## ", 1)[0]
    [block] = re.findall(r"```\n(curl .*?)\n```", section, flags=re.DOTALL)
    with reading(database) as session:
        of_the_card = example(INTAKE.of_policy(sending.policy.id), session.get_one(Measure, sending.measure))
    with served_in_a_thread(sending.app) as url:
        for typed in (block, of_the_card):
            assert INTAKE.address in typed
            said = types(typed.replace(INTAKE.address, url), TOKEN=sending.token, POLICY=sending.policy.id)
            assert json.loads(said)["policy"] == sending.policy.id, said
    assert sending.kept() == [(62.5, "2026-07-08"), (71, "2026-08-12")]


def types(lines: str, **environment: str) -> str:
    """What a shell prints."""
    path = ":".join(str(Path(each).parent) for each in (shutil.which("curl"), shutil.which("openssl")) if each)
    command = ["/bin/sh", "-c", lines.replace("curl ", "curl --silent --noproxy '*' ", 1)]
    done = subprocess.run(command, env={"PATH": path, **environment}, capture_output=True, text=True, check=True)
    return done.stdout

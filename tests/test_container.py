"""The container, as far as it can be tried without Docker: what goes in, how it starts, is well, and ends."""

from __future__ import annotations

import fnmatch
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from tests.clients.bot import ROOT, SECRET_KEY, kept_environment
from tests.clients.ports import free_port

HEALTHY_WITHIN = 60  # seconds; generous, for machines with other work
PINNED = re.compile(r"[\w./-]+:\d+\.\d+(\.\d+)?-[\w.-]+")
SECRET = re.compile(r"(?i)token|secret|password|passwd|api_?key")


def instructions() -> list[tuple[str, str]]:
    """Every instruction of the Dockerfile, its continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    parts = (line.partition(" ") for line in lines.splitlines() if line)
    return [(word, " ".join(rest.split())) for word, _, rest in parts]


def only(word: str) -> str:
    """What the last instruction of that name says: it is the one that counts."""
    return [rest for name, rest in instructions() if name == word][-1]


def health_command() -> list[str]:
    return list(json.loads(only("HEALTHCHECK").partition("CMD ")[2]))


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8")))


def test_every_image_is_pinned_by_its_version() -> None:
    python = only("ARG").removeprefix("PYTHON=")
    stages = [rest.partition(" AS ")[0].replace("${PYTHON}", python) for name, rest in instructions() if name == "FROM"]
    assert len(stages) == 2
    for image in (*stages, compose()["services"]["database"]["image"]):
        assert PINNED.fullmatch(image), image


def test_everything_that_goes_in_exists_and_is_not_kept_out() -> None:
    sources = [
        source.rstrip("/")
        for name, rest in instructions()
        if name == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]
    assert {"requirements.lock", "directory", "bot", "adapters", "config"} <= set(sources)
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    for source in sources:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in rules
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == set(sources)
    assert all(any(fnmatch.fnmatch(f"config/{name}", rule) for rule in rules[1:]) for name in (".env", ".env.local"))


def test_no_secret_is_in_a_layer() -> None:
    for name, rest in instructions():
        if name in {"ENV", "ARG", "LABEL"}:
            assert not SECRET.search(rest), rest


def test_the_bot_is_not_root_and_is_told_to_stop_itself() -> None:
    names = [name for name, _ in instructions()]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", only("USER"))
    assert names.index("USER") > max(place for place, name in enumerate(names) if name in {"RUN", "COPY"})
    assert json.loads(only("ENTRYPOINT")) == ["find-expert"]  # as an array: a shell would keep SIGTERM to itself
    assert json.loads(only("CMD"))[0] == "serve"
    assert only("STOPSIGNAL") == "SIGTERM"


def test_compose_gives_each_container_no_more_than_it_needs() -> None:
    services = compose()["services"]
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] == "unless-stopped"
    assert services["bot"]["user"] == only("USER")
    assert "cap_add" not in services["bot"]
    assert "privileged" not in (ROOT / "compose.yaml").read_text().replace("no-new-privileges", "")


def test_compose_shows_no_database_and_no_metrics_to_the_internet() -> None:
    services = compose()["services"]
    assert "ports" not in services["database"]
    assert services["database"]["networks"] == ["inside"]
    assert compose()["networks"]["inside"] == {"internal": True}
    assert all(port.startswith("127.0.0.1:") for port in services["bot"]["ports"])


def test_compose_keeps_the_database_and_starts_the_bot_when_it_answers() -> None:
    services, volumes = compose()["services"], compose()["volumes"]
    [volume] = services["database"]["volumes"]
    assert volume.partition(":")[0] in volumes
    assert services["bot"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["database"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert int(re.findall(r"postgres:(\d+)", services["database"]["image"])[0]) >= 15


def test_compose_takes_secrets_from_env_only_and_insists_on_the_password() -> None:
    """The password stands by itself, so that any character may be in it."""
    services = compose()["services"]
    assert services["bot"]["env_file"] == ".env"
    for service in services.values():
        secrets = {name: value for name, value in service["environment"].items() if SECRET.search(name)}
        assert len(secrets) == 1
        for name, value in service["environment"].items():
            if name in secrets:
                assert re.fullmatch(r"\$\{POSTGRES_PASSWORD:\?[^}]+\}", value), name
            else:
                assert "PASSWORD" not in value


def test_compose_uses_only_words_that_the_compose_specification_has() -> None:
    """github.com/compose-spec/compose-spec: what it does not know, Docker refuses."""
    known = {"build", "cap_add", "cap_drop", "depends_on", "env_file", "environment", "healthcheck", "image", "init"}
    known |= {"networks", "ports", "read_only", "restart", "security_opt", "shm_size", "stop_grace_period", "tmpfs"}
    known |= {"user", "volumes"}
    whole = compose()
    assert set(whole) <= {"name", "services", "networks", "volumes"}
    for service in whole["services"].values():
        assert set(service) <= known
        assert set(service["networks"]) <= set(whole["networks"])
    health = whole["services"]["database"]["healthcheck"]
    assert set(health) == {"test", "interval", "timeout", "retries", "start_period"}


@contextmanager
def container(folder: Path, settings: Mapping[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """What the container runs, with its own words, but on this computer: its port, and its process."""
    port = free_port()
    entry = [sys.executable, "-m", "adapters.start", *json.loads(only("CMD"))]
    command = [*entry, "--host", "127.0.0.1", "--port", str(port)]  # the last one counts
    environment = {**kept_environment(), "PYTHONPATH": str(ROOT), **settings}
    with (folder / "container.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            yield port, process
        finally:
            process.kill()
            process.wait(HEALTHY_WITHIN)


def is_healthy(port: int) -> bool:
    """By the very command of the Dockerfile."""
    python, *arguments = health_command()
    assert python == "python"
    command = [sys.executable, *(argument.replace("8000", str(port)) for argument in arguments)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


def wait_until_healthy(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + HEALTHY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        if is_healthy(port):
            return
        time.sleep(0.1)
    raise AssertionError(f"it does not get healthy:\n{log.read_text()}")


def test_the_container_starts_on_an_empty_database_gets_healthy_and_ends_when_told(
    bare_database_url: str, tmp_path: Path
) -> None:
    settings = {
        "DATABASE_URL": bare_database_url,
        "FIND_EXPERT_SECRET_KEY": SECRET_KEY,
        "SLACK_BOT_TOKEN": "xoxb-never-to-be-shown",
        "SLACK_SIGNING_SECRET": "a-signing-secret-never-to-be-shown",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "FIND_EXPERT_LOG_FORMAT": "json",
    }
    with container(tmp_path, settings) as (port, process):
        assert not is_healthy(port)
        wait_until_healthy(port, process, tmp_path / "container.log")
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            assert b"find_expert_database_up 1.0" in answer.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(HEALTHY_WITHIN) == 0
    log = (tmp_path / "container.log").read_text()
    assert "never-to-be-shown" not in log
    entries = [json.loads(line) for line in log.splitlines()]
    assert all({"time", "level", "logger", "message", "request_id"} <= set(entry) for entry in entries)
    assert any("told to stop (SIGTERM)" in entry["message"] for entry in entries)


@pytest.mark.parametrize("bare_database_url", ["postgresql"], indirect=True)
def test_several_containers_that_start_at_once_on_one_empty_database_all_get_healthy(
    bare_database_url: str, tmp_path: Path
) -> None:
    settings = {
        "DATABASE_URL": bare_database_url,
        "FIND_EXPERT_SECRET_KEY": SECRET_KEY,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "a-signing-secret",
    }
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with container(folders[0], settings) as one, container(folders[1], settings) as two:
        for folder, (port, process) in zip(folders, (one, two), strict=True):
            wait_until_healthy(port, process, folder / "container.log")
            assert process.poll() is None

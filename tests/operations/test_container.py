"""The image and the compose file, held against the project: the same Python, the same commands, nothing open."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.cli import _parser
from orchestration.instance import POSTGRES_URL
from orchestration.loopback import is_loopback

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "orchestration" / "deploy" / "container"
IMAGE = (FOLDER / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name in SERVICES if name != "postgres"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def instructions(name: str) -> list[str]:
    joined = IMAGE.replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


def test_the_image_has_the_projects_python() -> None:
    (base,) = instructions("FROM")
    version = re.match(r"python:(\d+\.\d+)-", base)

    assert version is not None
    assert PROJECT["project"]["requires-python"].startswith(f">={version[1]},")


def test_packages_come_from_the_lock_file_with_their_hashes() -> None:
    (install,) = [line for line in instructions("RUN") if "pip install" in line]

    assert "--require-hashes -r requirements.lock" in install
    assert "--no-deps" in install


def test_all_that_the_program_imports_is_in_the_image() -> None:
    copied = {line.split()[0] for line in instructions("COPY")}
    sent = {line[1:] for line in (FOLDER / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")}

    assert set(PROJECT["tool"]["mypy"]["packages"]) | {"dbt_project"} <= copied
    assert {word for line in instructions("COPY") for word in line.split()[:-1]} == sent
    assert all((ROOT / name).exists() for name in sent)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's folder as it is in the image: what is copied, without what is not sent to the builder."""
    folder = tmp_path_factory.mktemp("image")
    not_sent = shutil.ignore_patterns("__pycache__", "*.pyc", ".env", "target", "logs")
    for name in [word for line in instructions("COPY") for word in line.split()[:-1]]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=not_sent)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def in_image(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "QUTB_HOME": str(home)},
    )  # fmt: skip


def test_what_is_copied_is_enough_for_the_doctor_and_for_a_workbook(copied: Path, tmp_path: Path) -> None:
    told = in_image(copied, tmp_path / "home", "doctor", "--json")
    made = in_image(copied, tmp_path / "home", "template", "cri/job_declarations", "-o", str(tmp_path / "t.xlsx"))

    assert told.returncode == 0, told.stdout
    assert {check["check"] for check in json.loads(told.stdout)["checks"]} >= {"packages", "libraries", "fonts", "contracts"}
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "t.xlsx").stat().st_size > 5_000


def test_the_generated_files_of_dbt_are_written_while_the_image_is_built(copied: Path) -> None:
    code = "from orchestration.dbt_sources import GENERATED, METRICS, write_sources; write_sources(); print(GENERATED, METRICS)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=copied, env={"PYTHONPATH": str(copied)}, capture_output=True, text=True, check=True
    )

    assert all(Path(path).is_relative_to(copied) and Path(path).exists() for path in done.stdout.split())
    assert "python -m orchestration.install" in IMAGE


def test_the_image_runs_as_a_user_without_rights() -> None:
    (user,) = instructions("USER")

    assert user == "10001:10001"
    assert IMAGE.index("\nUSER ") > IMAGE.rindex("\nRUN ")
    assert not re.search(r"(?i)(password|secret|token|key)\s*=", IMAGE)


@pytest.mark.parametrize("name", OURS)
def test_a_service_can_write_its_volumes_alone_and_gain_no_rights(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == "10001:10001"
    assert not service.get("privileged")
    assert {volume.split(":")[1] for volume in service["volumes"]} == {"/var/lib/qutb", "/tmp"}
    assert "mem_limit" in service
    assert service["ulimits"]["core"] == 0


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_command_that_there_is(name: str) -> None:
    program, *words = SERVICES[name]["command"]

    assert program == "qutb"
    assert _parser().parse_args(words)


@pytest.mark.parametrize("name", ["daemon", "web", "postgres"])
def test_what_stays_up_is_watched(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert "healthcheck" in SERVICES[name] or instructions("HEALTHCHECK")


def test_the_images_own_watch_asks_the_daemon() -> None:
    (watch,) = instructions("HEALTHCHECK")
    words = yaml.safe_load(watch[watch.index("[") :])

    assert _parser().parse_args(words[1:]).check is True


def test_only_this_machine_reaches_the_page_and_nobody_the_database() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert all(is_loopback(port.split(":")[0]) for port in SERVICES["web"]["ports"])
    assert SERVICES["postgres"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("name", OURS)
def test_dagster_keeps_its_runs_in_that_database_and_the_password_is_asked_for(name: str) -> None:
    address = SERVICES[name]["environment"][POSTGRES_URL]
    database = SERVICES["postgres"]["environment"]

    assert SERVICES[name]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert re.fullmatch(
        rf"postgresql://{database['POSTGRES_USER']}:\$\{{QUTB_POSTGRES_PASSWORD:\?[^}}]+\}}@postgres:5432/{database['POSTGRES_DB']}",
        address,
    )
    assert database["POSTGRES_PASSWORD"].startswith("${QUTB_POSTGRES_PASSWORD:?")


def test_the_password_in_the_file_beside_it_is_neither_sent_to_the_builder_nor_kept_in_git() -> None:
    assert "**/.env" in (FOLDER / "Dockerfile.dockerignore").read_text().splitlines()
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_volume_and_network_is_named_once() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    networks = {network for service in SERVICES.values() for network in service["networks"]}

    assert used == set(COMPOSE["volumes"])
    assert networks == set(COMPOSE["networks"])

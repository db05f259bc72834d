"""One environment, named in several files: here they are held to one another.

pyproject.toml says what the project needs; requirements.lock is the one answer, for every platform;
environment.yml, the set-up script and the workflow lead to the same answer.
"""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def locked() -> dict[str, list[tuple[Requirement, list[str]]]]:
    """Each locked package with its hashes; one that differs between Pythons has several lines."""
    entries: dict[str, list[tuple[Requirement, list[str]]]] = {}
    for entry in LOCK.replace("\\\n", " ").splitlines():
        words, *hashes = re.split(r"\s+--hash=", entry.strip())
        requirement = Requirement(words)
        entries.setdefault(canonicalize_name(requirement.name), []).append((requirement, hashes))
    return entries


def direct() -> list[Requirement]:
    """What the project itself asks for, tests included."""
    extras = PROJECT["optional-dependencies"].values()
    return [Requirement(words) for group in (PROJECT["dependencies"], *extras) for words in group]


@pytest.mark.parametrize("wanted", direct(), ids=lambda requirement: requirement.name)
def test_every_dependency_is_locked_at_a_version_that_fits(wanted):
    pins = locked()[canonicalize_name(wanted.name)]
    for pin, _hashes in pins:
        assert wanted.specifier.contains(version(pin)), f"{pin} does not satisfy {wanted}"


def test_the_build_backend_is_locked_too():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for words in pyproject["build-system"]["requires"]:
        wanted = Requirement(words)
        assert all(wanted.specifier.contains(version(pin)) for pin, _ in locked()[wanted.name])


def version(pin: Requirement) -> str:
    """The one version that a line of the lock allows."""
    (specifier,) = pin.specifier
    assert specifier.operator == "==", f"{pin} is not pinned"
    return specifier.version


def test_every_locked_package_is_pinned_and_hashed():
    for pins in locked().values():
        for pin, hashes in pins:
            assert version(pin)
            assert hashes, f"{pin} has no hash"
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_each_python_and_platform_finds_one_version_of_each_dependency(python, platform):
    system = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[platform]
    place = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": platform,
        "platform_system": system,
        "os_name": "nt" if platform == "win32" else "posix",
    }
    for name, pins in locked().items():
        fitting = [pin for pin, _ in pins if pin.marker is None or pin.marker.evaluate(place)]
        assert len(fitting) <= 1, f"{name} is locked twice for {python} on {platform}"
    for wanted in direct():
        pins = locked()[canonicalize_name(wanted.name)]
        assert any(pin.marker is None or pin.marker.evaluate(place) for pin, _ in pins), wanted


def test_the_lock_names_no_host_and_no_path():
    assert not re.search(r"://|index-url|find-links|^\s*-[ief]\b|[./~]/", LOCK, re.MULTILINE)


def test_conda_gets_the_same_python_and_the_same_lock():
    python, pip, packages = CONDA["dependencies"]
    assert SpecifierSet(python.removeprefix("python")) == SpecifierSet(PROJECT["requires-python"])
    assert pip.startswith("pip>=")
    assert packages == {"pip": ["--require-hashes", "-r requirements.lock"]}


def test_the_workflow_tries_every_python_in_the_range():
    workflow = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text(encoding="utf-8"))
    assert tuple(workflow["jobs"]["test"]["strategy"]["matrix"]["python"]) == PYTHONS
    allowed = SpecifierSet(PROJECT["requires-python"])
    assert [p for p in (f"3.{minor}" for minor in range(8, 20)) if p in allowed] == list(PYTHONS)


def test_the_set_up_takes_every_python_in_the_range():
    script = (ROOT / ".ci/setup").read_text(encoding="utf-8")
    assert "(3, 11) <= sys.version_info[:2] < (3, 15)" in script
    for python in PYTHONS:
        assert f"python{python}" in script


def test_citation_and_package_agree_on_the_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]

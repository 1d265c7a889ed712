"""The command `rione`: exit codes, and errors that are one readable line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import rione
from rione import cli
from rione.launch import prepare
from rione.launch.problems import LaunchError

from .conftest import processes_in


def run(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-P", "-m", "rione", *arguments],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )


def assert_one_line(answer: "subprocess.CompletedProcess[str]", code: int, word: str) -> None:
    assert answer.returncode == code, answer.stderr
    assert word in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1, answer.stderr
    assert "Traceback" not in answer.stderr


def test_version__is_the_one_of_the_package() -> None:
    assert run("--version").stdout.strip() == f"rione {rione.__version__}"


def test_help__names_every_exit_code() -> None:
    text = run("--help").stdout
    for code in (cli.DONE, cli.FOUND_PROBLEMS, cli.USAGE, cli.ENVIRONMENT, cli.REFUSED, cli.FAULT):
        assert f"\n  {code}    " in text
    assert f"\n  {cli.INTERRUPTED}  " in text


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "COMMAND"),
        (("fly",), "fly"),
        (("demo", "--port", "0"), "not a port"),
        (("demo", "--port", "eighty"), "not a port"),
        (("serve", "--workers", "0"), "from 1 on"),
        (("load",), "DIR"),
        (("load", "/nowhere"), "/nowhere is not a folder"),
        (("export", "actions"), "--out"),
    ],
)
def test_wrong_call__is_one_line_with_code_2(arguments: tuple[str, ...], word: str) -> None:
    assert_one_line(run(*arguments), cli.USAGE, word)


def test_database__unreachable__is_one_line_with_code_3() -> None:
    settings = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "DJANGO_SETTINGS_MODULE": cli.DEMO,
    }
    assert_one_line(
        run("load", str(prepare.PROGRAMME), **settings), cli.ENVIRONMENT, "database cannot be used"
    )


def test_named_database__without_settings__takes_production_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(cli.SETTINGS, raising=False)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    answer = run("selfcheck", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert_one_line(answer, cli.ENVIRONMENT, "SECRET_KEY")


def test_serve__demo_settings_for_other_hosts__are_refused() -> None:
    settings = {"DATABASE_URL": "postgresql://x@127.0.0.1:1/x", cli.SETTINGS: cli.DEMO}
    answer = run("serve", "--host", "0.0.0.0", "--port", "8099", **settings)  # noqa: S104
    assert_one_line(answer, cli.ENVIRONMENT, cli.PRODUCTION)


def test_selfcheck__on_a_fresh_private_server__passes_and_leaves_nothing(one_home: Path) -> None:
    answer = run("selfcheck", DJANGO_SETTINGS_MODULE=cli.DEMO)
    assert answer.returncode == cli.DONE, answer.stdout + answer.stderr
    assert not processes_in(one_home)


def test_export__an_unknown_name__lists_the_known_ones(one_home: Path) -> None:
    answer = run("export", "nothing", "--out", "-", DJANGO_SETTINGS_MODULE=cli.DEMO)
    assert_one_line(answer, cli.USAGE, "all.zip")


def test_load__broken_files__are_refused_line_by_line_and_nothing_is_written(
    one_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "programme.yaml").write_text("- [\n")
    answer = run("load", str(tmp_path), DJANGO_SETTINGS_MODULE=cli.DEMO)
    assert answer.returncode == cli.REFUSED, answer.stderr
    assert "nothing was stored" in answer.stderr
    assert "programme.yaml:" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (LaunchError("The disk is full; free some."), cli.ENVIRONMENT, "disk is full"),
        (KeyboardInterrupt(), cli.INTERRUPTED, "interrupted"),
        (OSError(28, "No space left on device", "/x"), cli.ENVIRONMENT, "no space left"),
        (ModuleNotFoundError("No module", name="django"), cli.ENVIRONMENT, "ops/setup.py"),
        (ValueError("two\nlines"), cli.FAULT, "ValueError: two lines"),
    ],
)
def test_errors__become_one_line_and_a_code(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, word: str
) -> None:
    def fail() -> int:
        raise error

    assert cli.guarded(fail) == code
    text = capsys.readouterr().err
    assert word in text
    assert text.count("\n") == 1


def test_errors__debugging__shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise ValueError("inside")

    monkeypatch.setenv("RIONE_DEBUG", "1")
    with pytest.raises(ValueError, match="inside"):
        cli.guarded(fail)


INVITED = {
    "--email": "prima@finta.example",
    "--name": "Prima Inventata",
    "--municipality": "015146",
    "--organisation": "Comune di Prova",
    "--kind": "city",
}


def invited(*more: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    options = INVITED | {f"--{name}": value for name, value in changes.items()}
    words = [word for pair in options.items() for word in pair]
    return run("invite", *words, *more, DJANGO_SETTINGS_MODULE=cli.DEMO)


def test_invite__on_a_fresh_platform__tells_the_link_once(one_home: Path) -> None:
    first = invited()
    assert first.returncode == cli.DONE, first.stderr
    assert first.stdout.startswith("http://127.0.0.1:8000/it/inviti/")
    assert len(first.stdout.splitlines()) == 1
    again = invited()
    assert again.returncode == cli.DONE
    assert "open until" in again.stdout
    assert "/inviti/" not in again.stdout
    other = invited("--again", "--site", "https://rione.example/")
    assert other.stdout.startswith("https://rione.example/it/inviti/")
    assert other.stdout.split("/")[-2] != first.stdout.split("/")[-2]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"email": "prima"}, "--email"),
        ({"municipality": "Milano"}, "--municipality"),
        ({"kind": "club"}, "metropolitan_city, city"),
        ({"name": ""}, "--name"),
    ],
)
def test_invite__with_something_wrong__is_one_line(
    one_home: Path, change: dict[str, str], word: str
) -> None:
    assert_one_line(invited(**change), cli.USAGE, word)


def test_invite__its_links__begin_with_the_first_host() -> None:
    from rione.launch.inviting import site_of

    assert site_of(["*", ".rione.example", "b.example"], demo=False) == "https://rione.example"
    assert site_of(["*"], demo=False) == ""

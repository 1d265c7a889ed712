"""Create the environments that `make` uses: `python3 ops/setup.py product|develop`.

`python3 ops/setup.py lock [--upgrade]` writes the locks themselves.

Promises:
- only the standard library is needed, with Python 3.11 or newer;
- everything installed is locked with hashes (requirements/*.lock) and comes as a ready-made wheel;
- `product` lives in .venv and holds what the platform runs on; `develop` lives in .venv-dev and
  adds what testing needs, so that the product's environment stays small;
- a second run with the same lock takes milliseconds; an interrupted or outdated environment, or
  one whose checkout was moved, is made again from the start;
- whatever fails is told in one sentence, with exit code 1 (2 for a wrong call).
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OLDEST = (3, 11)
SET_PDEATHSIG = 1
ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = {"product": ".venv", "develop": ".venv-dev"}
CALLS = (["product"], ["develop"], ["lock"], ["lock", "--upgrade"])
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DISK_SIGNS = ("no space left", "disk quota", "os error 28")
NETWORK_SIGNS = (
    "dns error",
    "connection",
    "connect error",
    "error sending request",
    "timed out",
    "timeout",
    "name resolution",
    "temporary failure",
    "unreachable",
    "failed to fetch",
    "certificate",
    "could not find a version",
)


class SetupError(Exception):
    """What went wrong, as one sentence for the person who typed the command."""


def say(text: str) -> None:
    """Print one line at once, also when the output is a pipe."""
    print(text, flush=True)


def main(arguments: list[str]) -> int:
    """Make the environment named in the arguments; return the exit code."""
    if arguments not in CALLS:
        print("usage: python3 ops/setup.py product|develop|lock [--upgrade]", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        check_python()
        kind = arguments[0]
        if kind == "lock":
            write_locks(arguments[1:])
            return 0
        with one_at_a_time(kind):
            fresh = ensure_environment(kind)
        compile_texts(kind)
        if kind == "develop":
            find_browser(install=fresh or os.environ.get("RIONE_REQUIRE_BROWSER") == "1")
    except SetupError as problem:
        print(f"Set-up stopped: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up interrupted; the next run starts it again.", file=sys.stderr)
        return 130
    return 0


def check_python() -> None:
    """Refuse a Python that is too old or was packaged without venv and pip."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST:
        raise SetupError(
            f"Rione needs Python {OLDEST[0]}.{OLDEST[1]} or newer and {sys.executable} is {found}; "
            "install a newer one and name it, for example `make demo PYTHON=python3.12`."
        )
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise SetupError(
            f"this Python {found} lacks the modules venv and ensurepip; install them "
            "(Debian and Ubuntu: `apt-get install python3-venv`) and try again."
        )


@contextlib.contextmanager
def one_at_a_time(kind: str):  # type: ignore[no-untyped-def]
    """Keep a second set-up of the same environment waiting until the first has finished."""
    with open(lock_file(kind), "rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def lock_file(kind: str) -> Path:
    """The file with the exact versions and hashes of an environment."""
    path = ROOT / "requirements" / f"{kind}.lock"
    if not path.is_file():
        raise SetupError(f"{path} is missing; is this a complete checkout?")
    return path


def fingerprint(kind: str) -> str:
    """What an environment depends on: its locks, this Python and the place of the checkout."""
    digest = hashlib.sha256()
    for path in (lock_file("bootstrap"), lock_file(kind), Path(__file__)):
        digest.update(path.read_bytes())
    digest.update(f"{sys.version_info[:2]}{ROOT}".encode())
    return digest.hexdigest()


def ensure_environment(kind: str) -> bool:
    """Make the environment unless it is already as the lock says; True when it was made."""
    folder = ROOT / ENVIRONMENTS[kind]
    stamp = folder / "rione-stamp.json"
    wanted = fingerprint(kind)
    try:
        known = json.loads(stamp.read_text())
        if known["fingerprint"] == wanted and (folder / "bin" / "python").exists():
            say(f"Environment {folder.name} is up to date ({known['megabytes']} MB).")
            return False
    except (OSError, ValueError, KeyError):
        pass
    started = time.monotonic()
    say(f"Making the environment {folder.name} (Python {sys.version.split()[0]}) …")
    try:
        build(kind, folder)
        size = megabytes(folder)
        stamp.write_text(json.dumps({"fingerprint": wanted, "megabytes": size}))
    except OSError as error:
        raise SetupError(explain(f"{error.strerror or error} {error.filename or ''}")) from error
    say(f"Environment {folder.name} is ready: {size} MB, {time.monotonic() - started:.0f} s.")
    return True


def build(kind: str, folder: Path) -> None:
    """Fill an empty folder; the caller's stamp is what marks it as finished."""
    if folder.exists():
        say("  removing what an earlier run left")
        shutil.rmtree(folder)
    python = folder / "bin" / "python"
    run_step("creating it", [sys.executable, "-m", "venv", str(folder)])
    with tempfile.TemporaryDirectory(prefix="rione-setup-") as tools:
        pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
        pip_install = [*pip, "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
        bootstrap = [*pip_install, "--target", tools, "-r", str(lock_file("bootstrap"))]
        run_step("fetching the installer uv", bootstrap)
        uv = [str(Path(tools) / "bin" / "uv"), "pip", "install", "--python", str(python)]
        uv += ["--require-hashes", "--only-binary", ":all:", *uv_cache()]
        try:
            run_step(
                f"installing {lock_file(kind).name}",
                [*uv, "-r", str(lock_file(kind))],
                environment=uv_environment(pip),
            )
        except SetupError as problem:
            if "disk" in str(problem):
                raise
            # pip knows settings that uv does not read (proxies, mirrors, its own certificates).
            say("  uv did not manage; trying again with pip, which is slower")
            step = f"installing {lock_file(kind).name} with pip"
            run_step(step, [*pip_install, "-r", str(lock_file(kind))])
    add_project(folder)


def write_locks(options: list[str]) -> None:
    """Resolve requirements/*.in into locks with hashes, good for every supported Python."""
    with tempfile.TemporaryDirectory(prefix="rione-setup-") as tools:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        command = [*pip, "install", "--quiet", "--require-hashes", "--target", tools]
        run_step("fetching uv", [*command, "-r", str(lock_file("bootstrap"))])
        for name in ("bootstrap", *ENVIRONMENTS):
            source = ROOT / "requirements" / f"{name}.in"
            compile_lock = [str(Path(tools) / "bin" / "uv"), "pip", "compile", "--universal"]
            compile_lock += ["--generate-hashes", "--python-version", ".".join(map(str, OLDEST))]
            compile_lock += ["--no-header", "--no-annotate", "--no-emit-index-url", *options]
            compile_lock += [str(source), "-o", str(source.with_suffix(".lock"))]
            run_step(f"locking {source.name}", compile_lock, environment=uv_environment(pip))


def uv_cache() -> list[str]:
    """Let uv do without its cache where the account has no home to keep one in."""
    given = os.environ.get("UV_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    place = Path(given or Path.home())
    return [] if os.access(place, os.W_OK) else ["--no-cache"]


def uv_environment(pip: list[str]) -> dict[str, str]:
    """The environment for uv, with pip's certificate, index and time-out carried over."""
    environment = dict(os.environ)
    listing = subprocess.run([*pip, "config", "list"], capture_output=True, text=True)
    settings = {}
    for line in listing.stdout.splitlines():
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = value.strip("'\"")
    for setting, variable in (
        ("cert", "SSL_CERT_FILE"),
        ("index-url", "UV_DEFAULT_INDEX"),
        ("default-timeout", "UV_HTTP_TIMEOUT"),
        ("timeout", "UV_HTTP_TIMEOUT"),
    ):
        if settings.get(setting):
            environment.setdefault(variable, settings[setting])
    return environment


def run_step(what: str, command: list[str], *, environment: dict[str, str] | None = None) -> None:
    """Run one command quietly with a sign of life every few seconds; explain its failure."""
    started = time.monotonic()
    say(f"  {what} …")
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            preexec_fn=end_with_parent,
        )
        try:
            while True:
                try:
                    code = child.wait(timeout=5)
                    break
                except subprocess.TimeoutExpired:
                    say(f"  … still {what}, {time.monotonic() - started:.0f} s")
        except BaseException:
            child.terminate()
            child.wait()
            raise
        output.seek(0)
        if code:
            raise SetupError(explain(output.read().decode(errors="replace"), what))


def end_with_parent() -> None:
    """Have the kernel end a tool with us, so that it cannot write into the next run's folder."""
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).prctl(SET_PDEATHSIG, signal.SIGTERM)


def explain(output: str, what: str = "writing the environment") -> str:
    """Turn a tool's output into one sentence that says what to do."""
    text = output.lower()
    if any(sign in text for sign in DISK_SIGNS):
        places = f"{ROOT} or {tempfile.gettempdir()}"
        return f"the disk is full ({what}); free some space under {places} and try again."
    if "permission denied" in text:
        return f"{ROOT} is not writable for this account ({what}); run it as the folder's owner."
    if "hash mismatch" in text or "do not match the hashes" in text:
        return f"a downloaded file is not the one in the lock ({what}); try again later."
    if any(sign in text for sign in NETWORK_SIGNS):
        return (
            f"the package index did not answer ({what}); check the network, the proxy "
            "and pip's settings, and try again."
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return f"{what} failed: {lines[-1] if lines else 'no message'}"


def add_project(folder: Path) -> None:
    """Make `import rione` and the command `rione` work, without building a package."""
    (packages,) = folder.glob("lib/python3.*/site-packages")
    (packages / "rione.pth").write_text(f"{ROOT}\n")
    script = folder / "bin" / "rione"
    python = shlex.quote(str(folder / "bin" / "python"))
    # -P keeps the caller's folder out of the import path.
    script.write_text(f'#!/bin/sh\nexec {python} -P -m rione "$@"\n')
    script.chmod(0o755)


def megabytes(folder: Path) -> int:
    """The room a folder takes on disk."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            total += os.lstat(os.path.join(place, name)).st_blocks * 512
    return round(total / 1e6)


def compile_texts(kind: str) -> None:
    """Compile the translated texts, when any of them is newer than its compiled form."""
    stale = [
        text
        for text in (ROOT / "rione").rglob("*.po")
        if not text.with_suffix(".mo").is_file()
        or text.with_suffix(".mo").stat().st_mtime < text.stat().st_mtime
    ]
    if stale:
        python = ROOT / ENVIRONMENTS[kind] / "bin" / "python"
        run_step("compiling the texts", [str(python), "-m", "rione.core.design.texts"])


def find_browser(*, install: bool) -> None:
    """Find the browser of the journeys, or install Debian's when this account may."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and install and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Chromium is missing; installing Debian's package for the browser journeys")
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        try:
            run_step("apt-get update", ["apt-get", "update", "-q"], environment=quiet)
            command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]
            run_step("apt-get install chromium", command, environment=quiet)
        except SetupError as problem:
            say(f"  {problem}")
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        say(
            "Browser journeys will be skipped: no chromium, chromium-browser or google-chrome "
            "in PATH; install one to run them."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

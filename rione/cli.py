"""The command `rione`.

Exit codes:
  0    done (a demo that was stopped on request included)
  1    the command ran and found problems (selfcheck; restore: a figure differs)
  2    the command was called wrongly
  3    the environment or the configuration does not allow it (port, disk, database, settings)
  4    the data were refused; nothing was stored
  5    a fault in Rione itself
  130  interrupted

Without DATABASE_URL every command works with the private PostgreSQL of this checkout, starting
it when needed and stopping it again. Without DJANGO_SETTINGS_MODULE the settings are the demo's
on the private server and production's on a named one. Errors are one line on the standard error
output; RIONE_DEBUG=1 shows where they come from.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import rione
from rione.launch.context import (
    DEMO,
    DONE,
    ENVIRONMENT,
    FAULT,
    FOUND_PROBLEMS,
    INTERRUPTED,
    PRODUCTION,
    REFUSED,
    SETTINGS,
    USAGE,
    complain,
    database,
    platform,
)
from rione.launch.inviting import invite
from rione.launch.keeping import backup, restore
from rione.launch.problems import LaunchError
from rione.launch.records import import_puc

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the return value is the exit code."""
    options = parser().parse_args(sys.argv[1:] if arguments is None else arguments)
    return guarded(lambda: int(options.run(options)))


def guarded(work: Callable[[], int]) -> int:
    """Turn whatever goes wrong into one line and an exit code."""
    try:
        return work()
    except KeyboardInterrupt:
        return complain("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has enough of it; keep Python from complaining at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except LaunchError as problem:
        return complain(str(problem), ENVIRONMENT)
    except Exception as error:
        if os.environ.get("RIONE_DEBUG") == "1":
            raise
        # Known by name, so that a command that loads nothing does not import the loader.
        if type(error).__name__ == "LoadRefused":
            problems = str(error).splitlines()
            print("\n".join(problems), file=sys.stderr)
            return complain(f"{len(problems)} problems; nothing was stored", REFUSED)
        return complain(*explain(error))


def explain(error: Exception) -> tuple[str, int]:
    """A sentence and an exit code for an error of the libraries below."""
    kind = type(error).__name__
    text = " ".join(str(error).split())
    if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("rione"):
        return (
            f"the module {error.name} is missing; run `python3 ops/setup.py product` and start "
            "the command from that environment (.venv/bin/rione).",
            ENVIRONMENT,
        )
    if kind == "ImproperlyConfigured":
        return f"the settings are wrong: {text}", ENVIRONMENT
    if kind == "OperationalError":
        return f"the database cannot be used: {text}", ENVIRONMENT
    if kind == "ProgrammingError" and "does not exist" in text:
        return f"the database is not up to date; run `rione manage migrate` ({text})", ENVIRONMENT
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        return f"{(error.strerror or text).lower()}{place}", ENVIRONMENT
    return f"a fault in Rione itself: {kind}: {text} (RIONE_DEBUG=1 shows where)", FAULT


class OneLineParser(argparse.ArgumentParser):
    """Says a wrong call in one line, like every other error."""

    def error(self, message: str) -> NoReturn:
        """End with the code for a wrong call."""
        sys.exit(complain(f"{message} (see `{self.prog} --help`)", USAGE))


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    assert __doc__  # noqa: S101 — it is the help text
    top = OneLineParser(
        prog="rione",
        description=rione.__doc__,
        epilog=__doc__.partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"rione {rione.__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def command(
        name: str, run: Callable[[argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    added = command("demo", demo, "Start everything on this machine, with the Milan programme.")
    added.add_argument("--port", type=port, default=os.environ.get("PORT") or "8000")
    added.add_argument("--no-worker", action="store_true", help="start the web server alone")
    added = command("serve", serve, "Serve the web pages until told to stop.")
    added.add_argument("--host", default="127.0.0.1")
    added.add_argument("--port", type=port, default=os.environ.get("PORT") or "8000")
    added.add_argument("--workers", type=positive, default=1, metavar="N", help="processes")
    command("worker", worker, "Run the jobs until told to stop.")
    added = command("load", load, "Load a folder of the programme's files, whole or not at all.")
    added.add_argument("folder", type=Path, metavar="DIR")
    added.add_argument("--dry-run", action="store_true", help="check only, store nothing")
    added = command("import-puc", import_puc, "Make operations of monitoring records.")
    added.add_argument("source", type=Path, metavar="FOLDER_OR_ZIP")
    added.add_argument("--municipality", required=True, metavar="CODE", help="six figures, ISTAT")
    added.add_argument("--officer", required=True, metavar="ADDRESS", help="e-mail; who does it")
    added.add_argument("--dry-run", action="store_true", help="check only, store nothing")
    added = command("export", export, "Write one of the open data sets to a file.")
    added.add_argument("name", metavar="NAME", help="a wrong name lists the right ones")
    added.add_argument("--out", required=True, metavar="FILE", help="- is the standard output")
    added.add_argument(
        "--spreadsheet", action="store_true", help="CSV that a spreadsheet opens as it is"
    )
    added = command(
        "import-operations",
        import_operations,
        "Turn a list of operations (CSV, Art. 115) into a folder that `rione load` takes.",
    )
    added.add_argument("file", type=Path, metavar="FILE")
    added.add_argument("--out", required=True, type=Path, metavar="DIR", help="new, or empty")
    added.add_argument("--map", type=Path, metavar="FILE", help="see docs/another-city.md")
    added.add_argument("--municipality", metavar="CODE", help="six figures, ISTAT")
    added.add_argument("--dry-run", action="store_true", help="check only, write nothing")
    command("selfcheck", selfcheck, "Check that all records agree with each other.")
    added = command("backup", backup, "Write the database, seals and documents to a new folder.")
    added.add_argument("folder", type=Path, metavar="DIR")
    added = command("restore", restore, "Restore a backup into an empty database and compare.")
    added.add_argument("folder", type=Path, metavar="DIR")
    added = command("invite", invite, "Invite the first administrator of a municipality.")
    added.add_argument("--email", required=True, metavar="ADDRESS")
    added.add_argument("--name", required=True, help="of the person")
    added.add_argument("--municipality", required=True, metavar="CODE", help="six figures, ISTAT")
    added.add_argument("--organisation", required=True, metavar="NAME")
    added.add_argument("--kind", required=True, help="city, municipality, authority, …")
    added.add_argument("--language", default="it", help="it or en")
    added.add_argument("--again", action="store_true", help="close an open one, make another link")
    added.add_argument("--site", metavar="URL", help="default: RIONE_BASE_URL")
    added = command("manage", manage, "Run a management command of Django.")
    added.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…")
    return top


def port(text: str) -> int:
    """A TCP port."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


def positive(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def demo(options: argparse.Namespace) -> int:
    """`rione demo`."""
    from rione.launch.demo import demo as run

    return run(options.port, with_worker=not options.no_worker)


def serve(options: argparse.Namespace) -> int:
    """`rione serve`: becomes the web server, or watches it when it also keeps the database."""
    from rione.launch import web

    web.check_port(options.host, options.port, f"`rione serve --port {options.port + 1}`")
    web.share_counts()
    command = web.command(options.host, options.port, options.workers)
    if os.environ.get("DATABASE_URL"):
        os.environ.setdefault(SETTINGS, PRODUCTION)
        check_host(options.host)
        os.execv(command[0], command)  # noqa: S606 — there is no shell
    with platform():
        from rione.launch.places import state_folder
        from rione.launch.prepare import collect_static, static_folder
        from rione.launch.supervise import Child, Supervisor, run_until_stopped

        check_host(options.host)
        static = static_folder(state_folder("demo"))
        collect_static(static)
        environment = {**os.environ, "RIONE_STATIC_ROOT": str(static)}
        with Supervisor([Child("web server", command, environment)]) as supervisor:
            print(f"Serving http://{options.host}:{options.port}/ (Ctrl-C stops it)", flush=True)
            run_until_stopped(supervisor)
    return DONE


def check_host(host: str) -> None:
    """Keep the demo's settings from being served to other machines."""
    if host not in LOOPBACK and os.environ[SETTINGS] == DEMO:
        raise LaunchError(
            "the demo is not made for other machines to reach, so it is served on 127.0.0.1 "
            f"only; set {SETTINGS}={PRODUCTION} to serve others."
        )


def worker(options: argparse.Namespace) -> int:
    """`rione worker`: stops by itself on SIGINT and SIGTERM, its jobs in hand finished."""
    with database():
        import django

        django.setup()
        from rione.core.jobs.worker import run_until_stopped

        run_until_stopped()
    return DONE


def load(options: argparse.Namespace) -> int:
    """`rione load`."""
    if not options.folder.is_dir():
        return complain(f"{options.folder} is not a folder", USAGE)
    with platform():
        from rione.programme.operations import load_folder

        print(load_folder(folder=options.folder, dry_run=options.dry_run))
    return DONE


def export(options: argparse.Namespace) -> int:
    """`rione export`: the file appears only when it is whole."""
    if options.spreadsheet and not options.name.endswith(".csv"):
        return complain("--spreadsheet is for CSV files: leave it out", USAGE)
    with platform():
        from rione.core.opendata.exporting import exports, write

        if options.name not in exports():
            names = ", ".join(sorted(exports()))
            return complain(f"there is no export {options.name!r}; there are: {names}", USAGE)
        if options.out == "-":
            write(options.name, sys.stdout.buffer, spreadsheet=options.spreadsheet)
            return DONE
        partial = Path(f"{options.out}.part")
        try:
            with partial.open("wb") as stream:
                write(options.name, stream, spreadsheet=options.spreadsheet)
            partial.replace(options.out)
        finally:
            partial.unlink(missing_ok=True)
    return DONE


def import_operations(options: argparse.Namespace) -> int:
    """`rione import-operations`: the folder appears only when it is whole."""
    from rione.launch.importing import import_operations as run

    for path in (options.file, options.map):
        if path is not None and not path.is_file():
            return complain(f"{path} is not a file", USAGE)
    if not options.dry_run and options.out.exists() and any(options.out.iterdir()):
        return complain(f"{options.out} is not empty", USAGE)
    outcome = run(
        options.file,
        options.out,
        plan=options.map,
        municipality=options.municipality,
        dry_run=options.dry_run,
    )
    print(outcome)
    return DONE


def selfcheck(options: argparse.Namespace) -> int:
    """`rione selfcheck`."""
    with platform():
        from rione.core import selfcheck as checks

        findings = checks.run()
    for finding in findings:
        print(f"{'ok    ' if finding.ok else 'FAILED'} {finding.name}: {finding.detail}")
    return DONE if all(finding.ok for finding in findings) else FOUND_PROBLEMS


def manage(options: argparse.Namespace) -> int:
    """`rione manage`."""
    with database():
        from django.core.management import execute_from_command_line

        try:
            execute_from_command_line(["rione manage", *options.arguments])
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
    return DONE


if __name__ == "__main__":
    sys.exit(main())

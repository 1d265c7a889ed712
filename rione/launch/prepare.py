"""Making a database and the static files ready, before the web and the worker start.

Run as a program by the demo (`python -m rione.launch.prepare STATIC_FOLDER STEPS DONE`), so that
the supervising process itself stays small. Every step is skipped when there is nothing to do.
"""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from .places import ROOT, explain
from .problems import LaunchError
from .progress import Steps

PROGRAMME = ROOT / "data" / "milano"


def migrate() -> str:
    """Bring the schema up to date; say what was done."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return "up to date"
    call_command("migrate", interactive=False, verbosity=0)
    return f"{len(plan)} migrations applied"


def static_folder(parent: Path) -> Path:
    """Where the static files of the present sources belong; the name changes with them."""
    digest = hashlib.sha256((ROOT / "requirements" / "product.lock").read_bytes())
    for path in sorted((ROOT / "rione").glob("**/static/**/*")):
        facts = path.stat()
        digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return parent / f"static-{digest.hexdigest()[:12]}"


def collect_static(folder: Path) -> str:
    """Gather the static files into a folder that appears only when it is whole."""
    from django.conf import settings
    from django.core.management import call_command

    if folder.is_dir():
        return "unchanged"
    for old in folder.parent.glob("static-*"):
        shutil.rmtree(old, ignore_errors=True)
    partial = folder.with_name(f"{folder.name}.part")
    settings.STATIC_ROOT = partial
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
        partial.rename(folder)
    except OSError as error:
        raise LaunchError(explain(error, folder.parent)) from error
    return "gathered"


def load_programme() -> str:
    """Load the programme that comes with the platform."""
    from rione.programme.operations import load_folder

    return str(load_folder(folder=PROGRAMME, dry_run=False))


def put_people() -> str:
    """Make sure of the invented people of the demo and of what they did."""
    from rione.config.demo import put_content
    from rione.core.audit.acting import Actor, acting
    from rione.core.identity.demo import put_people as put

    with acting(Actor("job", "prepare")):
        made = put()
    return f"{made} accounts made; {put_content()}"


def main(arguments: list[str]) -> int:
    """Do all steps, printing each."""
    import django

    static, total, done = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    steps = Steps(total, done=done)
    with steps.step("Database schema") as step:
        django.setup()
        step.outcome = migrate()
    with steps.step("Programme of Milan") as step:
        step.outcome = load_programme()
    with steps.step("People of the demo") as step:
        step.outcome = put_people()
    with steps.step("Static files") as step:
        step.outcome = collect_static(static)
    return 0


if __name__ == "__main__":
    from rione.cli import guarded

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rione.config.settings.demo")
    sys.exit(guarded(lambda: main(sys.argv[1:])))

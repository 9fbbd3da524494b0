"""Our commands as people type them beside the server."""

import subprocess

from config import ROOT

FLASK = str(ROOT / ".venv/bin/flask")


def run_flask(env, *arguments, typed=""):
    return subprocess.run(
        [FLASK, "--app", "app", *arguments],
        cwd=ROOT,
        env=env,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )

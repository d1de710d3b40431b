#!/usr/bin/env python3
"""Proves the same networks with worldid, ezkl and JSTprove, and writes results.json, results.md and results.svg.

    TestVectors/peers/compare.py                          everything; README.md says what is measured, and how
    TestVectors/peers/compare.py --networks tiny          one network alone; the other figures stay as they are
    TestVectors/peers/compare.py --table results.json     the table of figures that are there

Needs Linux, a built worldid, Python 3.12 on the path (this script itself: 3.9 or later, its standard library), PyPI, 8 GB of disk.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import sys

import environments
import limits
import report

HERE = pathlib.Path(__file__).resolve().parent
NETWORKS = ["tiny", "iris-gabor-kernel", "iris-gabor", "iris-embedding", "cnn", "world-bank"]
PEERS = ["ezkl", "jstprove-expander", "jstprove-remainder"]
# What each peer does, in order.
STEPS = {
    "ezkl": ["compile", "reference_string", "setup", "witness", "prove", "verify"],
    "jstprove-expander": ["compile", "witness", "prove", "verify"],
    "jstprove-remainder": ["compile", "witness", "prove", "verify"],
}
# The fair figure is processor time, and everybody has one thread.
ONE_THREAD = {name: "1" for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "WORLDID_THREADS")}
OWN_RUNS = 15
# The peers' statement, input and output public, and that of an iris: commitments to both.
OWN = {"worldid": ["--public-input", "--public-output"], "worldid-committed": []}


def last_line(text):
    return json.loads(text.strip().splitlines()[-1])


def step(options, peer, name, folder):
    """The figures of one step, in a process of its own."""
    program = environments.interpreter(peer, options.cache)
    environment = {**ONE_THREAD, "PEERS_REFERENCE_STRINGS": str(options.cache / "reference-strings")}
    command = [program, HERE / "steps.py", peer, name, folder]
    text, whole = limits.run(command, *options.limits, environment)
    return {"peak_mb": whole["peak_mb"], **last_line(text)}


def measure_peer(options, peer, folder):
    """The steps as far as they go, and where and why they stop."""
    result = {"steps": {}}
    try:
        step(options, peer, "accepts", folder)
        result["integer_network"] = "taken"
    except (RuntimeError, limits.LimitExceeded) as error:
        result["integer_network"] = str(error)
    for name in STEPS[peer]:
        print(f"  {peer}: {name}", file=sys.stderr, flush=True)
        rows = result["steps"].get("compile", {}).get("rows_log2", 0)
        try:
            if name == "reference_string" and rows > options.largest_reference:
                raise limits.LimitExceeded(f"2^{rows} rows, above --largest-reference {options.largest_reference}")
            result["steps"][name] = step(options, peer, name, folder)
        except (RuntimeError, limits.LimitExceeded) as error:
            kind = "limit" if isinstance(error, limits.LimitExceeded) else "failure"
            result["stopped"] = {"step": name, "kind": kind, "reason": str(error)}
            break
    return result


def measure_own(options, folder, flags):
    """Whole processes, from the model's and the input's files to the proof's, less what a process takes that only reads the model.

    The peers' figures are without their start as well. Differences of medians, of processes that take turns.
    """
    model, proof = folder / "integer.onnx", folder / "own.proof"
    commands = {
        "setup": ["model", "inspect", model],
        "prove": ["prove-inference", model, folder / "input.bin", "-o", proof, *flags],
        "verify": ["verify", proof, "--model", model],
    }
    runs = {name: [] for name in commands}
    for _ in range(OWN_RUNS):
        proof.unlink(missing_ok=True)
        for name, arguments in commands.items():
            command = [options.program, *arguments]
            runs[name].append(limits.run(command, *options.limits, ONE_THREAD)[1])
    steps = {name: {key: statistics.median(run[key] for run in all) for key in all[0]} for name, all in runs.items()}
    for name in ("prove", "verify"):
        for key in ("cpu_seconds", "wall_seconds"):
            steps[name][key] -= steps["setup"][key]
    steps["prove"]["proof_bytes"] = proof.stat().st_size
    return {"steps": steps}


def measure(options, name, results):
    """Fills in the entry of one network."""
    folder = options.cache / "work" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    whole, flags = name.removesuffix("-kernel"), ["--first-kernel"] if name.endswith("-kernel") else []
    limits.run([options.program, "bench", "inference", "--network", whole, "--export", folder], *options.limits)
    runtime = environments.interpreter("runtime", options.cache)
    text, _ = limits.run([runtime, HERE / "spellings.py", folder / f"{whole}.onnx", folder, *flags], *options.limits)
    entry = results["networks"].setdefault(name, {"systems": {}})
    entry.update(last_line(text))
    entry["runtime"] = step(options, "runtime", "infer", folder)
    for system, flags in OWN.items():
        print(f"  {system}", file=sys.stderr, flush=True)
        entry["systems"][system] = measure_own(options, folder, flags)
    write(options, results)
    for peer in options.peers:
        try:
            entry["systems"][peer] = measure_peer(options, peer, folder)
        except RuntimeError as error:
            entry["systems"][peer] = {"steps": {}, "stopped": {"step": "installation", "reason": str(error)}}
        write(options, results)
    # Keys are gigabytes.
    shutil.rmtree(folder)


def write(options, results):
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "results.json").write_text(json.dumps(results, indent=1, default=str) + "\n")
    (options.out / "results.md").write_text(report.table(results))
    (options.out / "results.svg").write_text(report.plot(results))


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    return f"{model}, {os.cpu_count()} cores"


def parse():
    def names(known):
        def parse(text):
            chosen = text.split(",")
            if unknown := [name for name in chosen if name not in known]:
                raise argparse.ArgumentTypeError(f"{unknown[0]} is not one of {', '.join(known)}")
            return chosen

        return parse

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--networks", type=names(NETWORKS), default=["tiny", "iris-gabor-kernel", "iris-gabor", "iris-embedding", "cnn"])
    options.add_argument("--peers", type=names(PEERS), default=PEERS)
    options.add_argument(
        "--program", type=pathlib.Path, default=HERE.parent.parent / ".build/release/worldid", help="worldid, built")
    options.add_argument("--cache", type=pathlib.Path, default=environments.default_folder(),
                         help="environments, reference strings and the provers' files; not in this repository")
    options.add_argument("--out", type=pathlib.Path, default=HERE, help="where results.json, .md and .svg go")
    options.add_argument("--memory", type=float, default=10, metavar="GB", help="at most, for each step of a peer")
    options.add_argument("--minutes", type=float, default=15, help="of wall time at most, for each step")
    options.add_argument("--largest-reference", type=int, default=19, metavar="K",
                         help="ezkl's reference strings have 2^K points at most: each one more doubles minutes")
    options.add_argument("--table", type=pathlib.Path, metavar="RESULTS.json", help="measure nothing: print its table")
    options = options.parse_args()
    options.limits = (options.memory * 1000, options.minutes)
    return options


def main():
    options = parse()
    if options.table:
        results = json.loads(options.table.read_text())
        print(report.table(results), end="")
        return
    if not options.program.exists():
        sys.exit(f"compare.py: error: no {options.program}; hint: swift build -c release, or name one with --program")
    options.cache, options.program = options.cache.resolve(), options.program.resolve()
    (options.cache / "reference-strings").mkdir(parents=True, exist_ok=True)
    file = options.out / "results.json"
    results = json.loads(file.read_text()) if file.exists() else {"networks": {}}
    results.update(
        machine=machine(), date=str(datetime.date.today()), packages=environments.PACKAGES, memory_gb=options.memory, minutes=options.minutes)
    for name in options.networks:
        print(name, file=sys.stderr, flush=True)
        measure(options, name, results)
    print(report.table(results), end="")


if __name__ == "__main__":
    main()

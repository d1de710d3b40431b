#!/usr/bin/env python3
"""Judges every case of the manifests in a folder and compares with the verdicts of the Swift verifier.

    python3 TestVectors/verifier/compare.py [FOLDER] [--jobs N]       default folder: TestVectors/proofs

Prints counts for each kind of case; exit code 1 if a verdict differs. The format of a manifest: TestVectors/proofs/README.md.
"""

import argparse
import collections
import json
import multiprocessing
import pathlib
import sys
import time

if __package__ in (None, ""):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from verifier.argument import Weakened  # noqa: E402
from verifier.parameters import Parameters  # noqa: E402
from verifier.verify import InferenceVerifier, MembershipVerifier, NetworkVerifier, verdict  # noqa: E402

VERIFIERS = {}


def make_verifier(folder, entry, omitted):
    parameters = Parameters(*entry["parameters"]) if entry.get("parameters") else None
    weakened = Weakened(parameters, omitted)
    if entry["kind"] == "membership":
        return MembershipVerifier(weakened)
    encoding = (folder / entry["network"]).read_bytes()
    if entry["kind"] == "inference":
        return InferenceVerifier(encoding, weakened)
    disclosures = entry["disclosures"]
    return NetworkVerifier(encoding, (disclosures[0], disclosures[1:]), weakened)


def edited(data, edits):
    data = bytearray(data)
    for edit in edits:
        if "xor" in edit:
            for index, byte in enumerate(bytes.fromhex(edit["xor"])):
                data[edit["offset"] + index] ^= byte
        if "length" in edit:
            del data[edit["length"] :]
        if "append" in edit:
            data += bytes.fromhex(edit["append"])
    return bytes(data)


def judge(task):
    """(case, verdict here, seconds). Verifiers are kept: planning depends on the network only."""
    folder, entry, case = task
    key = (case["verifier"], tuple(case["omitted"]))
    if key not in VERIFIERS:
        VERIFIERS[key] = make_verifier(folder, entry, case["omitted"])
    start = time.process_time()
    found = verdict(VERIFIERS[key], edited((folder / case["file"]).read_bytes(), case["edits"]))
    return case, found, time.process_time() - start


def tasks_of(folder):
    tasks = []
    for path in sorted(folder.glob("*.json")):
        manifest = json.loads(path.read_text())
        tasks += [(folder, manifest["verifiers"][case["verifier"]], case) for case in manifest["cases"]]
    return tasks


def main():
    parser = argparse.ArgumentParser(description="Compares verdicts on the proofs of a folder.")
    default = pathlib.Path(__file__).resolve().parent.parent / "proofs"
    parser.add_argument("folder", type=pathlib.Path, nargs="?", default=default)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()

    tasks = tasks_of(arguments.folder)
    counts = collections.Counter()
    verdicts = collections.Counter()
    differences, seconds = [], 0.0
    with multiprocessing.Pool(arguments.jobs) as pool:
        for case, found, spent in pool.imap_unordered(judge, tasks, chunksize=4):
            counts[case["kind"], "accepted" if found == "accepted" else "refused"] += 1
            verdicts[found] += 1
            seconds += spent
            if found != case["verdict"]:
                differences.append((case, found))

    kinds = sorted({kind for kind, _ in counts})
    print(f"{'kind':32} {'accepted':>9} {'refused':>9}")
    for kind in kinds:
        print(f"{kind:32} {counts[kind, 'accepted']:9} {counts[kind, 'refused']:9}")
    print("\nverdicts: " + ", ".join(f"{name} {count}" for name, count in sorted(verdicts.items())))
    for case, found in differences:
        print(f"DIFFERENT: {case['verifier']} {case['file']} {case['kind']}, {case['what']}: "
              f"Swift {case['verdict']}, here {found}")
    files = {case["file"] for _, _, case in tasks}
    print(f"{len(tasks)} cases from {len(files)} proofs, {len(differences)} differences, {seconds:.1f} s of work")
    return 1 if differences or not tasks else 0


if __name__ == "__main__":
    sys.exit(main())

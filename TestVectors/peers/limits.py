"""Runs a command with limits on memory and processor time, and measures it."""

import os
import resource
import subprocess
import threading
import time


class LimitExceeded(Exception):
    """Says which limit."""


def tree(root):
    """The process and all below it."""
    found = [root]
    for process in found:
        try:
            with open(f"/proc/{process}/task/{process}/children") as file:
                found += [int(child) for child in file.read().split()]
        except OSError:
            pass
    return found


def resident_bytes(processes):
    total = 0
    for process in processes:
        try:
            with open(f"/proc/{process}/statm") as file:
                total += int(file.read().split()[1]) * resource.getpagesize()
        except OSError:
            pass
    return total


def run(command, megabytes, seconds, minutes, environment=None):
    """Standard output, and the figures {cpu_seconds, wall_seconds, peak_mb} of the whole process.

    Above a limit, processor seconds or resident megabytes of it and its children or minutes of wall time, it is stopped:
    LimitExceeded. RuntimeError with the last line of its complaint if it fails. The memory is looked at fifty times a second, which is often enough for
    provers that grow for seconds; the peak reported is the kernel's.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **(environment or {})}, start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5)))
    texts, exceeded, seen = {}, [], [0]

    def read(name, stream):
        texts[name] = stream.read()

    readers = [
        threading.Thread(target=read, args=pair) for pair in (("out", process.stdout), ("error", process.stderr))]
    for reader in readers:
        reader.start()
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        held = resident_bytes(tree(process.pid))
        seen[0] = max(seen[0], held)
        if not exceeded and held > megabytes * 1e6:
            exceeded.append(f"more than {megabytes / 1000:.3g} GB")
            os.killpg(process.pid, 9)
        if not exceeded and time.perf_counter() - started > 60 * minutes:
            exceeded.append(f"not finished in {minutes:.3g} minutes of wall time")
            os.killpg(process.pid, 9)
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    for reader in readers:
        reader.join()
    used = usage.ru_utime + usage.ru_stime
    if not exceeded and process.returncode < 0 and used >= seconds - 1:
        exceeded.append(f"more than {seconds:.0f} s")
    if exceeded:
        raise LimitExceeded(exceeded[0])
    if process.returncode:
        lines = (texts["error"] or texts["out"]).strip().splitlines() or ["no reason given"]
        raise RuntimeError(f"exit status {process.returncode}: {lines[-1][-300:]}")
    # ru_maxrss is of the largest single process; of several at a time, what was seen of all.
    peak = max(usage.ru_maxrss * 1024, seen[0]) / 1e6
    return texts["out"], {"cpu_seconds": used, "wall_seconds": time.perf_counter() - started, "peak_mb": peak}

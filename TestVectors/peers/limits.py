"""Runs a command with limits on memory and time, and measures it."""

import os
import resource
import signal
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


def kill(processes):
    """Ends processes, or groups of them if negative, as far as they are still there."""
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass


def run(command, megabytes, minutes, environment=None):
    """Standard output, and the figures {cpu_seconds, wall_seconds, peak_mb} of the whole process.

    Above a limit, resident megabytes of it and its children or minutes of wall time, all of them are stopped: LimitExceeded.
    RuntimeError with the last line of its complaint if it fails. The memory is looked at fifty times a second, which is often
    enough for provers that grow for seconds; the peak reported is the kernel's.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **(environment or {})}, start_new_session=True)
    texts, exceeded, seen = {}, None, 0

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
        seen = max(seen, held)
        if not exceeded:
            if held > megabytes * 1e6:
                exceeded = f"more than {megabytes / 1000:.3g} GB"
            elif time.perf_counter() - started > 60 * minutes:
                exceeded = f"not finished in {minutes:.3g} minutes"
            if exceeded:
                kill(tree(process.pid))
        time.sleep(0.02)
    # What it has left running would hold the pipes open.
    kill([-process.pid])
    process.returncode = os.waitstatus_to_exitcode(status)
    for reader in readers:
        reader.join()
    if exceeded:
        raise LimitExceeded(exceeded)
    if process.returncode:
        lines = (texts["error"] or texts["out"]).strip().splitlines() or ["no reason given"]
        raise RuntimeError(f"exit status {process.returncode}: {lines[-1][-300:]}")
    # ru_maxrss is of the largest single process; of several at a time, what was seen of all.
    peak = max(usage.ru_maxrss * 1024, seen) / 1e6
    figures = {
        "cpu_seconds": usage.ru_utime + usage.ru_stime, "wall_seconds": time.perf_counter() - started, "peak_mb": peak}
    return texts["out"], figures

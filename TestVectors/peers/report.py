"""The table (Markdown) and the plot (SVG) of compare.py's results."""

import html
import math

NAMES = {
    "worldid": "worldid", "worldid-committed": "worldid, committed", "ezkl": "ezkl 23.0.5", "jstprove-expander": "JSTprove 2.1.0",
    "jstprove-remainder": "JSTprove 2.12.1"}
COLORS = {
    "worldid": "#1f5fa8", "worldid-committed": "#6fa8dc", "ezkl": "#c2571a", "jstprove-expander": "#3f8f3f", "jstprove-remainder": "#8a4fa8"}


def significant(value, digits=2):
    """Plain decimals with thousands separated: 0.0042, 3.1, 230, 1,300,000."""
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, decimals):,.{max(decimals, 0)}f}"


def seconds(value):
    return f"{significant(value * 1000)} ms" if value < 0.995 else f"{significant(value)} s"


def size(count):
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if count >= 0.995 * factor:
            return f"{significant(count / factor)} {unit}"
    return f"{significant(count / 1e3)} kB"


def row(system, result, inference):
    """Cells from the system's name to the proof's size."""
    steps, stopped = result["steps"], result.get("stopped")

    def figure(show, *names, key="cpu_seconds"):
        found = [steps[name][key] for name in names if key in steps.get(name, {})]
        return show(sum(found)) if found else "–"

    setup = figure(seconds, "compile", "setup") if "prove" in steps else "–"
    prove, ratio = figure(seconds, "prove"), figure(lambda value: significant(value / inference) + " ×", "prove")
    if stopped:
        prove, ratio = f"stopped at {stopped['step'].replace('_', ' ')}: {stopped['reason']}", "–"
    return [
        NAMES[system], setup, prove, ratio, figure(seconds, "verify"),
        figure(lambda megabytes: size(megabytes * 1e6), "prove", key="peak_mb"),
        figure(size, "prove", key="key_bytes"), figure(size, "prove", key="proof_bytes")]


def table(results):
    header = ["network", "system", "set-up", "prove", "over inference", "verify", "memory", "keys", "proof"]
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    for name, entry in results["networks"].items():
        inference = entry["runtime"]["infer_seconds"]
        label = f"{name}: {entry['multiplications'] / 1e6:.2g} million multiplications, {seconds(inference)}"
        for system in NAMES:
            if system in entry["systems"]:
                lines.append("| " + " | ".join([label, *row(system, entry["systems"][system], inference)]) + " |")
                label = ""
    return "\n".join(lines) + "\n"


def plot(results):
    """Processor time of proving over that of inference, both axes logarithmic, with lines of equal ratio."""
    curves = {}
    for entry in results["networks"].values():
        for system, result in entry["systems"].items():
            if "cpu_seconds" in result["steps"].get("prove", {}):
                point = (entry["runtime"]["infer_seconds"], result["steps"]["prove"]["cpu_seconds"])
                curves.setdefault(system, []).append(point)
    points = [point for curve in curves.values() for point in curve]
    if not points:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    (left, right), (low, high) = (
        (math.floor(min(logs)), math.ceil(max(logs) + 1e-9)) for logs in ([math.log10(v) for v in axis] for axis in zip(*points)))
    width, height, x0, y0 = 420, 360, 80, 50

    def place(inference, proving):
        return (x0 + width * (math.log10(inference) - left) / (right - left),
                y0 + height * (high - math.log10(proving)) / (high - low))

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{x0 + width + 240}" height="{y0 + height + 60}" '
        'font-family="sans-serif" font-size="13" fill="#222">', '<rect width="100%" height="100%" fill="#fff"/>',
        text("Processor time to prove a run of a network", x0, 26, size=16, weight="bold")]
    for power in range(left, right + 1):
        x, _ = place(10.0**power, 1)
        lines += [line((x, y0), (x, y0 + height), "#e4e4e4"), text(mark(power), x, y0 + height + 18, anchor="middle")]
    for power in range(low, high + 1):
        _, y = place(10.0**left, 10.0**power)
        lines += [line((x0, y), (x0 + width, y), "#cccccc"), text(mark(power), x0 - 6, y + 4, anchor="end")]
    for power in range(2, 8):
        # From where the line enters the picture to where it leaves it.
        start, end = max(left, low - power), min(right, high - power)
        if start < end:
            ends = [place(10.0**at, 10.0 ** (at + power)) for at in (start, end)]
            lines += [line(*ends, "#999999", dashes="5 4"), text(f"{10**power:,} ×", ends[1][0] + 4, ends[1][1] + 4, size=11)]
    lines.append(text("inference, ONNX Runtime", x0 + width / 2, y0 + height + 42, anchor="middle"))
    for index, (system, curve) in enumerate(curves.items()):
        path = [place(*point) for point in sorted(curve)]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in path)
        lines.append(f'<polyline fill="none" stroke="{COLORS[system]}" stroke-width="2" points="{joined}"/>')
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{COLORS[system]}"/>' for x, y in path]
        lines.append(text(NAMES[system], x0 + width + 90, y0 + 100 + 20 * index, color=COLORS[system], weight="bold"))
    return "\n".join([*lines, "</svg>"]) + "\n"


def mark(power):
    unit, scale = next(item for item in (("s", 0), ("ms", -3), ("µs", -6)) if power >= item[1] or item[1] == -6)
    return f"{10 ** (power - scale):,g} {unit}"


def text(words, x, y, size=13, weight="normal", anchor="start", color="#222"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
            f'fill="{color}">{html.escape(words)}</text>')


def line(start, end, color, dashes="none"):
    return (f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
            f'stroke="{color}" stroke-dasharray="{dashes}"/>')

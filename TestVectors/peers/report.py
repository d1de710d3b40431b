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
    """Processor time of proving over that of inference, on a logarithmic axis, a column for each network."""
    columns = []
    for name, entry in results["networks"].items():
        ratios = {
            system: result["steps"]["prove"]["cpu_seconds"] / entry["runtime"]["infer_seconds"]
            for system, result in entry["systems"].items() if "cpu_seconds" in result["steps"].get("prove", {})}
        columns.append((name, entry["multiplications"], ratios))
    logs = [math.log10(ratio) for _, _, ratios in columns for ratio in ratios.values()]
    if not logs:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    low, high = math.floor(min(logs)), math.ceil(max(logs) + 1e-9)
    step, height, x0, y0 = 120, 360, 110, 60
    width = step * len(columns)

    def place(index, ratio):
        return x0 + step * (index + 0.5), y0 + height * (high - math.log10(ratio)) / (high - low)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{x0 + width + 200}" height="{y0 + height + 60}" '
        'font-family="sans-serif" font-size="13" fill="#222">', '<rect width="100%" height="100%" fill="#fff"/>',
        text("Processor time to prove a run of a network, over that of the run", x0, 28, size=16, weight="bold")]
    for power in range(low, high + 1):
        _, y = place(0, 10.0**power)
        lines += [line((x0, y), (x0 + width, y), "#cccccc"), text(f"{10**power:,} ×", x0 - 8, y + 4, anchor="end")]
    for index, (name, multiplications, ratios) in enumerate(columns):
        x, _ = place(index, 1)
        lines += [
            text(name, x, y0 + height + 22, anchor="middle"),
            text(f"{multiplications / 1e6:.2g} M mult.", x, y0 + height + 40, size=11, anchor="middle")]
        for system, ratio in ratios.items():
            x, y = place(index, ratio)
            lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{COLORS[system]}"/>')
    for index, system in enumerate(NAMES):
        y = y0 + 100 + 22 * index
        lines += [
            f'<circle cx="{x0 + width + 20}" cy="{y - 4}" r="6" fill="{COLORS[system]}"/>',
            text(NAMES[system], x0 + width + 34, y, color=COLORS[system], weight="bold")]
    return "\n".join([*lines, "</svg>"]) + "\n"


def text(words, x, y, size=13, weight="normal", anchor="start", color="#222"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
            f'fill="{color}">{html.escape(words)}</text>')


def line(start, end, color):
    return (f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
            f'stroke="{color}"/>')

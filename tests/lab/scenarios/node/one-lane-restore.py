"""Two volumes in two Restores of one stage behind one lane are back although the second waits: the emitted time-out counts from the creation of its operation."""
import json
import re

from lab import edits, look, states
from lab.node import desk, movements

FROM = "lane"
RESTORES = "dr/desk/dr-us-west-2/restore/r1/critical/"


def run(lab, tree):
    lab.store.rate = 1024 * 1024
    states.begin_recovery(lab, tree, prepare=lambda: look.watch(lab.dr, "datadownloads"))
    restores = lab.until(300, "both Restores have ended", lambda: ended(lab))
    downloads = movements.all_of(lab.dr, "datadownloads")
    zero = downloads[0].asked.seen
    for download in downloads:
        lab.note(download.line(zero))
    for name, phase in restores.items():
        lab.holds(f"{name} is Completed", phase == "Completed", phase)
    lab.holds("each has brought its volume", len(downloads) == 2 and all(d.phase == "Completed" for d in downloads), str([d.phase for d in downloads]))
    both = movements.overlap(downloads)
    lab.holds("one volume is copied after the other", not both, "; ".join(both))
    waits = max(d.begun.seen - d.asked.seen for d in downloads)
    whole = max(d.ended.seen - d.asked.seen for d in downloads)
    lab.holds("the second waited for the first", waits > desk.BULK / 2, f"{waits:.0f} s")

    took, most = last(lab) - born(lab), computed(tree)
    lab.note(f"both Restores: {took:.0f} s, computed {most}; the second volume waited {waits:.0f} s and was there {whole:.0f} s after it was asked for")
    lab.holds("it is not longer than computed", took <= most, f"{took:.0f} s of {most}")
    for name in sorted(name for name in tree.files() if name.startswith(RESTORES)):
        found = seconds(re.search(r"itemOperationTimeout: (\S+)", tree.read(name))[1])
        lab.holds("the emitted time-out is twice what is computed", found >= 2 * most, f"{found} s of {2 * most}")
    lab.until(120, "complete-r1", lambda: look.ready(lab.dr, "desk-complete-r1"))
    desk.rows_are_back(lab, lab.dr, desk.LANE_ROWS)


def ended(lab):
    """The phases of both Restores once they are their last."""
    found = {r["metadata"]["name"]: r.get("status", {}).get("phase", "") for r in lab.dr.cache["restores"].all()}
    return found if len(found) == 2 and all(phase in ("Completed", "PartiallyFailed", "Failed") for phase in found.values()) else None


def born(lab):
    """When the first Restore was seen."""
    return min(c.seen for c in lab.dr.cache["restores"].changes())


def last(lab):
    """When the last Restore was Completed."""
    done = {}
    for change in lab.dr.cache["restores"].changes():
        if change.object.get("status", {}).get("phase") == "Completed":
            done.setdefault(change.object["metadata"]["name"], change.seen)
    return max(done.values())


def computed(tree):
    """What the compiler computes for the stage, in seconds."""
    told = json.loads(tree.drplan("explain", "ledger.rto", "--format", "json"))
    step = next(step for step in told["values"][0]["steps"] if "stage: desk-restore-critical-r1" in step)
    return seconds(step.split()[0])


def seconds(text):
    """A duration as the compiler writes it, in seconds."""
    return sum(int(number) * {"d": 86400, "h": 3600, "m": 60, "s": 1}[unit] for number, unit in re.findall(r"(\d+)([dhms])", text))


def short(files):
    """A time-out that is longer than each copy and shorter than both together."""
    for name in files:
        if name.startswith(RESTORES):
            files[name] = re.sub(r"itemOperationTimeout: \S+", f"itemOperationTimeout: {desk.BULK * 9 // 5}s", files[name])


MUTATIONS = {
    "the time-out is shorter than the wait": short,
    "node-agent copies two volumes at a time": edits.with_text("dr-us-west-2/velero/node-agent.yaml", '"globalConfig":1', '"globalConfig":2'),
}

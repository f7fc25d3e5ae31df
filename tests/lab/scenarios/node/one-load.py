"""On one node with one load the copies of data mover and file backup never overlap; a file backup that waits for a mover holds its slot until its own copy ends."""
from lab import edits, look, primary, states
from lab.node import desk, movements

FROM = "empty"
FILES, MOVER = "desk-prod-us-east-1-critical-file-backup", "desk-prod-us-east-1-critical-snapshot"
COPIES = ("datauploads", "podvolumebackups")
# What the sums assume where the plan is silent: the objects of a backup, and the set-up of a mover and of a file backup.
OBJECTS, MOVER_START, FILES_START = 30, 120, 30


def run(lab, tree):
    tree = states.new_tree(lab, desk.PLAN, change=desk.slow)
    primary.start(lab, tree, states.PROD)
    for (namespace, name), row in desk.ROWS.items():
        desk.write(lab, lab.prod, namespace, name, row, desk.BULK)
    look.watch(lab.prod, "backups", *COPIES)
    lab.store.rate = 1024 * 1024

    # A mover copies and another waits when the file backup comes; then a third backup, which finds the slot taken.
    primary.fire(lab, lab.prod, {MOVER})
    lab.until(120, "one volume is copied and the other waits", lambda: in_phase(lab, "InProgress") and len(moved(lab)) == 2)
    primary.fire(lab, lab.prod, {FILES})
    files = lab.until(120, "the file backup is in progress", lambda: [
        b["metadata"]["name"] for b in backups(lab, FILES) if b.get("status", {}).get("phase") == "InProgress"])[0]
    primary.fire(lab, lab.prod, {MOVER})
    later = lab.until(90, "a backup comes after it", lambda: len(backups(lab, MOVER)) == 2 and backups(lab, MOVER)[1])["metadata"]["name"]
    lab.until(600, "the file backup has ended", lambda: look.phase(lab.prod, "backups", files) in ("Completed", "PartiallyFailed", "Failed"))
    lab.holds("the file backup is Completed", look.phase(lab.prod, "backups", files) == "Completed", look.phase(lab.prod, "backups", files))
    lab.until(300, "all that was asked for before it is copied", lambda: all(copy.ended for copy in moved(lab) if copy.backup() != later))
    lab.until(60, "the later backup begins", lambda: look.reached(lab.prod, "backups", later, ("InProgress",)))

    all_copies = moved(lab)
    zero = all_copies[0].asked.seen
    for copy in all_copies:
        lab.note(copy.line(zero))
    copy = next((c for c in all_copies if c.backup() == files), None)
    lab.holds("the files were copied", copy is not None and copy.phase == "Completed", str(copy and copy.phase))
    both = movements.overlap(all_copies)
    lab.holds("no two copies overlap", not both, "; ".join(both))

    begun, left = slot(lab, files)
    lab.holds("the file backup waited for a mover", copy.begun.seen - copy.asked.seen > desk.BULK / 2, copy.line(zero))
    lab.holds("it held its slot until its copy had ended", left.revision > copy.ended.revision, copy.line(zero))
    next_begun, _ = slot(lab, later)
    lab.holds("the next backup waited for the slot", next_begun.revision > left.revision, f"{next_begun.seen - left.seen:.0f} s")
    movers = [c for c in all_copies if c.backup() not in (files, later)]
    most = OBJECTS + len(movers) * (MOVER_START + desk.BULK) + FILES_START + desk.BULK
    took = left.seen - begun.seen
    lab.note(f"the file backup held its slot for {took:.0f} s, computed {most} behind {len(movers)} movers")
    lab.holds("its slot is not longer than computed", took <= most, f"{took:.0f} s of {most}")


def moved(lab):
    """All copies so far."""
    return movements.all_of(lab.prod, *COPIES)


def in_phase(lab, phase):
    """Whether a copy is in a phase."""
    return any(copy.phase == phase for copy in moved(lab))


def backups(lab, schedule):
    """The Backups of a Schedule, oldest first."""
    found = [b for b in lab.prod.cache["backups"].all() if b["metadata"]["labels"].get("velero.io/schedule-name") == schedule]
    return sorted(found, key=lambda backup: backup["metadata"]["name"])


def slot(lab, name):
    """The changes with which a Backup took its slot and left it."""
    mine = [c for c in lab.prod.cache["backups"].changes() if c.object["metadata"]["name"] == name]
    begun = next(at for at, c in enumerate(mine) if c.object.get("status", {}).get("phase") == "InProgress")
    return mine[begun], next((c for c in mine[begun:] if c.object["status"]["phase"] != "InProgress"), None)


MUTATIONS = {
    "node-agent copies two volumes at a time": edits.with_text("node-agent/node-agent.yaml", '"globalConfig": 1', '"globalConfig": 2'),
    "no files are copied": edits.with_text("schedule-critical-file-backup.yaml", "defaultVolumesToFsBackup: true", "defaultVolumesToFsBackup: false"),
}

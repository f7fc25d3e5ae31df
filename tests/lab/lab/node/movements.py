"""Movements of volumes, as the API server has seen them: asked for, begun, ended."""

LAST = ("Completed", "Failed", "Canceled")


class Movement:
    """One DataUpload, DataDownload, PodVolumeBackup or PodVolumeRestore; each of its three moments is a change or None."""

    def __init__(self, kind, obj, changes):
        self.kind, self.name, self.phase = kind[:-1], obj["metadata"]["name"], phase(obj)
        self.owner = obj["metadata"].get("labels", {})
        mine = [c for c in changes if c.kind != "DELETED" and c.object["metadata"]["name"] == self.name]
        self.asked = mine[0]
        self.begun, self.ended = (next((c for c in mine if phase(c.object) in phases), None) for phases in (("InProgress",), LAST))

    def backup(self):
        """The name of the Backup that asked for it."""
        return self.owner.get("velero.io/backup-name", "")

    def line(self, zero):
        """What is to be said of it, in seconds from a moment."""
        moments = (f"{c.seen - zero:.0f}" if c else "-" for c in (self.asked, self.begun, self.ended))
        return f"{self.kind} asked for at {next(moments)}, copying {' to '.join(moments)} s"


def phase(obj):
    """The phase of a movement; empty before anybody has seen it."""
    return obj.get("status", {}).get("phase", "")


def all_of(cluster, *kinds):
    """All movements of some kinds, in the order in which they were asked for."""
    found = [Movement(kind, obj, cluster.cache[kind].changes()) for kind in kinds for obj in cluster.cache[kind].all()]
    return sorted(found, key=lambda movement: movement.asked.revision)


def overlap(movements):
    """Pairs that copied at the same time, by the revisions of the API server."""
    begun = sorted((m for m in movements if m.begun), key=lambda m: m.begun.revision)
    return [f"{one.kind} {one.name} and {two.kind} {two.name}" for one, two in zip(begun, begun[1:])
            if one.ended is None or two.begun.revision < one.ended.revision]

"""A scratch repository: a plan with its small estate, the compiler, and what of it is pushed to the lab's Git server."""
import os
import re
import shutil
import subprocess

from . import places
from .sealed import plain

AUTHOR = ["-c", "user.name=lab", "-c", "user.email=lab@lab.invalid"]


class Failed(Exception):
    """The compiler ended with another exit code than the scenario expects."""


class Tree:
    """The author's working copy. `publish` pushes it with the few changes that the lab's loopback needs."""

    def __init__(self, lab, plan, name="repo"):
        self.lab, self.name = lab, name
        self.dir = os.path.join(lab.state, "work", name)
        self.bare = os.path.join(lab.state, "git", name + ".git")
        self.pushed = os.path.join(lab.state, "pushed", name)
        self.mutations = []
        self.key = None  # where it is set, sealed Secrets are sealed for it
        self.others = {}  # other repositories that this one applies, by their address
        if plan is not None:
            for folder in (self.dir, self.bare, self.pushed):
                shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(plan, self.dir)
            git("init", "-q", "-b", "main", self.dir)
            self.keep("the author's own")
            git("init", "-q", "--bare", "-b", "main", self.bare)
            git("clone", "-q", self.bare, self.pushed)

    def path(self, *parts):
        """A path in the working copy."""
        return os.path.join(self.dir, *parts)

    def read(self, name):
        """The text of a file."""
        with open(self.path(name), encoding="utf-8") as source:
            return source.read()

    def write(self, name, text):
        """Writes a file."""
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def edit(self, name, old, new):
        """Replaces a text that is in the file exactly once."""
        text = self.read(name)
        if text.count(old) != 1:
            raise ValueError(f"{name} has {text.count(old)} times: {old}")
        self.write(name, text.replace(old, new))

    def remove(self, name):
        """Removes a file or a folder."""
        (shutil.rmtree if os.path.isdir(self.path(name)) else os.remove)(self.path(name))

    def drplan(self, *arguments, code=0):
        """Runs the compiler in the working copy; returns what it said."""
        done = subprocess.run([places.drplan(), *arguments], cwd=self.dir, capture_output=True, text=True, check=False)
        if code is not None and done.returncode != code:
            raise Failed(f"drplan {' '.join(arguments)} ended with {done.returncode}, not {code}:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def keep(self, message):
        """Commits the working copy: the compiler looks at what is committed, and so does a person who reviews."""
        git("-C", self.dir, "add", "-A")
        git("-C", self.dir, *AUTHOR, "commit", "-q", "--allow-empty", "-m", message)

    def files(self):
        """Every file of the working copy, path to text."""
        listed = git("-C", self.dir, "ls-files", "-co", "--exclude-standard").splitlines()
        return {name: self.read(name) for name in listed if os.path.exists(self.path(name))}

    def publish(self, message):
        """One commit on the main branch of the lab's Git server, and the clusters are told. Returns the revision."""
        self.keep(message)
        files = self.files()
        for change in (self.loopback, *self.mutations):
            change(files)
        for name in git("-C", self.pushed, "ls-files").splitlines():
            os.remove(os.path.join(self.pushed, name))
        for name, text in files.items():
            target = os.path.join(self.pushed, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w", encoding="utf-8") as out:
                out.write(text)
        git("-C", self.pushed, "add", "-A")
        git("-C", self.pushed, *AUTHOR, "commit", "-q", "--allow-empty", "-m", message)
        git("-C", self.pushed, "push", "-q", "origin", "HEAD:main")
        revision = git("-C", self.pushed, "rev-parse", "HEAD").strip()
        for cluster in self.lab.clusters.values():
            if cluster.cache is not None:
                poke(cluster)
        return revision

    def loopback(self, files):
        """What stands for the outside: S3 and Git are on loopback, charts are not fetched, nothing is sealed."""
        store = f"http://{self.lab.host}:{self.lab.base}"
        for name, text in list(files.items()):
            if not name.endswith(".yaml"):
                continue
            if "kind: BackupStorageLocation" in text and "s3Url" not in text:
                text = text.replace("  config:\n", f"  config:\n    s3Url: {store}\n    s3ForcePathStyle: 'true'\n")
            if "kind: GitRepository" in text:
                text = re.sub(r"\n  secretRef:\n    name: .*", "", text)
                text = re.sub(r"\n  url: (.*)", lambda found: "\n  url: " + self.others.get(found[1], self).url(), text)
            if self.lab.charts is not None:
                text = self.charts(text)
            elif "kind: HelmRepository" in text:
                text = re.sub(r"\n  url: https://", "\n  type: oci\n  url: oci://", text)
            if "\nsops:\n" in text:
                text = plain(text) if self.key is None else self.key.sealed(text)
            files[name] = text

    def charts(self, text):
        """Sources of charts, on loopback."""
        place = f"{self.lab.host}:{self.lab.base + 2}"
        text = re.sub(r"\n  url: oci://\S+/(\S+)", rf"\n  insecure: true\n  url: oci://{place}/charts/\1", text)
        if "kind: HelmRepository" in text:
            text = re.sub(r"\n  url: https://.*", f"\n  url: http://{place}/", text)
        return text

    def url(self):
        """Where the clusters clone from."""
        return f"http://127.0.0.1:{self.lab.base + 1}/{self.name}.git"


def git(*arguments):
    """Runs git; returns its output."""
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout


def poke(cluster):
    """Tells source-controller that there is a commit, as a webhook does."""
    for source in cluster.api.list("sources"):
        meta = source["metadata"]
        stamp = {"metadata": {"annotations": {"reconcile.fluxcd.io/requestedAt": os.urandom(8).hex()}}}
        cluster.api.patch("sources", meta["namespace"], meta["name"], stamp)


def bootstrap(cluster, tree, path, account=None):
    """The two objects that `flux bootstrap` leaves in the cluster; the Kustomization acts as an account where tenants are locked in."""
    cluster.api.apply("sources", "flux-system", "flux-system", {
        "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "metadata": {"name": "flux-system", "namespace": "flux-system"},
        "spec": {"interval": "1m0s", "url": tree.url(), "ref": {"branch": "main"}}})
    cluster.api.apply("kustomizations", "flux-system", "flux-system", {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": {"name": "flux-system", "namespace": "flux-system"},
        "spec": {"interval": "10m0s", "path": "./" + path, "prune": True, "sourceRef": {"kind": "GitRepository", "name": "flux-system"},
                 **({"serviceAccountName": account} if account else {})}})

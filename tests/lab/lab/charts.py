"""Charts on loopback: a Helm repository and the same charts as OCI artifacts, packed from `charts/` with the CRDs that were built.

Their names and values are those of the public charts that a repository names; their templates are the least that helm-controller,
Velero and Flux can tell from them. A release asks for the version in `Chart.yaml`, or a range that holds it.
"""
import gzip
import hashlib
import io
import json
import os
import re
import tarfile
from http.server import BaseHTTPRequestHandler

from . import places
from .serve import Server

CHARTS = os.path.join(places.HERE, "charts")
CONFIG, LAYER = "application/vnd.cncf.helm.config.v1+json", "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
# The CRDs that a chart brings, by the name of their set among those that were built.
BRINGS = {"velero": "velero", "snapshot-controller": "snapshot"}


def field(text, name):
    """A field of a Chart.yaml."""
    return re.search(rf"^{name}: (.*)$", text, re.M)[1].strip("'\"")


def packed(name):
    """The archive of a chart, with the same bytes each time."""
    files, folder = {}, os.path.join(CHARTS, name)
    for root, _, found in os.walk(folder):
        for file in found:
            with open(os.path.join(root, file), "rb") as source:
                files[os.path.relpath(os.path.join(root, file), folder)] = source.read()
    if name in BRINGS:
        crds = os.path.join(places.CRDS, BRINGS[name])
        for file in os.listdir(crds):
            with open(os.path.join(crds, file), "rb") as source:
                files["crds/" + file.replace(".json", ".yaml")] = source.read()
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as tar:
        for path, text in sorted(files.items()):
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
    return raw.getvalue()


def digest(blob):
    """A blob's name in a registry."""
    return "sha256:" + hashlib.sha256(blob).hexdigest()


class Charts:
    """All charts of the lab behind one port: `/index.yaml` as a Helm repository, `/v2/…` as a registry."""

    def __init__(self, host, port):
        self.pages, self.blobs, self.tags = {}, {}, {}
        entries = {}
        for name in sorted(os.listdir(CHARTS)):
            with open(os.path.join(CHARTS, name, "Chart.yaml"), encoding="utf-8") as source:
                text = source.read()
            version, archive = field(text, "version"), packed(name)
            file = f"{name}-{version}.tgz"
            self.pages["/" + file] = archive
            entries[name] = [{"apiVersion": "v2", "name": name, "version": version, "urls": [file], "digest": digest(archive)[7:],
                              "created": "2026-01-01T00:00:00Z"}]
            self.publish(name, version, archive)
        self.pages["/index.yaml"] = json.dumps({"apiVersion": "v1", "generated": "2026-01-01T00:00:00Z", "entries": entries}).encode()
        self.server = Server(host, port, type("Bound", (Handler,), {"charts": self}))

    def publish(self, name, version, archive):
        """The chart as an OCI artifact: a manifest by tag and by digest, its configuration and its one layer."""
        config = json.dumps({"apiVersion": "v2", "name": name, "version": version}).encode()
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": MANIFEST,
            "config": {"mediaType": CONFIG, "digest": digest(config), "size": len(config)},
            "layers": [{"mediaType": LAYER, "digest": digest(archive), "size": len(archive)}],
            "annotations": {"org.opencontainers.image.title": name, "org.opencontainers.image.version": version}}).encode()
        for blob in (config, archive, manifest):
            self.blobs[digest(blob)] = blob
        self.tags.setdefault(name, {})[version] = digest(manifest)

    def answer(self, path):
        """Type and bytes for a path, or None."""
        path = path.partition("?")[0]
        if path in self.pages:
            return "application/octet-stream", self.pages[path]
        if path in ("/v2", "/v2/"):
            return "application/json", b"{}"
        asked = re.match(r"/v2/(?:.*/)?([^/]+)/(manifests|blobs|tags)/(.+)$", path)
        if asked is None:
            return None
        name, kind, reference = asked.groups()
        if kind == "tags":
            return "application/json", json.dumps({"name": name, "tags": sorted(self.tags.get(name, {}))}).encode()
        blob = self.blobs.get(self.tags.get(name, {}).get(reference, reference))
        return None if blob is None else (MANIFEST if kind == "manifests" else "application/octet-stream", blob)

    def stop(self):
        """Ends the server."""
        self.server.stop()


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the pages of the charts."""

    charts = None

    def log_message(self, *_):
        pass

    def serve(self):
        found = self.charts.answer(self.path)
        kind, body = found or ("text/plain", b"no such chart")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if found and "/v2/" in self.path:
            self.send_header("Docker-Content-Digest", digest(body))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_GET = do_HEAD = serve

"""A client of one API server: JSON over HTTPS with a token, nothing else."""
import http.client
import json
import ssl
import threading
import time

APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"

# Where the kinds live that scenarios and stand-ins speak of.
PATHS = {
    "namespaces": "/api/v1/namespaces",
    "pods": "/api/v1/pods",
    "secrets": "/api/v1/secrets",
    "configmaps": "/api/v1/configmaps",
    "nodes": "/api/v1/nodes",
    "serviceaccounts": "/api/v1/serviceaccounts",
    "clusterrolebindings": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "claims": "/api/v1/persistentvolumeclaims",
    "volumes": "/api/v1/persistentvolumes",
    "classes": "/apis/storage.k8s.io/v1/storageclasses",
    "deployments": "/apis/apps/v1/deployments",
    "statefulsets": "/apis/apps/v1/statefulsets",
    "daemonsets": "/apis/apps/v1/daemonsets",
    "jobs": "/apis/batch/v1/jobs",
    "cronjobs": "/apis/batch/v1/cronjobs",
    "crds": "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    "kustomizations": "/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations",
    "sources": "/apis/source.toolkit.fluxcd.io/v1/gitrepositories",
    "releases": "/apis/helm.toolkit.fluxcd.io/v2/helmreleases",
    "backups": "/apis/velero.io/v1/backups",
    "restores": "/apis/velero.io/v1/restores",
    "schedules": "/apis/velero.io/v1/schedules",
    "locations": "/apis/velero.io/v1/backupstoragelocations",
    "repositories": "/apis/velero.io/v1/backuprepositories",
    "podvolumebackups": "/apis/velero.io/v1/podvolumebackups",
    "podvolumerestores": "/apis/velero.io/v1/podvolumerestores",
    "datauploads": "/apis/velero.io/v2alpha1/datauploads",
    "datadownloads": "/apis/velero.io/v2alpha1/datadownloads",
    "snapshots": "/apis/snapshot.storage.k8s.io/v1/volumesnapshots",
    "contents": "/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents",
    "snapshotclasses": "/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses",
}


class Refused(Exception):
    """The API server said no."""

    def __init__(self, status, text):
        super().__init__(f"{status}: {text[:400]}")
        self.status = status


def path(kind, namespace=None, name=None, sub=None):
    """The path of an object, or of all objects of a kind (in a namespace)."""
    base = PATHS[kind]
    if namespace:
        head, _, resource = base.rpartition("/")
        base = f"{head}/namespaces/{namespace}/{resource}"
    return "/".join(part for part in (base, name, sub) if part)


class Api:
    """One connection for each thread; a request is repeated when the server is just restarting."""

    def __init__(self, port, ca, token, host="127.0.0.1"):
        self.port, self.token, self.ca, self.host = port, token, ca, host
        self.local = threading.local()

    def connect(self, timeout=30):
        """A new connection."""
        context = ssl.create_default_context(cafile=self.ca)
        return http.client.HTTPSConnection(self.host, self.port, context=context, timeout=timeout)

    def call(self, method, where, body=None, kind="application/json", patience=15):
        """Sends a request and returns the answer as an object. Raises Refused."""
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": kind}
        end = time.monotonic() + patience
        while True:
            try:
                if getattr(self.local, "connection", None) is None:
                    self.local.connection = self.connect()
                self.local.connection.request(method, where, data, headers)
                reply = self.local.connection.getresponse()
                text = reply.read()
            except (OSError, http.client.HTTPException):
                self.local.connection = None
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
                continue
            if reply.status == 429 and time.monotonic() < end:
                time.sleep(0.5)
                continue
            if reply.status >= 400:
                raise Refused(reply.status, text.decode(errors="replace"))
            return json.loads(text) if text[:1] == b"{" else {"text": text.decode(errors="replace")}

    def get(self, kind, namespace=None, name=None):
        """An object, or None where there is none (nor its kind)."""
        try:
            return self.call("GET", path(kind, namespace, name))
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def list(self, kind, namespace=None):
        """All objects of a kind."""
        return (self.get(kind, namespace) or {"items": []})["items"]

    def create(self, kind, body):
        """Creates an object; one that is there already is returned as it is."""
        meta = body["metadata"]
        try:
            return self.call("POST", path(kind, meta.get("namespace")), body)
        except Refused as refused:
            if refused.status == 409 and "name" in meta:
                return self.get(kind, meta.get("namespace"), meta["name"])
            raise

    def patch(self, kind, namespace, name, body, sub=None, how=MERGE):
        """Patches an object or its status."""
        return self.call("PATCH", path(kind, namespace, name, sub), body, how)

    def delete(self, kind, namespace, name, grace=None):
        """Deletes an object; one that is gone is fine."""
        try:
            return self.call("DELETE", path(kind, namespace, name), None if grace is None else {"gracePeriodSeconds": grace})
        except Refused as refused:
            if refused.status != 404:
                raise
            return None

    def apply(self, kind, namespace, name, text):
        """Server-side apply of one document of YAML or JSON."""
        data = text if isinstance(text, bytes) else text.encode() if isinstance(text, str) else json.dumps(text).encode()
        return self.call("PATCH", path(kind, namespace, name) + "?fieldManager=lab&force=true", data, APPLY)

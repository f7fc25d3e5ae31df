"""A small S3: what Velero's plugin and kopia ask of one, with the switches that a disaster needs.

Buckets are directories, objects are files. A bucket can be away, its writing can be denied to one access key, it can be
copied to its replica when a scenario says so, and it can be as slow as a network; no ready-made server offers all of it.
Signatures are not checked: the access key in them only says who asks.
"""
import hashlib
import os
import re
import shutil
import threading
import time
import uuid
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, quote, unquote
from xml.sax.saxutils import escape

from .serve import Server


WRITES = ("PUT", "DELETE", "POST")
PIECE = 64 * 1024


class Store:
    """The buckets below a directory, served on a port."""

    def __init__(self, root, port, host="127.0.0.1"):
        self.root = root
        self.away, self.denied = set(), set()
        self.writes, self.reads, self.lock = [], [], threading.Lock()
        self.rate, self.free = None, 0.0  # bytes a second that all requests share, and when those so far have passed
        self.latency = {}  # seconds before each answer of a bucket
        self.parts = {}
        os.makedirs(root, exist_ok=True)
        self.server = Server(host, port, type("Bound", (Handler,), {"store": self}))

    def stop(self):
        """Ends the server."""
        self.server.stop()

    def file(self, bucket, key):
        """The file of an object."""
        return os.path.join(self.root, bucket, quote(key, safe=""))

    def keys(self, bucket, prefix=""):
        """The keys of a bucket in the order S3 lists them."""
        try:
            names = os.listdir(os.path.join(self.root, bucket))
        except FileNotFoundError:
            return []
        return sorted(key for key in map(unquote, names) if key.startswith(prefix) and not key.startswith(".part"))

    def make(self, bucket):
        """Creates a bucket."""
        os.makedirs(os.path.join(self.root, bucket), exist_ok=True)

    def replicate(self, source, target):
        """What the provider's replication does, all at once: what is there already is left alone."""
        here, there = os.path.join(self.root, source), os.path.join(self.root, target)
        for name in os.listdir(here):
            if not os.path.exists(os.path.join(there, name)):
                shutil.copy2(os.path.join(here, name), os.path.join(there, name))

    def asked(self, who, method, bucket, key):
        """Remembers a request, so that a scenario can say there was none, or how many."""
        with self.lock:
            (self.writes if method in WRITES else self.reads).append((who, method, bucket, key))

    def passes(self, count):
        """Lets bytes pass at the rate of the store, those of all requests one after the other."""
        if self.rate:
            with self.lock:
                self.free = max(self.free, time.monotonic()) + count / self.rate
                end = self.free
            time.sleep(max(0.0, end - time.monotonic()))

    def well(self):
        """All buckets are there, writable and fast again."""
        self.away.clear()
        self.denied.clear()
        self.latency.clear()
        self.rate = None


class Handler(BaseHTTPRequestHandler):
    """One request."""

    store = None
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes: otherwise each answer costs 40 ms

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", kind="application/xml", **headers):
        self.send_response(status)
        if body:
            self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            for at in range(0, len(body), PIECE):
                self.store.passes(len(body[at:at + PIECE]))
                self.wfile.write(body[at:at + PIECE])

    def fail(self, status, code):
        self.answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def take(self, size):
        """Bytes of the request, as fast as the store lets them pass."""
        data = bytearray()
        while len(data) < size:
            piece = self.rfile.read(min(PIECE, size - len(data)))
            if not piece:
                break
            self.store.passes(len(piece))
            data += piece
        return bytes(data)

    def body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            data = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                data += self.take(size)
                self.rfile.readline()
                if size == 0:
                    break
        else:
            data = self.take(int(self.headers.get("Content-Length") or 0))
        signed = self.headers.get("x-amz-content-sha256", "").startswith("STREAMING-")
        if not signed and "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return data
        plain, at = b"", 0
        while True:
            end = data.index(b"\r\n", at)
            size = int(data[at:end].split(b";")[0], 16)
            if size == 0:
                return plain
            plain += data[end + 2:end + 2 + size]
            at = end + 4 + size

    def serve(self):
        place, _, query = self.path.partition("?")
        _, _, rest = place.partition("/")
        bucket, _, key = rest.partition("/")
        bucket, key = unquote(bucket), unquote(key)
        asked = parse_qs(query, keep_blank_values=True)
        found = re.search(r"Credential=([^/]+)/", self.headers.get("Authorization", ""))
        who = found[1] if found else ""
        body = self.body() if self.command in ("PUT", "POST") else b""
        time.sleep(self.store.latency.get(bucket, 0))
        if bucket in self.store.away:
            return self.fail(403, "AccessDenied")
        writes = self.command in WRITES
        if writes and (bucket, who) in self.store.denied:
            return self.fail(403, "AccessDenied")
        if not bucket:
            return self.answer(200, b"<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>")
        if not os.path.isdir(os.path.join(self.store.root, bucket)):
            return self.fail(404, "NoSuchBucket")
        self.store.asked(who, self.command, bucket, key)
        if not key:
            return self.on_bucket(bucket, asked, body)
        return self.on_object(bucket, key, asked, body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = serve

    def on_bucket(self, bucket, asked, body):
        if self.command == "POST":
            for key in re.findall(r"<Key>(.*?)</Key>", body.decode()):
                self.remove(bucket, key)
            return self.answer(200, b"<DeleteResult/>")
        if self.command in ("HEAD", "PUT"):
            return self.answer(200)
        if "location" in asked:
            return self.answer(200, b"<LocationConstraint>us-east-1</LocationConstraint>")
        for flag in ("object-lock", "versioning", "policy"):
            if flag in asked:
                return self.fail(404, "NotFound")
        prefix, cut = asked.get("prefix", [""])[0], asked.get("delimiter", [""])[0]
        after = asked.get("continuation-token", asked.get("start-after", asked.get("marker", [""])))[0]
        limit = int(asked.get("max-keys", ["1000"])[0])
        entries, folders, more = [], [], False
        for key in self.store.keys(bucket, prefix):
            if after and (key <= after or (cut and after.endswith(cut) and key.startswith(after))):
                continue
            if cut and cut in key[len(prefix):]:
                folder = key[:key.index(cut, len(prefix)) + len(cut)]
                if folder in folders:
                    continue
            else:
                folder = None
            if len(entries) + len(folders) == limit:
                more = True
                break
            last = folder or key
            (folders.append(folder) if folder else entries.append(key))
        out = [f"<ListBucketResult><Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix><KeyCount>{len(entries) + len(folders)}"
               f"</KeyCount><MaxKeys>{limit}</MaxKeys><IsTruncated>{str(more).lower()}</IsTruncated>"]
        if more:
            out.append(f"<NextContinuationToken>{escape(last)}</NextContinuationToken><NextMarker>{escape(last)}</NextMarker>")
        for key in entries:
            file = self.store.file(bucket, key)
            when = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(os.path.getmtime(file)))
            out.append(f"<Contents><Key>{escape(key)}</Key><LastModified>{when}</LastModified><ETag>&quot;{etag(file)}&quot;</ETag>"
                       f"<Size>{os.path.getsize(file)}</Size><StorageClass>STANDARD</StorageClass></Contents>")
        for folder in folders:
            out.append(f"<CommonPrefixes><Prefix>{escape(folder)}</Prefix></CommonPrefixes>")
        return self.answer(200, ("".join(out) + "</ListBucketResult>").encode())

    def on_object(self, bucket, key, asked, body):
        file = self.store.file(bucket, key)
        if self.command == "POST" and "uploads" in asked:
            upload = uuid.uuid4().hex
            self.store.parts[upload] = {}
            return self.answer(200, f"<InitiateMultipartUploadResult><Bucket>{bucket}</Bucket><Key>{escape(key)}</Key>"
                                    f"<UploadId>{upload}</UploadId></InitiateMultipartUploadResult>".encode())
        if self.command == "PUT" and "uploadId" in asked:
            self.store.parts[asked["uploadId"][0]][int(asked["partNumber"][0])] = body
            return self.answer(200, ETag=f'"{hashlib.md5(body).hexdigest()}"')
        if self.command == "POST" and "uploadId" in asked:
            parts = self.store.parts.pop(asked["uploadId"][0])
            write(file, b"".join(parts[number] for number in sorted(parts)))
            return self.answer(200, f"<CompleteMultipartUploadResult><ETag>&quot;{etag(file)}&quot;</ETag>"
                                    f"</CompleteMultipartUploadResult>".encode())
        if self.command == "DELETE":
            self.store.parts.pop(asked.get("uploadId", [""])[0], None)
            self.remove(bucket, key)
            return self.answer(204)
        if self.command == "PUT":
            write(file, body)
            return self.answer(200, ETag=f'"{etag(file)}"')
        try:
            with open(file, "rb") as source:
                data = source.read()
        except FileNotFoundError:
            return self.fail(404, "NoSuchKey")
        headers = {"ETag": f'"{hashlib.md5(data).hexdigest()}"', "Accept_Ranges": "bytes",
                   "Last_Modified": formatdate(os.path.getmtime(file), usegmt=True)}
        part = re.match(r"bytes=(\d*)-(\d*)$", self.headers.get("Range", ""))
        if part:
            total = len(data)
            first = int(part[1]) if part[1] else max(0, total - int(part[2]))
            last = min(int(part[2]), total - 1) if part[1] and part[2] else total - 1
            if first >= total:
                return self.fail(416, "InvalidRange")
            return self.answer(206, data[first:last + 1], "application/octet-stream",
                               Content_Range=f"bytes {first}-{last}/{total}", **headers)
        if self.command == "HEAD":
            return self.answer(200, Content_Length=str(len(data)), **headers)
        return self.answer(200, data, "application/octet-stream", **headers)

    def remove(self, bucket, key):
        try:
            os.remove(self.store.file(bucket, key))
        except FileNotFoundError:
            pass


def etag(file):
    """The MD5 sum of a file, as S3 tells it."""
    with open(file, "rb") as source:
        return hashlib.md5(source.read()).hexdigest()


def write(file, data):
    """Writes a file so that no reader sees half of it."""
    new = os.path.join(os.path.dirname(file), f".part{uuid.uuid4().hex}")
    with open(new, "wb") as out:
        out.write(data)
    os.replace(new, file)

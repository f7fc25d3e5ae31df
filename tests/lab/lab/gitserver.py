"""A Git server: `git http-backend` behind a loopback port."""
import os
import subprocess
from http.server import BaseHTTPRequestHandler

from .serve import Server


class GitServer:
    """Serves the bare repositories below a directory."""

    def __init__(self, root, port):
        os.makedirs(root, exist_ok=True)
        self.server = Server("127.0.0.1", port, type("Bound", (Handler,), {"root": root}))

    def stop(self):
        """Ends the server."""
        self.server.stop()


class Handler(BaseHTTPRequestHandler):
    """Hands a request to `git http-backend` and its answer back."""

    root = None

    def log_message(self, *_):
        pass

    def serve(self):
        place, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        env = dict(os.environ, GIT_PROJECT_ROOT=self.root, GIT_HTTP_EXPORT_ALL="1", PATH_INFO=place, QUERY_STRING=query,
                   REQUEST_METHOD=self.command, CONTENT_TYPE=self.headers.get("Content-Type", ""), CONTENT_LENGTH=str(len(body)),
                   HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""), GIT_PROTOCOL=self.headers.get("Git-Protocol", ""))
        out = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True, check=False).stdout
        head, _, payload = out.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    do_GET = do_POST = serve

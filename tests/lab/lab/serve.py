"""A threaded HTTP server in a thread; a client that hangs up is no error."""
import threading
from http.server import ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Serves until it is stopped."""

    daemon_threads = True

    def __init__(self, host, port, handler):
        super().__init__((host, port), handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass

    def stop(self):
        """Ends the server."""
        self.shutdown()
        self.server_close()

"""A webhook in the role of pager, ticket system and dead man's switch, which keeps what it received."""
import contextlib
import http.server
import json
import threading
import time

from processes import HOST


class Notified:
    """One alert in one notification."""

    def __init__(self, receiver, alert, at):
        self.receiver = receiver
        self.labels = alert["labels"]
        self.annotations = alert.get("annotations", {})
        self.firing = alert["status"] == "firing"
        self.at = at

    @property
    def name(self):
        return self.labels["alertname"]


class Webhook:
    """Listens as soon as it is made; /NAME is the address of receiver NAME."""

    def __init__(self, on_notification=lambda notified: None):
        self._on_notification = on_notification
        self._all = []
        self._changed = threading.Condition()
        self._refused = set()
        self._server = http.server.ThreadingHTTPServer((HOST, 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="webhook", daemon=True).start()

    def url(self, receiver):
        return f"http://{HOST}:{self._server.server_address[1]}/{receiver}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    @contextlib.contextmanager
    def refusing(self, receiver):
        """Within it that receiver answers 400, which no sender tries again."""
        self._refused.add(receiver)
        try:
            yield
        finally:
            self._refused.discard(receiver)

    def notifications(self):
        with self._changed:
            return list(self._all)

    def wait(self, condition, until):
        """The first notification for which the condition holds; None if there is none up to that monotonic time."""
        seen = 0
        with self._changed:
            while True:
                for notified in self._all[seen:]:
                    if condition(notified):
                        return notified
                seen = len(self._all)
                remaining = until - time.monotonic()
                if remaining <= 0:
                    return None
                self._changed.wait(remaining)

    def _received(self, receiver, alerts):
        at = time.monotonic()
        with self._changed:
            fresh = [Notified(receiver, alert, at) for alert in alerts]
            self._all += fresh
            self._changed.notify_all()
        for notified in fresh:
            self._on_notification(notified)

    def _handler(webhook):  # noqa: N805: the handler's own self is another
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver = self.path.strip("/")
                refused = receiver in webhook._refused
                if not refused:
                    webhook._received(receiver, body["alerts"])
                self.send_response(400 if refused else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler

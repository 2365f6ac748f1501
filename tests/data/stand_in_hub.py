"""A local HTTP server that answers as the Hugging Face Hub does for data set repositories."""

import hashlib
import io
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

COMMIT = "c" * 40


def parquet(columns, features=None) -> bytes:
    """A parquet file with the feature descriptions that the Hub writes into its schema."""
    table = pa.table(columns)
    if features:
        described = json.dumps({"info": {"features": features}})
        table = table.replace_schema_metadata({"huggingface": described})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def picture(array) -> dict:
    """A picture as the Hub's image columns hold it."""
    out = io.BytesIO()
    Image.fromarray(array).save(out, "PNG")
    return {"bytes": out.getvalue(), "path": None}


class _Handler(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self._answer(body=False)

    def do_GET(self):
        self._answer(body=True)

    def _answer(self, body):
        hub = self.server.hub
        path = unquote(urlsplit(self.path).path)
        hub.requests.append(path)
        if found := re.fullmatch(r"/api/datasets/([^/]+/[^/]+)/revision/(.+)", path):
            files = hub.repos.get(found[1])
            if files is not None and found[2] in ("refs/convert/parquet", COMMIT):
                siblings = [{"rfilename": name} for name in files]
                return self._send(
                    json.dumps({"id": found[1], "sha": COMMIT, "siblings": siblings}).encode(), body
                )
        elif found := re.fullmatch(r"/api/datasets/([^/]+/[^/]+)/tree/(.+)", path):
            files = hub.repos.get(found[1], {})
            tree = [
                {"type": "file", "path": name, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}
                for name, content in files.items()
            ]
            return self._send(json.dumps(tree).encode(), body)
        elif found := re.fullmatch(r"/datasets/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            content = hub.repos.get(found[1], {}).get(found[3])
            if content is not None:
                return self._send(content, body, "application/octet-stream")
        self.send_response(404)
        self.send_header("X-Error-Code", "RepoNotFound")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, content, body, kind="application/json"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, *args):
        """Keep the test's output quiet."""


class StandInHub:
    """The repositories that are served (name -> path -> content), and the paths that were asked for."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.repos = {}
        self.requests = []


@contextmanager
def serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.hub = StandInHub(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

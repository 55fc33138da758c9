"""A real WordPress with MariaDB on loopback, filled with fictitious articles."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.real.local_daemon import free_port, give_to, open_folder, running

PACKAGE = Path("/usr/share/wordpress")
_CONFIGURATION = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('AUTH_KEY', 'a'); define('SECURE_AUTH_KEY', 'b'); define('LOGGED_IN_KEY', 'c'); define('NONCE_KEY', 'd');
define('AUTH_SALT', 'e'); define('SECURE_AUTH_SALT', 'f'); define('LOGGED_IN_SALT', 'g'); define('NONCE_SALT', 'h');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('WP_DEBUG', false);
define('WP_CONTENT_DIR', '{folder}/wp-content');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', '{folder}/');
require_once ABSPATH . 'wp-settings.php';
"""


@dataclass
class WordPress:
    """A running site."""

    url: str
    folder: Path
    theme: str = "twentytwentythree"
    ids: dict[str, int] = field(default_factory=dict)

    def put(self, posts: Sequence[dict[str, Any]], structure: str, *, first: bool = False) -> None:
        """Publish or change articles, with addresses of one form."""
        known = [post | ({"id": self.ids[post["key"]]} if post["key"] in self.ids else {}) for post in posts]
        script = Path(__file__).with_name("wordpress_install.php")
        again = [] if first else ["again"]
        done = subprocess.run(
            ["php", str(script), str(self.folder), self.url, structure, self.theme, *again], input=json.dumps(known),
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr or done.stdout
        self.ids |= json.loads(done.stdout[done.stdout.rindex("{") :])


@contextmanager
def wordpress() -> Iterator[WordPress]:
    """Start MariaDB and WordPress, empty, in a folder of their own."""
    with ExitStack() as stack:
        base = stack.enter_context(open_folder("wordpress-"))
        socket = _start_database(base, stack)
        folder = base / "site"
        shutil.copytree(PACKAGE, folder)
        (folder / "wp-config.php").write_text(
            _CONFIGURATION.format(socket=socket, folder=folder), encoding="utf-8"
        )  # fmt: skip
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        site = WordPress(url, folder)
        site.put([], "", first=True)
        command = ["php", "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", str(folder)]
        workers = os.environ | {"PHP_CLI_SERVER_WORKERS": "4"}
        ready = ["curl", "-sf", "-o", "/dev/null", f"{url}/"]
        stack.enter_context(running(command, base / "php.log", ready, env=workers))
        yield site


def _start_database(base: Path, stack: ExitStack) -> Path:
    data, socket = base / "mysql", base / "mysql.sock"
    data.mkdir()
    give_to(base, "mysql")
    user = ["--user=mysql"] if os.geteuid() == 0 else []
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", *user]
    subprocess.run([*install, "--auth-root-authentication-method=normal"], check=True, capture_output=True)
    command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={socket}", "--skip-networking",
               f"--pid-file={base / 'mysql.pid'}", *user]  # fmt: skip
    client = ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot"]
    stack.enter_context(running(command, base / "mysql.log", [*client, "-e", "SELECT 1"]))
    subprocess.run([*client, "-e", "CREATE DATABASE wordpress CHARACTER SET utf8mb4"], check=True)
    return socket

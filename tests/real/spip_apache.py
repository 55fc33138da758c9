"""The real SPIP site behind Apache: clean addresses, its own .htaccess, true statuses."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.real.local_daemon import free_port, give_to, open_folder, running

_MODULES = ("mpm_prefork", "authz_core", "dir", "mime", "rewrite", "headers", "expires", "setenvif", "alias")
_CONFIGURATION = """ServerName 127.0.0.1
ServerRoot {folder}
PidFile {folder}/apache.pid
Listen 127.0.0.1:{port}
{modules}
LoadModule php_module {php}
TypesConfig /etc/mime.types
<FilesMatch "\\.php$">
    SetHandler application/x-httpd-php
</FilesMatch>
{user}
DocumentRoot {folder}/site
DirectoryIndex spip.php index.php
ErrorLog {folder}/error.log
php_admin_value auto_prepend_file {folder}/php84.php
php_admin_value display_errors 0
<Directory />
    AllowOverride None
</Directory>
<Directory {folder}/site>
    AllowOverride All
    Require all granted
</Directory>
"""


_AS_USER = "User www-data\nGroup www-data"


@dataclass(frozen=True, slots=True)
class ApacheSpip:
    """The site behind Apache, in one form of addresses."""

    url: str
    folder: Path
    spip: Any
    """The site it was copied from, with its seed and its numbers."""

    def set_addresses(self, kind: str) -> None:
        """Choose the form of addresses: page, html, propres or arbo."""
        self._php("setmeta.php", f"adresse_site={self.url}", f"type_urls={kind}", "derniere_modif=1")
        with self._database() as database:  # addresses made for another form would still answer
            database.execute("DELETE FROM spip_urls")
            database.commit()
        self._forget_pages()

    def edit(self, key: str, **columns: str) -> None:
        """Change an article of the seed, then have the site forget its cached pages."""
        self.change(self.spip.ids["art"][key], **columns)

    def change(self, number: int, **columns: str) -> None:
        """Change the article of this number, then have the site forget its cached pages."""
        with self._database() as database:
            for name, value in columns.items():
                query = f"UPDATE spip_articles SET {name} = ? WHERE id_article = ?"
                assert database.execute(query, (value, number)).rowcount == 1
            database.commit()
        self._php("setmeta.php", "derniere_modif=1")
        self._forget_pages()

    def _database(self) -> contextlib.closing[sqlite3.Connection]:
        return contextlib.closing(sqlite3.connect(self.folder / "site" / "config" / "bases" / "spip.sqlite"))

    def _php(self, script: str, *arguments: str) -> None:
        command = ["php", str(self.spip.tool / script), str(self.folder / "site"), self.url, *arguments]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        give_to(self.folder / "site", "www-data")

    def _forget_pages(self) -> None:
        for path in (self.folder / "site" / "tmp" / "cache").glob("[0-9a-f]"):
            shutil.rmtree(path, ignore_errors=True)


def php_module() -> Path | None:
    """PHP for Apache; None where it is not installed."""
    return next(Path("/usr/lib/apache2/modules").glob("libphp*.so"), None)


@contextmanager
def apache_spip(spip: Any) -> Iterator[ApacheSpip]:
    """Serve a copy of the SPIP site with Apache on loopback."""
    with open_folder("spip-apache-") as folder:
        shutil.copytree(spip.folder / "site", folder / "site", symlinks=True)
        shutil.copytree(spip.folder / "php", folder / "php", symlinks=True)
        _move_paths(folder, str(spip.folder))
        shutil.copy(Path(__file__).with_name("php84.php"), folder / "php84.php")
        # SPIP's own robots.txt asks for a second between two requests: one of ours keeps the test short.
        (folder / "site" / "robots.txt").write_text("User-agent: *\nDisallow: /ecrire/\n", encoding="utf-8")
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in _MODULES)
        configuration = folder / "apache.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                php=php_module(), folder=folder, port=port, modules=modules, user="User www-data\nGroup www-data"
            ),
            encoding="utf-8",
        )
        give_to(folder, "www-data")
        site = ApacheSpip(url, folder, replace(spip, url=url))
        command = ["apache2", "-D", "FOREGROUND", "-f", str(configuration)]
        with running(command, folder / "apache.log", ["curl", "-sf", "-o", "/dev/null", f"{url}/"]):
            yield site


def _move_paths(folder: Path, former: str) -> None:
    """Write the new folder where the installer wrote the former one."""
    kernel = "php/SpipLeague/Component/Kernel"
    autoloads = ("site/vendor/autoload.php", f"{kernel}/autoload.php", "php/Algo26/IdnaConvert/autoload.php")
    for name in (*autoloads, f"{kernel}/InstallationDetector.php"):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(former, str(folder)), encoding="utf-8")

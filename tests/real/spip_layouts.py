"""The real SPIP behind Apache under layouts of our own (`squelettes/`), filled with the articles of this folder.

Each layout has the shape of templates that schools and académies use: `bandeau`, columns in a table, the site's name in
the h1 and the title in an h2; `grille`, a Bootstrap grid, the rubrique inside the h1, two boxes to sign in; `sections`,
date and authors in a list at the foot, no feed announced, a missing page that answers 200. None has SPIP's own classes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.real.articles import HIDDEN, PUBLISHED, Article, as_spip
from tests.real.local_daemon import give_to
from tests.real.reading import ALL_SHOWN
from tests.real.spip_apache import ApacheSpip

LAYOUTS = ("bandeau", "grille", "sections")


class LaidOutSpip:
    """The site under one layout at a time, with addresses such as /article12.html."""

    shown = ALL_SHOWN
    articles = PUBLISHED

    def __init__(self, engine: ApacheSpip, layout: str) -> None:
        self._engine = engine
        self.url = engine.url
        self._numbers = self._fill()
        self.lay_out(layout)

    def lay_out(self, layout: str) -> None:
        """Put a layout in the place of the one before; its articles and addresses stay what they were."""
        folder = self._engine.folder / "site" / "squelettes"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(Path(__file__).with_name("squelettes") / layout, folder)
        shutil.rmtree(self._engine.folder / "site" / "tmp" / "cache" / "skel", ignore_errors=True)
        self._engine.set_addresses("html")

    def addresses(self, key: str) -> tuple[str, ...]:
        return (f"{self.url}/article{self._numbers[key]}.html",)

    def edit(self, article: Article) -> None:
        self._engine.change(self._numbers[article.key], titre=article.titre, texte=as_spip(article))

    def delete(self, key: str) -> None:
        self._engine.change(self._numbers[key], statut="poubelle")

    def _fill(self) -> dict[str, int]:
        images = self._engine.folder / "site" / "IMG"
        for left in (*images.glob("arton*"), *images.glob("logo/*")):  # logos of the articles that were there before
            left.unlink()
        rows = [
            {
                "key": one.key, "titre": one.titre, "chapo": one.chapo, "texte": as_spip(one), "auteurs": one.auteurs,
                "date": f"{one.date} 10:00:00", "rubrique": one.rubrique, "mots_cles": one.mots_cles,
                "statut": "prepa" if one.brouillon else "publie",
            }
            for one in (*PUBLISHED, *HIDDEN)
        ]  # fmt: skip
        script = Path(__file__).with_name("spip_fill.php")
        site = self._engine.folder / "site"
        done = subprocess.run(
            ["php", "-d", f"auto_prepend_file={self._engine.folder / 'php84.php'}", str(script), str(site), self.url],
            input=json.dumps(rows), capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert "{" in done.stdout, done.stderr or done.stdout
        give_to(site, "www-data")
        return dict(json.loads(done.stdout[done.stdout.index("{") :]))

"""Fictitious sites in the shapes of templates nobody here wrote for: the same articles, laid out in different ways."""

from __future__ import annotations

from dataclasses import dataclass

TITLES = (
    "Mesurer la houle avec un bouchon", "Le potager raconte ses saisons", "Écrire à deux voix",
    "Un pont de papier", "La carte des bruits", "Filmer une expérience lente",
)  # fmt: skip
NAMES = ("Ondine Carrel", "Basile Trévoux", "Ysé Lambrecq")
SENTENCES = (
    "Les élèves relèvent chaque matin la hauteur de l'eau et la reportent sur une bande de papier.",
    "Le groupe compare ensuite ses relevés avec ceux de la station voisine, sans calculatrice.",
    "La discussion porte sur ce qui manque : personne n'a noté l'heure exacte de la mesure.",
    "Une seconde série, mieux préparée, permet de tracer une courbe que la classe commente.",
    "Chacun rédige enfin trois phrases qui disent ce que la courbe montre et ce qu'elle cache.",
)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its author wrote it."""

    number: int

    @property
    def titre(self) -> str:
        return TITLES[self.number]

    @property
    def auteur(self) -> str:
        return NAMES[self.number % len(NAMES)]

    @property
    def day(self) -> str:
        return f"2024-03-{self.number + 1:02}"

    @property
    def shown_day(self) -> str:
        return f"{self.number + 1}{'er' if self.number == 0 else ''} mars 2024"

    @property
    def chapo(self) -> str:
        return f"En quelques mots, {self.titre.lower()} occupe la classe pendant trois semaines."

    @property
    def text(self) -> str:
        own = [f"{sentence} (séance {self.number}, étape {step})" for step, sentence in enumerate(SENTENCES)]
        return "".join(f"<p>{one}</p>" for one in own)

    @property
    def address(self) -> str:
        return f"https://labo.example.org/textes/{self.number}-{self.titre.lower().replace(' ', '-')}"


ARTICLES = tuple(map(Article, range(len(TITLES))))
MENU = (
    "<ul class='m'><li><a href='/a'>Accueil</a></li><li><a href='/b'>Nos ateliers</a></li>"
    "<li><a href='/c'>Plan</a></li></ul>"
)
FOOT = "<p>Ce laboratoire de collèges publie des comptes rendus d'activité, relus par deux collègues au moins.</p>"


def old_tables(article: Article) -> str:
    """Lay an article out as in 2005: tables, the site's name in h1, the title in h2, a box of neighbours."""
    near = "".join(f"<li><a href='{one.address}'>{one.titre}</a></li>" for one in ARTICLES if one != article)
    return (
        f"<html><head><title>{article.titre} - Le labo des collèges</title></head><body>"
        f"<h1><a href='/a'>Le labo des collèges</a></h1><table><tr><td>{MENU}</td><td><div class='colonne'>"
        f"<div class='tete'><h2>{article.titre}</h2><div class='quand'>{article.shown_day}, par "
        f"<b class='qui'>{article.auteur}</b></div></div><div class='intro'><p>{article.chapo}</p></div>"
        f"<div class='corps'>{article.text}</div><div class='voir'><h3>Dans cette rubrique</h3><ul>{near}</ul></div>"
        f"</div></td></tr></table>{FOOT}</body></html>"
    )


def bare_divs(article: Article) -> str:
    """Lay an article out without a class, its byline after the text."""
    return (
        f"<html><head><title>{article.titre}</title></head><body><div><div>{MENU}</div><div><h1>{article.titre}</h1>"
        f"<div>{article.text}</div><div><i>{article.auteur}</i><em>{article.shown_day}</em></div></div></div>"
        f"{FOOT}</body></html>"
    )


def boxed(article: Article) -> str:
    """Lay an article out beside a login box, with its title in two parts and another heading before it."""
    return (
        f"<html><head><title>Labo | {article.titre}</title></head><body><div id='haut'><h1>Labo</h1></div>"
        f"<div id='cote'><h2>Se connecter</h2><form><input type='password'></form>{MENU}</div>"
        f"<section id='milieu'><header><h2><span>{article.titre}</span> <small>Atelier du jeudi</small></h2>"
        f"<ul><li class='d'>{article.shown_day}</li><li class='a'>{article.auteur}</li></ul></header>"
        f"<div class='intro'><p>{article.chapo}</p></div><div class='t'>{article.text}</div></section>"
        f"{FOOT}</body></html>"
    )


TEMPLATES = (old_tables, bare_divs, boxed)


def list_of(articles: tuple[Article, ...], *, whole: bool = False) -> str:
    """Lay out a list: each title a link, with its presentation or its whole text under it."""
    told = "".join(
        f"<div class='e'><h3><a href='{one.address}'>{one.titre}</a></h3>"
        f"{one.text if whole else f'<p>{one.chapo}</p>'}</div>"
        for one in articles
    )
    return (
        f"<html><head><title>Le labo des collèges</title></head><body><h1><a href='/a'>Le labo</a></h1>{MENU}"
        f"<div class='liste'>{told}</div>{FOOT}</body></html>"
    )

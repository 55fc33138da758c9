"""A page that answers and says it is not there is not there; one that only speaks of absence is."""

import pytest

from harvester.fetch import Fetcher, Limits
from harvester.site.absence import NotFoundPage, is_other_content, says_absent
from schemas.formats.page import page_of

WORDS = "Les élèves observent la chute d'une balle filmée au téléphone puis pointent les images une à une avec soin "


def page(title: str, text: str = WORDS * 4):
    return page_of(
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body>", "http://a.fr/x"
    )


@pytest.mark.parametrize(
    "title",
    ["Erreur 404", "404 - Mon site", "Page introuvable", "Cette page n'existe plus", "Page not found",
     "L'article est introuvable", "Accès restreint", "Connexion", "Site en maintenance", "Contenu non trouvé"],
)  # fmt: skip
def test_titles_that_say_absent(title):
    assert says_absent(page(title))


@pytest.mark.parametrize(
    "title",
    ["Retrouver les pages perdues", "L'introuvable Arthur Cravan", "La connexion des neurones",
     "Le site du lycée est en ligne", "Lire 404 vers de Hugo"],
)  # fmt: skip
def test_titles_that_only_speak_of_it(title):
    assert not says_absent(page(title))


def test_other_content_under_one_address_is_told_from_an_edit():
    other = "Une carte mentale collaborative prépare la lecture cursive du roman choisi par chaque groupe de la classe "
    assert is_other_content(page("Chute libre"), page("Lectures cursives", other * 4))
    assert not is_other_content(page("Chute libre"), page("Chute libre (mise à jour)", other * 4))
    assert not is_other_content(page("Chute libre"), page("Tout autre titre", WORDS * 3 + "Ajout final."))


@pytest.mark.parametrize(("status", "soft"), [("200 OK", True), ("404 Not Found", False)])
def test_the_page_shown_for_what_is_not_there_is_known(serve, status, soft):
    shown = f"<html><head><title>Bienvenue</title></head><body><h1>Bienvenue</h1><p>{WORDS * 4}</p></body></html>"

    def answer(connection, path, number):
        body = shown.encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)

    server = serve(answer)
    fetcher = Fetcher((server.url,), "TraamBot", limits=Limits(attempts=1))
    try:
        not_found = NotFoundPage(server.url + "/", fetcher, lambda url: True)
        assert not_found.is_like(page_of(shown, "http://a.fr/y")) is soft
        assert not not_found.is_like(page("Chute libre", "Tout autre chose, " + "dit autrement ici avec des mots " * 9))
    finally:
        fetcher.close()
    assert fetcher.requests == 1

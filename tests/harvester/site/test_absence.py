"""A page that answers and says it is not there is not there; one that only speaks of absence is."""

from unittest.mock import Mock

import pytest

from harvester.fetch import Fetcher, Limits
from harvester.site.absence import NotFoundPage, is_other_content, leads_to_login, says_absent, says_closed
from schemas.formats.page import page_of

WORDS = "Les élèves observent la chute d'une balle filmée au téléphone puis pointent les images une à une avec soin "


def page(title: str, text: str = WORDS * 4):
    return page_of(
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body>", "http://a.fr/x"
    )


@pytest.mark.parametrize(
    "title",
    ["Erreur 404", "404 - Mon site", "Page introuvable", "Cette page n'existe plus", "Page not found",
     "L'article est introuvable", "Contenu non trouvé", "Erreur 404 : page non trouvée | Mon site",
     "Désolé, la page demandée n'existe plus", "Cet article n'est plus en ligne"],
)  # fmt: skip
def test_titles_that_say_absent(title):
    assert says_absent(page(title))
    assert not says_closed(page(title))


@pytest.mark.parametrize(
    "title",
    ["Accès restreint", "Connexion", "Site en maintenance", "Maintenance en cours", "Vérification de votre navigateur",
     "Espace réservé aux enseignants", "Just a moment...", "Accès refusé - Mon site", "403 Forbidden",
     "Notre site est en construction", "Êtes-vous un robot ?", "Service indisponible"],
)  # fmt: skip
def test_titles_that_say_we_are_not_shown_the_page(title):
    assert says_closed(page(title, "Revenez plus tard, ou identifiez-vous."))
    assert not says_absent(page(title))


@pytest.mark.parametrize(
    "body",
    ["<pre>Erreur d’exécution squelettes/article.html</pre>",
     "<b>Fatal error</b>: Uncaught Error: Call to undefined function spip_x() in /srv/a.php:25 Stack trace: #0 {main}",
     "<h1>Error establishing a database connection</h1>",
     "<p>Il y a eu une erreur critique sur ce site.</p><p><a href='/aide'>En apprendre plus</a></p>",
     "Attention : un problème technique (serveur SQL) empêche l’accès à cette partie du site."],
)  # fmt: skip
def test_an_error_of_the_program_shows_no_page(body):
    shown = "<html><head><title>Mon site</title></head><body>{}</body></html>"
    assert says_closed(page_of(shown.format(body), "http://a.fr/x"))
    assert not says_closed(page_of(shown.format(f"<h1>Lire une erreur</h1><p>{WORDS * 4}</p>{body}"), "http://a.fr/x"))


@pytest.mark.parametrize("title", ["Maintenance", "Authentification", "Identification", "Connexion"])
def test_a_lesson_of_such_a_title_closes_nothing(title):
    assert not says_closed(page(title))


@pytest.mark.parametrize(
    "box",
    ["<aside><h1>Identification</h1><form><input type=password></form></aside>",
     "<div style='display:none'><h1>Se connecter</h1></div>", "<div hidden><h1>Connexion</h1></div>",
     "<form><h1>Se connecter</h1><input type=password></form>", "<div><h1>Identification</h1><p>Login :</p></div>"],
)  # fmt: skip
@pytest.mark.parametrize("text", [WORDS * 4, ""])
def test_a_box_to_log_in_beside_a_page_closes_nothing(box, text):
    links = "".join(
        f"<li><a href='/t{number}'>Un texte du numéro {number} de la revue</a></li>" for number in range(12)
    )
    shown = f"<h2>Chute libre</h2><p>{text}</p>" if text else f"<ul>{links}</ul>"
    body = f"<html><head><title>Le labo</title></head><body>{box}{shown}</body></html>"
    assert not says_closed(page_of(body, "http://a.fr/x"))


@pytest.mark.parametrize(
    "title",
    ["Retrouver les pages perdues", "L'introuvable Arthur Cravan", "La connexion des neurones",
     "Le site du lycée est en ligne", "Lire 404 vers de Hugo", "Erreur 404 : comprendre le Web",
     "Retrouver un article supprimé avec les archives du Web", "Un site en construction : le chantier antique",
     "Accès interdit, la liberté de circuler", "Un instant : la photographie", "Espace réservé, espace partagé en EPS",
     "La maintenance des ascenseurs", "Erreur, hasard et découverte"],
)  # fmt: skip
def test_titles_that_only_speak_of_it(title):
    assert not says_absent(page(title))
    assert not says_closed(page(title))


@pytest.mark.parametrize(
    ("asked", "answered", "told"),
    [
        ("http://a.fr/a1/", "http://a.fr/connexion?retour=/a1/", True),
        ("http://a.fr/a1/", "http://a.fr/cas/login?service=http%3A%2F%2Fa.fr%2Fa1%2F", True),
        ("http://a.fr/a1/", "http://a.fr/connexion-au-monde/", False),
        ("http://a.fr/login/", "http://a.fr/login/?x=login", False),
        ("http://a.fr/a1/", "http://a.fr/a1-bis/", False),
    ],
)
def test_a_redirect_to_where_people_log_in_is_known(asked, answered, told):
    assert leads_to_login(asked, answered) is told


def test_other_content_under_one_address_is_told_from_an_edit():
    other = "Une carte mentale collaborative prépare la lecture cursive du roman choisi par chaque groupe de la classe "
    assert is_other_content(page("Chute libre"), page("Lectures cursives", other * 4))
    assert is_other_content(page("Chute libre"), page("Vérification", "Un instant."))
    assert not is_other_content(page("Chute libre"), page("Chute libre", "Un instant."))
    assert not is_other_content(page("Chute libre"), page("Chute libre (mise à jour)", other * 4))
    assert not is_other_content(page("Chute libre"), page("Tout autre titre", WORDS * 3 + "Ajout final."))


@pytest.mark.parametrize(
    ("status", "words", "soft"),
    [("200 OK", WORDS * 4, True), ("200 OK", "", True), ("404 Not Found", WORDS * 4, False)],
)
def test_the_page_shown_for_what_is_not_there_is_known(serve, status, words, soft):
    shown = f"<html><head><title>Bienvenue</title></head><body><h1>Bienvenue</h1><p>{words}</p></body></html>"

    def answer(connection, path, number):
        body = shown.encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)

    server = serve(answer)
    fetcher = Fetcher((server.url,), "TraamBot", limits=Limits(attempts=1))
    try:
        not_found = NotFoundPage(server.url + "/", fetcher, Mock())
        assert not_found.shown().is_like(page_of(shown, "http://a.fr/y")) is soft
        assert not_found.shown().is_blank is not (soft and bool(words)), "without text, it proves nothing of others"
        other = page("Chute libre", "Tout autre chose, " + "dit autrement ici avec des mots " * 9)
        assert not not_found.shown().is_like(other)
    finally:
        fetcher.close()
    assert fetcher.requests == 1

"""The words of a question that tell little of what is sought, folded."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words("""
    a afin ai ainsi au aux avec c ce ces cet cette chez comme d dans de des donc dont du elle elles en est et eux il
    ils j jusqu je l la le les leur leurs lors lorsqu m ma mais me mes mon n ne nos notre nous on ont ou par pour
    puisqu qu que qui s sa sans se ses si son sont sous sur t ta te tes ton tu un une vers via vos votre vous y
""")
"""Never required when another word is asked for, and kept when there is no other."""

ASKING_WORDS = _words("""
    comment pourquoi quel quelle quelles quels quoi quand faire fait faites etre avoir peut peux veux voudrais
    cherche trouver besoin idee idees exemple exemples donner donne utiliser travailler aider grace aide permettre
    moi toi je tout toute tous toutes plus moins tres bien peu deja encore aussi autour entre afin lorsque alors
    leurs cela ca existe etude ensemble pendant apres avant chaque durant depuis devant selon ici voici ceux celle
    celui
""")
"""What a question is made of: left out beside a word that tells more."""

LOOSE_WORDS = _words("""
    seance seances sequence sequences activite activites cours exercice exercices exo exos projet projets scenario
    scenarios fiche fiches ressource ressources document documents ap tp td lv1 lv2 lva lvb classe classes eleve
    eleves niveau niveaux enseignement enseigner pedagogie pedagogique pedagogiques outil outils logiciel
    application site numerique production productions article travail
""")
"""What nearly every page is about: beside a word that tells more, they are preferred, not required."""

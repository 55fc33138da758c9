"""The labels met on pages outside any group: they fill the record's own fields, or end the value before them."""

from __future__ import annotations

from schemas.files.group import Element

CRCN_EDU = "crcn_edu"
"""The name of the element whose codes are those of the teachers' frame."""
CYCLE = "cycle"
"""The name of the element whose values may be no more than the number of a cycle."""
LANGUE = "langue"
"""The name of the element whose values are disciplines only where they are languages that are taught."""
LOOSE = frozenset({"domaine", "filiere", "materiel", LANGUE})
"""The elements whose labels are said of many things: what stands under them may be of no field."""

COMMON_ELEMENTS = (
    Element(
        "niveau", "Niveau",
        ("Niveau de classe", "Niveau visé", "Niveau de classe visé", "Niveau concerné", "Public", "Public visé",
         "Classe", "Niveau d'enseignement", "Niveau scolaire", "Pour qui ?", "Pour quelles classes ?",
         "Public concerné", "Public cible", "Élèves concernés", "Élèves visés", "Étudiants concernés",
         "Étudiants visés", "Apprenants concernés", "Classe concernée", "Classe impliquée", "Classe participante",
         "Niveau et classe", "Classe et niveau", "Niveau/classe", "Niveau/cycle", "Cycle et niveau", "Cycle/niveau",
         "Niveau ou cycle", "Série et niveau", "Niveau et série", "Niveau des élèves", "Niveau de la classe",
         "Niveau et filière", "Bénéficiaire", "Élèves bénéficiaires", "Public bénéficiaire", "Public ciblé",
         "Public destinataire", "Avec qui ?", "À qui s'adresse-t-il ?",
         "À qui s'adresse-t-elle ?", "À qui cela s'adresse-t-il ?", "Quel niveau ?", "Quels élèves ?",
         "Quelle classe ?", "Quelles classes ?", "Avec quelle classe ?", "Avec quels élèves ?", "Pour quel niveau ?",
         "Pour quelle classe ?", "À quel niveau ?"),
        type="niveau",
    ),
    Element(CYCLE, "Cycle", ("Cycle concerné", "Cycle visé"), type="niveau"),
    Element("filiere", "Filière", ("Série", "Section", "Voie", "Diplôme", "Diplôme préparé"), type="niveau"),
    Element(
        "discipline", "Discipline",
        ("Matière", "Discipline concernée", "Disciplines associées", "Champ disciplinaire", "Domaine disciplinaire",
         "Domaine d'enseignement", "Domaine d'apprentissage", "Discipline impliquée", "Discipline mobilisée",
         "Discipline enseignée", "Discipline principale", "Enseignement concerné", "Langue vivante",
         "Langue enseignée", "Langue étudiée", "Langue concernée", "Matière concernée", "Discipline/enseignement",
         "Quelle discipline ?", "Dans quelle discipline ?"),
        type="discipline",
    ),
    # Of primary schools' disciplines, and of many other things.
    Element("domaine", "Domaine", ("Enseignement", "Spécialité", "Option"), type="discipline"),
    Element(LANGUE, "Langue", type="discipline"),
    Element(
        "crcn", "Compétences CRCN",
        ("CRCN", "Compétences numériques", "Compétences numériques (CRCN)", "Compétences CRCN pour l'élève",
         "Compétences CRCN des élèves", "Compétences CRCN de l'élève", "Compétences numériques des élèves",
         "Compétences numériques de l'élève", "Compétences du CRCN", "Compétence CRCN", "Compétences Pix",
         "Cadre de référence des compétences numériques", "Domaines et compétences du CRCN", "Quelles compétences ?",
         "Pour quelles compétences ?", "Quelles compétences numériques ?", "Quelles compétences du CRCN ?"),
        type="competence",
    ),
    Element(
        CRCN_EDU, "Compétences CRCN-Édu",
        ("CRCN-Édu", "CRCN Édu", "CRCN-Edu", "Compétences CRCN Édu", "Compétences numériques des enseignants",
         "Compétences du CRCN-Édu", "Compétences professionnelles (CRCN-Édu)", "Compétences numériques de l'enseignant",
         "Compétences numériques professionnelles"),
        type="competence",
    ),
    Element(
        "socle", "Domaines du socle",
        ("Socle commun", "Compétences du socle", "Domaine du socle", "Domaines du socle commun", "Socle",
         "Compétences du socle commun", "Socle commun de connaissances, de compétences et de culture"),
        type="socle",
    ),
    Element(
        "outils", "Outils",
        ("Outil numérique", "Outil numérique utilisé", "Outils utilisés", "Logiciels", "Applications", "Avec quoi ?",
         "Outils et logiciels", "Logiciels et applications", "Applications et logiciels", "Matériel et logiciels",
         "Logiciels et matériel", "Outils et matériel", "Matériel et outils", "Ressources numériques",
         "Outils et ressources numériques", "Ressources et outils numériques", "Application numérique",
         "Service numérique", "Outil et service numérique", "Environnement numérique", "Plateforme numérique",
         "Supports numériques", "Matériel numérique", "Équipement numérique", "Outils TICE", "TICE",
         "Usages numériques", "Usages du numérique", "Langage de programmation", "Outils/logiciels",
         "Outils/applications", "Quels outils ?", "Avec quels outils ?", "Avec quels logiciels ?"),
        type="outil",
    ),
    Element(
        "materiel", "Matériel",
        ("Support", "Équipement", "Environnement", "Plateforme", "Matériel nécessaire", "Équipement nécessaire",
         "Environnement de travail", "Support de travail", "Langage", "Numérique", "Moyens techniques",
         "Matériel informatique"),
        type="outil",
    ),
    Element("type", "Type d'activité", ("Type de ressource",), type="type"),
    # Those of forms that fill no field: they end the value that stands before them.
    Element(
        "autre", "Objectif",
        ("Objectifs pédagogiques", "Objectifs d'apprentissage", "Objectif général", "Objectifs notionnels",
         "Plus-value", "Plus-value du numérique", "Plus-value pédagogique", "Plus-values", "Intérêt pédagogique",
         "Intérêt du numérique", "Apport du numérique", "Prérequis", "Pré-requis", "Durée", "Cadre", "Contexte",
         "Thème", "Thématique", "Problématique", "Mots-clés", "Mots clefs", "Déroulement", "Déroulé", "Description",
         "Résumé", "Présentation", "Compétence", "Compétences disciplinaires", "Capacité", "Connaissances",
         "Compétences et capacités", "Notion", "Modalités", "Évaluation", "Prolongement", "Partenaire", "Lieu",
         "Date", "Auteur", "Effectif", "Nombre de séances", "Nombre d'élèves", "Démarche", "Activité langagière",
         "Tâche finale", "APSA", "Champ d'apprentissage", "Frein", "Levier", "Limites", "Point de vigilance",
         "Étapes", "Production attendue", "Document", "Place dans la progression", "Organisation", "Consigne",
         "Pour quoi faire ?", "Combien de temps ?", "Où ?", "Quand ?", "Comment ?", "Pourquoi ?",
         "Niveau du CECRL", "Niveau de langue", "Niveau de difficulté", "Niveau de maîtrise"),
    ),
)  # fmt: skip

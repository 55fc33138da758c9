"""What people call fields."""

from __future__ import annotations

from dataclasses import fields

from schemas.files.field_labels import FIELD_LABELS, field_label, said_of_field
from schemas.files.group import Element, Group
from schemas.types.record import Record

GROUP = Group("svt", "SVT", ("2024-2025",), "Thème", elements=(Element("duree", "Durée de la séance"),))


def test_every_field_of_a_record_has_a_label():
    assert {field.name for field in fields(Record)} - set(FIELD_LABELS) <= {"elements", "deleted", "evidence"}


def test_an_element_is_called_as_its_group_does():
    assert field_label("duree", GROUP) == "Durée de la séance"
    assert field_label("duree") == "Duree"
    assert field_label("mots_cles", GROUP) == "Mots-clés"


def test_a_message_names_its_field_once():
    assert said_of_field("niveaux", "manque") == "Niveaux : manque"
    assert said_of_field("duree", "« Durée de la séance » manque", GROUP) == "« Durée de la séance » manque"
    assert said_of_field("", "illisible") == "illisible"

"""A text document (OpenDocument 1.3, ISO/IEC 26300) written with the standard library, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

_MIME = "application/vnd.oasis.opendocument.text"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date a ZIP file can hold: ours have no date of their own."""
_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"'
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = f"""{_XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_MIME}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
{{pictures}}</manifest:manifest>
"""
_PICTURE = '<manifest:file-entry manifest:full-path="{name}" manifest:media-type="image/svg+xml"/>\n'


def written_document(body: str, titre: str, pictures: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Pack a body (the children of office:text, escaped already) with our styles; the title goes into the metadata.

    `pictures` gives the SVG of each name the body refers to (« Pictures/niveaux.svg »).

    Styles the body may use: table Tableau, columns Large, Moyenne, Etroite, rows Rangee, cells Case; paragraphs Titre,
    Standard, Annonce (kept with what follows), Pale, Champ (room to write in), Cellule, Nombre, Entete; headings
    « Heading_20_1 » and 2.
    """
    files = {
        "content.xml": _CONTENT.format(xml=_XML, namespaces=_NAMESPACES, body=body),
        "styles.xml": _STYLES.format(xml=_XML, namespaces=_NAMESPACES),
        "meta.xml": _META.format(xml=_XML, namespaces=_NAMESPACES, titre=escape(titre)),
        **pictures,
        "META-INF/manifest.xml": _MANIFEST.format(pictures="".join(_PICTURE.format(name=name) for name in pictures)),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        # First and stored, so that the kind of file can be told from its first bytes (OpenDocument 1.3, part 2, 3.3).
        archive.writestr(zipfile.ZipInfo("mimetype", _EPOCH), _MIME)
        for name, text in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return packed.getvalue()


# Shares of the width: LibreOffice takes those under 23 for 23, hence the thousands.
_META = """{xml}<office:document-meta {namespaces}><office:meta>
<dc:title>{titre}</dc:title><dc:language>fr-FR</dc:language>
</office:meta></office:document-meta>
"""
_CONTENT = """{xml}<office:document-content {namespaces}>
<office:automatic-styles>
<style:style style:name="Tableau" style:family="table">
<style:table-properties style:width="17cm" table:align="margins"/></style:style>
<style:style style:name="Rangee" style:family="table-row">
<style:table-row-properties fo:keep-together="always"/></style:style>
<style:style style:name="Large" style:family="table-column">
<style:table-column-properties style:column-width="8.5cm" style:rel-column-width="32000*"/></style:style>
<style:style style:name="Moyenne" style:family="table-column">
<style:table-column-properties style:column-width="3.4cm" style:rel-column-width="12800*"/></style:style>
<style:style style:name="Etroite" style:family="table-column">
<style:table-column-properties style:column-width="2.3cm" style:rel-column-width="8650*"/></style:style>
<style:style style:name="Case" style:family="table-cell">
<style:table-cell-properties fo:border="0.5pt solid #8b8d99" fo:padding="0.12cm"/></style:style>
</office:automatic-styles>
<office:body><office:text>
{body}</office:text></office:body></office:document-content>
"""
_STYLES = """{xml}<office:document-styles {namespaces}>
<office:styles>
<style:default-style style:family="paragraph">
<style:paragraph-properties fo:line-height="120%"/>
<style:text-properties fo:font-family="'Liberation Sans', Arial, sans-serif" fo:font-size="11pt" fo:language="fr" \
fo:country="FR"/>
</style:default-style>
<style:style style:name="Standard" style:family="paragraph" style:class="text">
<style:paragraph-properties fo:margin-bottom="0.2cm"/></style:style>
<style:style style:name="Titre" style:family="paragraph" style:parent-style-name="Standard">
<style:text-properties fo:font-size="20pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" \
style:parent-style-name="Standard" style:next-style-name="Standard" style:default-outline-level="1">
<style:paragraph-properties fo:margin-top="0.6cm" fo:keep-with-next="always"/>
<style:text-properties fo:font-size="15pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" \
style:parent-style-name="Standard" style:next-style-name="Standard" style:default-outline-level="2">
<style:paragraph-properties fo:margin-top="0.4cm" fo:keep-with-next="always"/>
<style:text-properties fo:font-size="12pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Annonce" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:keep-with-next="always"/></style:style>
<style:style style:name="Pale" style:family="paragraph" style:parent-style-name="Standard">
<style:text-properties fo:color="#54555f"/></style:style>
<style:style style:name="Champ" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:border="0.5pt solid #8b8d99" fo:padding="0.25cm" \
fo:margin-top="0.3cm" fo:margin-bottom="0.4cm"/></style:style>
<style:style style:name="Cellule" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:margin-bottom="0cm"/><style:text-properties fo:font-size="10pt"/></style:style>
<style:style style:name="Nombre" style:family="paragraph" style:parent-style-name="Cellule">
<style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="Entete" style:family="paragraph" style:parent-style-name="Cellule">
<style:text-properties fo:font-weight="bold"/></style:style>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" \
fo:margin="2cm"/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>
</office:document-styles>
"""

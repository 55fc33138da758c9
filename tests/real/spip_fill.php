<?php
// Empty the SPIP of the folder given, then fill it with the rubriques and articles given as JSON on the standard input;
// prints the articles' numbers by key.
error_reporting(0);
[$_, $site, $url] = $argv;
$base = parse_url($url);
chdir($site);
$_SERVER['REQUEST_URI'] = '/'; $_SERVER['REQUEST_METHOD'] = 'GET'; $_SERVER['REMOTE_ADDR'] = '127.0.0.1';
$_SERVER['HTTP_HOST'] = $base['host'] . ':' . $base['port']; $_SERVER['SERVER_NAME'] = $base['host'];
$_SERVER['SERVER_PORT'] = $base['port']; $_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/spip.php';
$_SERVER['SCRIPT_FILENAME'] = "$site/spip.php";
require_once 'vendor/autoload.php';
include_once 'ecrire/inc_version.php';
include_spip('base/abstract_sql'); include_spip('inc/meta'); include_spip('inc/rubriques'); include_spip('inc/invalideur');
spip_connect(); lire_metas();

foreach (['articles', 'rubriques', 'mots', 'mots_liens', 'groupes_mots', 'auteurs_liens', 'documents', 'documents_liens', 'urls'] as $table) {
    sql_delete("spip_$table");
}
sql_delete('spip_auteurs', 'id_auteur > 1');
ecrire_meta('nom_site', 'SVT et numérique – académie de Valmont');
ecrire_meta('slogan_site', ''); ecrire_meta('descriptif_site', ''); ecrire_meta('post_dates', 'non');
foreach (['articles_chapeau', 'articles_mots'] as $option) ecrire_meta($option, 'oui');
$group = sql_insertq('spip_groupes_mots', ['titre' => 'Thèmes', 'descriptif' => '', 'texte' => '', 'tables_liees' => 'articles',
    'minirezo' => 'oui', 'comite' => 'oui', 'unseul' => 'non', 'obligatoire' => 'non', 'forum' => 'non']);

$known = ['rubriques' => [], 'mots' => [], 'auteurs' => []];
$one = function (string $table, string $value, array $fields) use (&$known): int {
    return $known[$table][$value] ??= sql_insertq("spip_$table", $fields);
};
$articles = [];
foreach (json_decode(file_get_contents('php://stdin'), true) as $a) {
    $rubrique = $one('rubriques', $a['rubrique'], ['titre' => $a['rubrique'], 'descriptif' => '', 'statut' => 'prepa', 'lang' => 'fr',
        'texte' => "Cette rubrique rassemble ce que le groupe publie sous le titre « {$a['rubrique']} ».", 'id_parent' => 0]);
    sql_updateq('spip_rubriques', ['id_secteur' => $rubrique], "id_rubrique = $rubrique");
    $id = sql_insertq('spip_articles', ['titre' => $a['titre'], 'chapo' => $a['chapo'], 'texte' => $a['texte'], 'date' => $a['date'],
        'date_modif' => $a['date'], 'statut' => $a['statut'], 'id_rubrique' => $rubrique, 'id_secteur' => $rubrique, 'lang' => 'fr',
        'surtitre' => '', 'soustitre' => '', 'descriptif' => '', 'ps' => '', 'accepter_forum' => 'non']);
    foreach ($a['auteurs'] as $nom) {
        $author = $one('auteurs', $nom, ['nom' => $nom, 'bio' => '', 'email' => '', 'login' => md5($nom), 'statut' => '1comite', 'lang' => 'fr']);
        sql_insertq('spip_auteurs_liens', ['id_auteur' => $author, 'id_objet' => $id, 'objet' => 'article']);
    }
    foreach ($a['mots_cles'] as $mot) {
        $word = $one('mots', $mot, ['titre' => $mot, 'id_groupe' => $group, 'type' => 'Thèmes', 'descriptif' => '', 'texte' => '']);
        sql_insertq('spip_mots_liens', ['id_mot' => $word, 'id_objet' => $id, 'objet' => 'article']);
    }
    $articles[$a['key']] = $id;
}
calculer_rubriques(); calculer_langues_rubriques();
purger_repertoire(_DIR_CACHE); suivre_invalideur(1);
echo json_encode($articles);

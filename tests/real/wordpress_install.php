<?php
// Install WordPress in the folder given, then fill it from the JSON given on the standard input; prints the ids by key.
[$_, $folder, $url, $structure, $chosen_theme] = $argv;
$host = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
$_SERVER += ['HTTP_HOST' => $host, 'SERVER_NAME' => $host, 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
$first = !in_array('again', $argv, true);
if ($first) define('WP_INSTALLING', true);
require "$folder/wp-load.php";
require_once "$folder/wp-admin/includes/upgrade.php";
if ($first) {
    wp_install('Site pédagogique', 'webmestre', 'webmestre@example.org', true, '', 'loopback-only');
    update_option('siteurl', $url);
    update_option('home', $url);
    wp_delete_post(1, true);
    wp_delete_post(2, true);
}
if (get_option('stylesheet') !== $chosen_theme) switch_theme($chosen_theme);
update_option('permalink_structure', $structure);
$GLOBALS['wp_rewrite']->init();
$GLOBALS['wp_rewrite']->flush_rules(true);
$ids = [];
foreach (json_decode(file_get_contents('php://stdin'), true) as $post) {
    $author = username_exists(sanitize_user($post['auteur'])) ?: wp_insert_user([
        'user_login' => sanitize_user($post['auteur']), 'user_pass' => 'loopback-only', 'display_name' => $post['auteur']]);
    $category = wp_create_category($post['rubrique']);
    $fields = ['post_title' => $post['titre'], 'post_content' => $post['texte'], 'post_status' => $post['statut'],
        'post_date' => $post['date'] . ' 10:00:00', 'post_author' => $author, 'post_category' => [$category],
        'tags_input' => $post['mots_cles']];
    if (isset($post['slug'])) $fields['post_name'] = $post['slug'];
    if (isset($post['chapo'])) $fields['post_excerpt'] = $post['chapo'];
    if (isset($post['id'])) $fields['ID'] = $post['id'];
    $ids[$post['key']] = isset($post['id']) ? wp_update_post($fields) : wp_insert_post($fields);
}
echo json_encode((object) $ids);

<?php
// Write or delete pages of the DokuWiki in the folder given, by its own functions, from the JSON on the standard input.
// A page with a date is made to look written at that date: DokuWiki itself only knows the present.
define('DOKU_INC', rtrim($argv[1], '/') . '/');
define('NOSESSION', 1);
require DOKU_INC . 'inc/init.php';

$dated = [];
foreach (json_decode(file_get_contents('php://stdin'), true) as $page) {
    $_SERVER['REMOTE_USER'] = $page['user'];
    saveWikiText($page['id'], $page['text'], $page['text'] === '' ? 'retiré' : 'rédaction');
    if (isset($page['date'])) $dated[strtotime($page['date'] . ' 10:00:00')][] = $page;
}
ksort($dated);
foreach ($dated as $time => $pages) {
    foreach ($pages as $page) {
        $id = $page['id'];
        touch(wikiFN($id), $time);
        $line = join("\t", [$time, '127.0.0.1', 'C', $id, $page['user'], 'rédaction', '', strlen($page['text'])]) . "\n";
        file_put_contents(metaFN($id, '.changes'), $line);
        $change = ['date' => $time, 'ip' => '127.0.0.1', 'type' => 'C', 'id' => $id, 'user' => $page['user'],
            'sum' => 'rédaction', 'extra' => '', 'sizechange' => strlen($page['text'])];
        $dates = ['created' => $time, 'modified' => $time];
        p_set_metadata($id, ['date' => $dates, 'creator' => $page['name'], 'user' => $page['user'], 'last_change' => $change]);
        $lines[] = $line;
    }
}
if ($dated) file_put_contents($conf['changelog'], join('', $lines));

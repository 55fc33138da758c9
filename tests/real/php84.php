<?php
// Functions of PHP 8.4 that SPIP's present Debian package calls, for machines with an older PHP. Loaded before each
// script through auto_prepend_file; does nothing where PHP has them.
if (!function_exists('array_find_key')) {
    function array_find_key(array $array, callable $callback): mixed
    {
        foreach ($array as $key => $value) {
            if ($callback($value, $key)) {
                return $key;
            }
        }
        return null;
    }
    function array_find(array $array, callable $callback): mixed
    {
        $key = array_find_key($array, $callback);
        return $key === null ? null : $array[$key];
    }
    function array_any(array $array, callable $callback): bool
    {
        return array_find_key($array, $callback) !== null;
    }
    function array_all(array $array, callable $callback): bool
    {
        return array_find_key($array, fn ($value, $key) => !$callback($value, $key)) === null;
    }
}
if (!function_exists('mb_trim')) {
    function mb_trim(string $string): string
    {
        return preg_replace('/^[\s\0]+|[\s\0]+$/u', '', $string);
    }
    function mb_ucfirst(string $string): string
    {
        return mb_strtoupper(mb_substr($string, 0, 1)) . mb_substr($string, 1);
    }
    function mb_lcfirst(string $string): string
    {
        return mb_strtolower(mb_substr($string, 0, 1)) . mb_substr($string, 1);
    }
}
if (!function_exists('json_validate')) {
    function json_validate(string $json, int $depth = 512, int $flags = 0): bool
    {
        json_decode($json, true, $depth, $flags);
        return json_last_error() === JSON_ERROR_NONE;
    }
}

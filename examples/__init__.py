"""Fictitious but life-like sources to harvest: for the demonstration, the tests, and a first look.

What is here:

- `productions/*.toml`: the descriptions, some forty productions of three national groups, and `pieges.toml`, the
  pages a harvest meets without having looked for them. Texts, names and addresses are invented.
- `servers.py`: `ExampleServers`, which serves them on loopback as an OAI-PMH 2.0 repository (other académies)
  and as the site of one académie in the shape of SPIP 4.4; and whose world can be changed midway.
- `configuration.py`: `write_configuration`, which writes a `traam.toml` with its cards and groups for these servers.
- `traam.toml`, `sources/`, `groups/`: files to copy for a configuration of one's own.

From a shell, `python -m examples.servers` serves until interrupted, having printed its two addresses:

    {"oai_url": "http://127.0.0.1:40001/oai", "site_url": "http://127.0.0.1:40002/"}

In a test:

    with ExampleServers() as servers:
        write_configuration(folder, servers.oai_url, servers.site_url)
        servers.edit(101, titre="Un autre titre")
        servers.delete("oai:traam.example.org:doc-2324-nice-01")
        servers.fail(site=True)

Numbers call the site's articles, identifiers the repository's records. The site holds a draft (160) that must
never be seen, and an article (110) that only the second page of its rubrique links to.
"""

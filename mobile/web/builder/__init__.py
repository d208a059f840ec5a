"""Puts the web edition together: `python -m mobile.web.build --out build/web`.

`browser_packages` says which libraries a browser gets and from where; `distributions` collects their
files; `bytecode` compiles them with Pyodide itself; `flet_client` takes Flet's web client and Pyodide from
the installed wheel and patches them; `npm` fetches what comes from npm; `site` gives everything its address;
`compression` adds brotli and gzip copies. Every slow step keeps its result under the hash of its inputs.
"""

"""What the generator cannot know: ids that exist, versions that are current, and what an account may do at all."""

import json
import os
import zlib
from pathlib import Path

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

SEEDS = json.loads(Path(os.environ["MATBANG_SEEDS"]).read_text())
URL = os.environ["MATBANG_URL"]
TOKEN = os.environ["MATBANG_TOKEN"]

# Left out, whoever asks.
NEVER = {
    "stream_changes": "a stream that never ends by itself",
}

# What an id in a path is of, by the part before it.
IN_PATHS = ["parcels", "projects", "obstacles", "imports", "users", "tokens", "sessions"]
# What a query parameter names.
IN_QUERIES = {
    "project": "projects",
    "unit": "units",
    "level": "levels",
    "cause": "causes",
    "household": "households",
    "parcel": "parcels",
}
# Seeds that are gone once they were used.
USED_UP = {"DELETE /account/tokens/{id}", "DELETE /account/sessions/{id}", "DELETE /projects/{code}", "DELETE /imports/{id}"}


if TOKEN:

    @schemathesis.auth()
    class Token:
        """The token of the account."""

        def get(self, _case, _context):
            return TOKEN

        def set(self, case, token, _context):
            case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook
def before_load_schema(_, raw_schema):
    """Leaves out what is never tried, and what the role may not do at all: a walk over all routes tests that."""
    for path, operations in list(raw_schema["paths"].items()):
        for method, operation in list(operations.items()):
            if operation["operationId"] in NEVER or operation["x-right"] not in SEEDS["may"]:
                del operations[method]
        if not operations:
            del raw_schema["paths"][path]


@schemathesis.hook
def before_call(_, case, **__):
    """Puts what exists in place of what was made up, wherever the case is to be valid."""
    if not case.meta:
        return
    if fits(case, ParameterLocation.PATH):
        for place in IN_PATHS:
            for name in case.path_parameters or {}:
                if f"/{place}/{{{name}}}" in case.path:
                    case.path_parameters[name] = pick(place, case.path_parameters[name], case)
    if fits(case, ParameterLocation.QUERY):
        for name, place in IN_QUERIES.items():
            if name in (case.query or {}):
                case.query[name] = each(case.query[name], place, case)
    if fits(case, ParameterLocation.HEADER) and "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = version(case)
    if fits(case, ParameterLocation.BODY) and isinstance(case.body, dict):
        complete(case)


def fits(case, location):
    return not case.meta.is_negative_at(location)


def each(value, place, case):
    """Seeds in place of a value, or of each of several."""
    return [pick(place, one, case) for one in value] if isinstance(value, list) else pick(place, value, case)


def pick(place, made_up, case):
    """A seed that what was made up decides; now and then what was made up."""
    seeds = SEEDS.get(place)
    if not seeds:
        return made_up
    if f"{case.method.upper()} {case.path.removeprefix('/api/v1')}" in USED_UP and len(seeds) > 1:
        return seeds.pop()
    return seeds[zlib.crc32(repr(made_up).encode()) % len(seeds)]


def complete(case):
    """Makes a body refer to what exists, and its parts to each other."""
    body, name = case.body, case.operation.definition.raw["operationId"]
    if name in {"log_in"}:
        body.update(pick("accounts", body, case))


def version(case):
    """The version that an edit has to start from."""
    path = case.path.removesuffix("/close").removesuffix("/reopen").format(**case.path_parameters)
    answer = requests.get(f"{URL}{path}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30)
    return answer.headers.get("ETag", '"1"')

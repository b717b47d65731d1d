"""What the generator cannot know: ids that exist, versions that are current, and what an account may do at all."""

import itertools
import json
import os
import re
from pathlib import Path

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

SEEDS = json.loads(Path(os.environ["MATBANG_SEEDS"]).read_text())
URL = os.environ["MATBANG_URL"]
TOKEN = os.environ["MATBANG_TOKEN"]

# The stream of changes never ends by itself: a test with a client that reads it as it comes holds it to its word.
ENDLESS = {"stream_changes"}

# Whose number or code a parameter is, by the operation, else by what stands before it in the path, else by its name.
SEEDS_OF_OPERATIONS = {
    "reopen_obstacle": "closed_obstacles",
    "import_refused": "refused_imports",
    "import_shapes": "refused_imports",
    "undo_import": "stored_imports",
    "discard_import": "spare_imports",
    "store_import": "spare_imports",
    "archive_project": "empty_projects",
}
SEEDS_OF_QUERIES = {
    "project": "projects",
    "unit": "units",
    "level": "levels",
    "cause": "causes",
    "household": "households",
    "parcel": "parcels",
    "responsible": "units",
    "escalated_to": "units",
}
# A tile in the middle of the province.
TILE = {"z": 10, "x": 813, "y": 449}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LONG_AGO = "2020-01-01"

# Each seed comes in turn, so that one that was used up does no harm.
turns = {name: itertools.cycle(seeds) for name, seeds in SEEDS.items() if seeds}
numbers = itertools.count(1)


if TOKEN:

    @schemathesis.auth()
    class Token:
        """The token of the account."""

        def get(self, _case, _context):
            return TOKEN

        def set(self, case, token, _context):
            case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.deserializer("application/vnd.mapbox-vector-tile")
def tile(_context, response):
    """As a text: that tiles hold what they should is tested elsewhere."""
    return response.content.decode("latin-1")


@schemathesis.hook
def before_load_schema(_context, raw_schema):
    """Leaves out what the role may not do at all: the walk over the table of rights tests that."""
    for item in raw_schema["paths"].values():
        for method, operation in list(item.items()):
            if operation["operationId"] in ENDLESS or operation["x-right"] not in SEEDS["may"]:
                del item[method]


@schemathesis.hook
def before_call(_context, case, **_kwargs):
    """Puts what exists in place of what was made up, wherever a part of the request is to be valid."""
    if case.meta is None:
        return
    name = case.operation.definition.raw["operationId"]
    if is_valid(case, ParameterLocation.PATH):
        for parameter in case.path_parameters or {}:
            before = case.path.split(f"/{{{parameter}}}")[0].rsplit("/", 1)[-1]
            seed = next(turns.get(SEEDS_OF_OPERATIONS.get(name, before), iter(())), TILE.get(parameter))
            if seed is not None:
                case.path_parameters[parameter] = seed
    if is_valid(case, ParameterLocation.QUERY):
        for parameter in SEEDS_OF_QUERIES.keys() & (case.query or {}).keys():
            seed = next(turns[SEEDS_OF_QUERIES[parameter]])
            case.query[parameter] = [seed] if isinstance(case.query[parameter], list) else seed
    if is_valid(case, ParameterLocation.HEADER) and "If-Match" in (case.headers or {}):
        number = version(case.method, case.path.format(**case.path_parameters))
        case.headers["If-Match"] = f'"{number}"'
    if case.media_type == "application/json" and is_valid(case, ParameterLocation.BODY) and isinstance(case.body, dict):
        case.body = {**in_the_past(case.body), **KNOWN.get(name, dict)()}


def is_valid(case, location):
    return not case.meta.is_negative_at(location)


def version(method, path):
    """The version that an edit has to start from: whoever starts from another one is told."""
    headers = {"Authorization": f"Bearer {TOKEN}", "If-Match": '"0"'}
    answer = requests.request(method, URL + path, headers=headers, json={}, timeout=30)
    return answer.json()["current"]["version"] if answer.status_code == 412 else 0


def in_the_past(value):
    """The same, with days on which something can have happened."""
    if isinstance(value, dict):
        return {key: in_the_past(part) for key, part in value.items()}
    if isinstance(value, list):
        return [in_the_past(part) for part in value]
    return LONG_AGO if isinstance(value, str) and DAY.fullmatch(value) else value


def parcel_versions():
    number = next(turns["parcels"])
    return [{"id": number, "version": version("PATCH", f"/api/v1/parcels/{number}")}]


def obstacle_versions():
    number = next(turns["obstacles"])
    return [{"id": number, "version": version("PATCH", f"/api/v1/obstacles/{number}")}]


# Whose move it is: nobody's, by any day.
NOBODY = {"responsible_unit_code": "", "responsible_account": "", "due_on": None}

# Parts of bodies that must name what exists, fit each other, or be new.
KNOWN = {
    "log_in": lambda: next(turns["accounts"]),
    # An account of the demo keeps its password, so that its token lives on.
    "change_password": lambda: {"current": SEEDS["accounts"][0]["password"], "new": "ba-cay-cau-moi"},
    "use_link": lambda: {"token": next(turns["links"]), "password": "ba-cay-cau-moi"},
    "create_user": lambda: {
        "name": f"made-{next(numbers)}",
        "role": "field",
        "unit_codes": [next(turns["units"])],
        "project_codes": [],
    },
    "update_user": lambda: {"role": "field", "unit_codes": [next(turns["units"])], "project_codes": []},
    "create_project": lambda: {"code": f"MADE-{next(numbers)}", "name": "Kè sông", "sector": "irrigation"},
    "update_parcels": lambda: {"parcels": parcel_versions(), "change": {"note": "Đã đo lại", "reason": "Đo lại"}},
    "raise_obstacle": lambda: {**next(turns["raised"]), "cause": next(turns["causes"]), "description": "Chờ xác nhận", **NOBODY},
    "update_obstacle": lambda: {"state": "proposed", "next_action": "Đối thoại", "cause": next(turns["causes"]), **NOBODY},
    "update_obstacles": lambda: {
        "items": obstacle_versions(),
        "change": {"next_action": "Đối thoại"},
        "close": None,
        "reopen": None,
    },
    "search_persons": lambda: {"name": "nguyen", "project": next(turns["projects"])},
    "export_persons": lambda: {"filter": f"project={next(turns['projects'])}"},
    "check_import": lambda: {"kind": "projects"},
    "store_import": lambda: {"kind": "projects"},
}

"""Prints, as JSON, what an account can ask for: ids that exist where it may act, and what is made to be used up.

Reads MATBANG_URL, MATBANG_TOKEN (empty: the public) and MATBANG_ADMIN_TOKEN from the environment.
"""

import json
import os
import sys
import uuid
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

FIXTURES = Path(__file__).parent.parent / "fixtures"
URL = os.environ["MATBANG_URL"]
OWN = os.environ["MATBANG_TOKEN"]
ADMIN = os.environ["MATBANG_ADMIN_TOKEN"]


def send(method, path, token=OWN, body=None, kind="application/json"):
    """The answer, as JSON."""
    request = Request(URL + path, method=method, data=body, headers={"Content-Type": kind})
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urlopen(request) as answer:
        return json.load(answer)


def get(path, token=OWN, **query):
    return send("GET", f"/api/v1{path}?{urlencode(query)}", token)


def post(path, body, token=OWN):
    return send("POST", f"/api/v1{path}", token, json.dumps(body).encode())


def imported(file, **fields):
    """The id of an import of one of the fixtures, once its work is done."""
    edge = uuid.uuid4().hex
    part = '--{}\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    parts = [part.format(edge, name, "", value) for name, value in fields.items()]
    parts.append(part.format(edge, "file", f'; filename="{file}"', (FIXTURES / file).read_text()))
    body = "".join(parts) + f"--{edge}--\r\n"
    kind = f"multipart/form-data; boundary={edge}"
    number = send("POST", "/api/v1/imports", body=body.encode(), kind=kind)["id"]
    # The stream of an import ends with its work.
    stream = Request(f"{URL}/api/v1/imports/{number}/events", headers={"Authorization": f"Bearer {OWN}"})
    with urlopen(stream) as events:
        events.read()
    return number


def main(account):
    state = get("/session")
    may = {right for right, grant in state["grants"].items() if grant != "no"}
    user = state["user"]
    units = [unit["code"] for unit in user["units"]] if user else []
    demo = [{"name": known["name"], "password": known["password"]} for known in state["demo_accounts"]]
    login = next((known for known in demo if known["name"] == account), demo[0])
    projects = get("/projects", limit=5, **({"unit": units[0]} if units else {}))["items"]
    meta = get("/meta")
    seeds = {
        "may": sorted(may),
        "accounts": [login],
        "projects": [project["code"] for project in projects],
        "units": units or [unit["properties"]["code"] for unit in get("/units")["features"]][:5],
        "levels": [level["level"] for level in meta["levels"]],
        "causes": [cause["code"] for cause in meta["causes"]],
        "links": [
            post("/users", {"name": f"link-{account}-{number}", "role": "planner"}, ADMIN)["link"]["token"]
            for number in range(10)
        ],
    }
    # Everybody may see outlines; of what parcels there are, the public is not told.
    some = get("/parcels", ADMIN, limit=40, **({"unit": units[0]} if units else {}))["items"]
    seeds["parcels"] = [parcel["id"] for parcel in some]
    seeds["raised"] = [
        {"project_code": parcel["project_code"], "scope": "parcel", "parcels": [parcel["id"]]} for parcel in some
    ]
    seeds["households"] = sorted({parcel["household_code"] for parcel in some if parcel["household_code"]})
    if "own_account" in may:
        for _ in range(10):
            post("/session", login)
            seeds.setdefault("tokens", []).append(post("/account/tokens", {"name": "spare", "scope": "read"})["id"])
        seeds["sessions"] = [session["id"] for session in get("/account/sessions")["items"]]
    if "record" in may:
        area = {"unit": units[0]} if units else {}
        seeds["obstacles"] = [item["id"] for item in get("/obstacles", state="open", limit=300, **area)["items"]]
        seeds["closed_obstacles"] = [item["id"] for item in get("/obstacles", state="resolved", limit=300, **area)["items"]]
    if "manage" in may:
        for number in range(10):
            code = f"SEED-{number}"
            post("/projects", {"code": code, "name": code, "sector": "other"})
            seeds.setdefault("empty_projects", []).append(code)
        projects = {"file": "projects.geojson", "kind": "projects"}
        # As long as their projects are not stored.
        parcels = {"file": "parcels.geojson", "kind": "parcels"}
        seeds["refused_imports"] = [imported(**parcels, then="check") for _ in range(3)]
        seeds["imports"] = [imported(**projects, then="check") for _ in range(10)]
        seeds["spare_imports"] = [imported(**projects, then="inspect") for _ in range(40)]
        seeds["stored_imports"] = [imported(**projects, then="store") for _ in range(3)]
    if "administer" in may:
        seeds["users"] = [
            post("/users", {"name": f"spare-{number}", "role": "planner"})["user"]["id"] for number in range(10)
        ]
    json.dump(seeds, sys.stdout)


main(*sys.argv[1:])

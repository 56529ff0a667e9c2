"""Checks a compose file against the published schema, which the package docker-compose carries."""

import json
import sys
from importlib import metadata

import jsonschema
import yaml

file, = sys.argv[1:]
schema = next(path for path in metadata.files("docker-compose") if path.name == "compose_spec.json")
with open(file, encoding="utf-8") as text:
    compose = yaml.safe_load(text)
jsonschema.validate(compose, json.loads(schema.read_text()))
volumes = [name for name in compose["volumes"]]
for service in compose["services"].values():
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        if not source.startswith(".") and source not in volumes:
            sys.exit(f"{file}: the volume {source} is not declared")

"""The descriptor of a collection once more as Croissant, the JSON-LD that catalogues of data sets read."""

from __future__ import annotations

from typing import Any

_WORDS = """citeAs column equivalentProperty extract field fileObject fileProperty fileSet format includes isLiveDataset
jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source subField
transform"""
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{name: f"cr:{name}" for name in _WORDS.split()},
}
_TYPES = {"string": "Text", "integer": "Integer", "number": "Float", "date": "Date", "boolean": "Boolean"}


def croissant(package: dict[str, Any], citation: str) -> dict[str, Any]:
    """Describe a data package, with its citation, as a data set of Croissant 1.0."""
    title = package.get("title", package["name"])
    licences = [one.get("path") or one.get("name", "") for one in package.get("licenses", ())]
    people = [{"@type": "Person", "name": one["title"]} for one in package.get("contributors", ()) if "title" in one]
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": package["name"],
        "alternateName": title,
        "description": package.get("description", title),
        "citeAs": citation,
        **({"license": licences} if any(licences) else {}),
        **({"creator": people} if people else {}),
        "distribution": [_file(resource) for resource in package["resources"]],
        "recordSet": [_records(resource) for resource in package["resources"]],
    }


def _file(resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "description": resource["description"],
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _records(resource: dict[str, Any]) -> dict[str, Any]:
    name, schema = resource["name"], resource["schema"]
    others = {
        key["fields"][0]: f"{key['reference']['resource']}/{key['reference']['fields'][0]}"
        for key in schema.get("foreignKeys", ())
        if key["reference"]["resource"]  # readers take a table that refers to itself for a circle
    }
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource["description"],
        "key": [{"@id": f"{name}/{column}"} for column in schema["primaryKey"]],
        "field": [_field(field, resource, others.get(field["name"], "")) for field in schema["fields"]],
    }


def _field(field: dict[str, Any], resource: dict[str, Any], other: str) -> dict[str, Any]:
    unit = f" ({field['unit']})" if "unit" in field else ""
    return {
        "@type": "cr:Field",
        "@id": f"{resource['name']}/{field['name']}",
        "name": field["name"],
        "description": field["description"] + unit,
        "dataType": f"sc:{_TYPES[field['type']]}",
        "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": field["name"]}},
        **({"references": {"field": {"@id": other}}} if other else {}),
    }

"""Synthea 3.3.0 as the reference: fetched with Maven, run, and its bulk FHIR reduced to counts."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from tests.agreement.counts import KINDS, Counts

VERSION = "3.3.0"
AS_OF = date(2026, 1, 1)
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>reference</artifactId><version>1</version>
<dependencies><dependency><groupId>org.mitre.synthea</groupId><artifactId>synthea</artifactId><version>{VERSION}</version></dependency>
</dependencies></project>
"""
_CODED = {"MedicationRequest": "medicationCodeableConcept", "Immunization": "vaccineCode"}
#: FHIR's class of an encounter, which several of the module format's classes share.
CLASSES = {"AMB": "office", "EMER": "emergency", "IMP": "inpatient", "ACUTE": "inpatient", "HH": "home", "VR": "virtual"}


def fetch(folder: Path) -> Path:
    """The folder of Synthea's jars below `folder`, fetched where it is not there yet."""
    jars = folder / "jars"
    if not any(jars.glob(f"synthea-{VERSION}.jar")):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pom.xml").write_text(_POM, encoding="utf-8")
        command = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={jars}"]
        subprocess.run(command, cwd=folder, check=True)
    return jars


def run(folder: Path, people: int, seed: int, modules: Path | None = None) -> Path:
    """Runs Synthea for so many living people of Massachusetts, and gives the folder of its NDJSON.

    `modules` is a folder of modules that stand in for those of the same names.
    """
    output = folder / f"seed-{seed}"
    command = ["nice", "-n", "19", "java", "-Xmx4g", "-XX:+UseSerialGC", "-cp", f"{fetch(folder)}/*", "App"]
    command += ["-p", str(people), "-s", str(seed), "-cs", str(seed), "-r", f"{AS_OF:%Y%m%d}", "-e", f"{AS_OF:%Y%m%d}"]
    command += [f"--exporter.baseDirectory={output}", "--exporter.years_of_history=0", "--exporter.fhir.bulk_data=true"]
    command += [f"--exporter.fhir.included_resources=Patient,Encounter,{','.join(KINDS)}"]
    command += ["--exporter.hospital.fhir.export=false", "--exporter.practitioner.fhir.export=false"]
    if modules is not None:
        command += ["-d", str(modules)]
    subprocess.run(command, cwd=folder, check=True)
    return output / "fhir"


def reduce(folder: Path, origin: str, half: int | None = None) -> Counts:
    """The counts of a folder of NDJSON, also of one that is still being written; of every other person with a `half` (0 or 1), for
    each of Synthea's people has chance of their own, so that two halves differ as two runs do."""
    living: dict[str, float] = {}
    counts = Counts(origin)
    for number, patient in enumerate(_resources(folder, "Patient")):
        if half is not None and number % 2 != half:
            continue
        if "deceasedDateTime" in patient:
            counts.dead += 1
        else:
            living[patient["id"]] = (AS_OF - date.fromisoformat(patient["birthDate"])).days / 365.25
    codes: dict[str, dict[str, str]] = defaultdict(dict)
    for kind in KINDS:
        for resource in _resources(folder, kind):
            subject = resource.get("subject") or resource["patient"]
            coding = resource[_CODED.get(kind, "code")]["coding"][0]
            codes[subject["reference"].rsplit("/", 1)[-1].rsplit(":", 1)[-1]][f"{kind}|{coding['code']}"] = coding["display"]
    visits: dict[str, list[str]] = defaultdict(list)
    for encounter in _resources(folder, "Encounter"):
        person = encounter["subject"]["reference"].rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        visits[person].append("|".join((CLASSES[encounter["class"]["code"]], *(_first(encounter, name) for name in _SAID))))
    for person, age in living.items():
        counts.add(age, codes[person].items(), visits[person])
    return counts


#: What an encounter says beside its class.
_SAID = ("type", "reasonCode")


def _first(encounter: dict[str, Any], name: str) -> str:
    """The first code of an element, "" without one."""
    said = encounter.get(name)
    return str(said[0]["coding"][0]["code"]) if said else ""


def _resources(folder: Path, kind: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(f"{kind}*.ndjson")):
        with path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield orjson.loads(line)

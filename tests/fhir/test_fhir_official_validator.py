"""HL7's own validator has nothing against a chart with every kind of resource."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import orjson
import pytest
from fhir_charts import AS_OF, full_chart, small_chart

from simulator.fhir import Renderer


@pytest.mark.skipif(shutil.which("java") is None, reason="HL7's validator needs Java 17")
def test_no_errors(shared: Path, tmp_path: Path) -> None:
    renderer = Renderer("seed-1")
    folder, report = tmp_path / "lines", tmp_path / "report.json"
    folder.mkdir()
    for name, chart in (("small", small_chart()), ("full", full_chart())):
        lines = renderer.lines(chart, AS_OF)
        common = renderer.shared(each for line in lines for each in line.shared)
        (folder / f"{name}-000-shared.ndjson").write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in common))
        (folder / f"{name}.ndjson").write_bytes(b"".join(orjson.dumps(line.bundle) + b"\n" for line in lines))
    command = [str(shared / "validator" / "validate"), "--out", str(report), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert report.exists(), done.stdout + done.stderr
    issues = [issue for issue in json.loads(report.read_text("utf-8"))["issues"] if issue["class"] in ("root", "cascade")]
    assert [f"{issue['type']} {issue['path']}: {issue['message']}" for issue in issues] == []
    assert done.returncode == 0

"""ImagingStudy (hl7.org/fhir/R4/imagingstudy.html), and the order that its procedure is based on."""

from __future__ import annotations

from simulator.fhir.canonical import URI
from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource, coding_of
from simulator.fhir.service_request import order_reference
from simulator.record.results import ImagingPerformed, ImagingSeries


def _uid(context: Context, entry: ImagingPerformed, *key: object) -> str:
    """A DICOM UID of a UUID (DICOM PS3.5 §B.2: 2.25 and the UUID as a number)."""
    name = "/".join(["UID", *(str(each) for each in key)])
    return f"2.25.{context.other_number(entry, name)}"


def imaging_study(entry: ImagingPerformed, context: Context) -> list[Resource]:
    """The images of a study."""
    series = [_series(number, each, entry, context) for number, each in enumerate(entry.series, 1)]
    made: Resource = {
        "resourceType": "ImagingStudy",
        "id": context.ids[entry],
        "meta": context.metas[""],
        "identifier": [{"use": "official", "system": "urn:dicom:uid", "value": f"urn:oid:{_uid(context, entry)}"}],
        "status": "available",
        "modality": list({each.modality.code: coding_of(each.modality) for each in entry.series}.values()),
        "subject": context.patient,
    }
    if entry.encounter is not None:
        made["encounter"] = context.references[entry.encounter]
    made["started"] = context.instants[entry.time]
    made["basedOn"] = [order_reference(entry, context)]
    made["numberOfSeries"] = len(series)
    made["numberOfInstances"] = sum(len(each.instances) for each in entry.series)
    made["procedureReference"] = context.references[entry.procedure]
    made["procedureCode"] = [context.codeable_of(entry.concept)]
    if entry.encounter is not None:
        made["location"] = context.visits[entry.encounter].location
    made["series"] = series
    return [made]


def _series(number: int, series: ImagingSeries, entry: ImagingPerformed, context: Context) -> Resource:
    instances = [
        {
            "uid": _uid(context, entry, number, instance_number),
            "sopClass": {**coding_of(each.sop_class), "system": URI, "code": _urn(each.sop_class.code)},
            "number": instance_number,
            **({"title": each.title} if each.title else {}),
        }
        for instance_number, each in enumerate(series.instances, 1)
    ]
    return {
        "uid": _uid(context, entry, number),
        "number": number,
        "modality": coding_of(series.modality),
        "numberOfInstances": len(instances),
        "bodySite": coding_of(series.body_site),
        "started": context.instants[entry.time],
        "instance": instances,
    }


def _urn(oid: str) -> str:
    return oid if oid.startswith("urn:oid:") else f"urn:oid:{oid}"


def ordered(entry: ImagingPerformed, context: Context) -> list[Resource]:
    """The study's procedure, based on its order, where the procedure is rendered."""
    if entry.procedure not in context.ids:
        return []
    changed = context.now(context.ids[entry.procedure])
    changed["basedOn"] = [order_reference(entry, context)]
    return [changed]

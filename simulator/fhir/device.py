"""Device (hl7.org/fhir/R4/device.html; US Core Implantable Device), with a Unique Device Identifier as GS1 writes it.

Source of the identifier's form: GS1 General Specifications §3 (application identifiers 01, 10, 11, 17, 21), FDA UDI rule.
"""

from __future__ import annotations

from typing import Final

from simulator.fhir.context import Context
from simulator.fhir.datatypes import Resource
from simulator.kernel.clock import date_of, day_text
from simulator.kernel.streams import choose, stream
from simulator.record.treatment import DeviceAssigned, DeviceRemoved

_ISSUER: Final = "http://hl7.org/fhir/NamingSystem/gs1-di"
_JURISDICTION: Final = "http://hl7.org/fhir/NamingSystem/fda-udi"
#: GS1's prefix 950 belongs to its own office: numbers under it are used in demonstrations and name no product.
_COMPANY_PREFIX: Final = "09506000"
#: A device is at most so old when somebody gets it, and is good for so long.
_OLDEST_DAYS: Final = 720
_SHELF_LIFE_DAYS: Final = 1825


def device(entry: DeviceAssigned, context: Context) -> list[Resource]:
    """A device in use, with all that stands on its label."""
    person = context.person
    day = person.zone.day(entry.time)
    draw = stream(person.seed, "device", person.candidate, entry.module, entry.state, entry.visit)
    identifier = _device_identifier(entry)
    made_on = day - draw.randrange(20, _OLDEST_DAYS)
    expires_on = made_on + _SHELF_LIFE_DAYS
    lot, serial = f"{draw.randrange(10**7):07}", f"{draw.randrange(10**10):010}"
    carrier = f"(01){identifier}(11){_short(made_on)}(17){_short(expires_on)}(10){lot}(21){serial}"
    made: Resource = {
        "resourceType": "Device",
        "id": context.ids[entry],
        "meta": context.metas["implantable-device"],
        "udiCarrier": [
            {
                "deviceIdentifier": identifier,
                "issuer": _ISSUER,
                "jurisdiction": _JURISDICTION,
                "carrierHRF": carrier,
                "entryType": "barcode",
            }
        ],
        "status": "active",
        "distinctIdentifier": f"{lot}-{serial}",
    }
    if entry.manufacturer:
        made["manufacturer"] = entry.manufacturer
    made["manufactureDate"] = day_text(made_on)
    made["expirationDate"] = day_text(expires_on)
    made["lotNumber"] = lot
    made["serialNumber"] = serial
    name = entry.model or entry.concept.display
    made["deviceName"] = [{"name": name, "type": "model-name" if entry.model else "user-friendly-name"}]
    if entry.model:
        made["modelNumber"] = entry.model
    made["type"] = context.codeable_of(entry.concept)
    made["patient"] = context.patient
    return [made]


def _device_identifier(entry: DeviceAssigned) -> str:
    """The GTIN-14 of a product, with its check digit (GS1 General Specifications §7.9.1): the same for everybody."""
    product = choose(0, 10**5, "device identifier", entry.concept.code, entry.manufacturer, entry.model)
    digits = f"{_COMPANY_PREFIX}{product:05}"
    total = sum(int(digit) * (3 if number % 2 == 0 else 1) for number, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _short(day: int) -> str:
    return date_of(day).strftime("%y%m%d")


def removed(entry: DeviceRemoved, context: Context) -> list[Resource]:
    """The device, no longer in use."""
    changed = context.now(context.ids[entry.device])
    changed["status"] = "inactive"
    return [changed]

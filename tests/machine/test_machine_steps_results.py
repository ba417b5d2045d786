"""Observation, MultiObservation, DiagnosticReport and ImagingStudy: what is measured and seen, and when it is known."""

from __future__ import annotations

import pytest
from living import (
    Json,
    after,
    code,
    codes,
    delay,
    entries,
    guard,
    live,
    local,
    mark,
    module,
    only,
    onset,
    set_to,
    state,
    visit,
    visit_end,
    wellness,
)

from simulator.engine.lifetime import Life
from simulator.kernel.clock import DAY, HOUR, MINUTE
from simulator.kernel.streams import stream
from simulator.record.encounters import EncounterOpened
from simulator.record.problems import ConditionOnset
from simulator.record.results import ImagingPerformed, ObservationMade, ReportIssued, ReportOrdered
from simulator.record.treatment import ProcedurePerformed
from simulator.terminology.concept import Concept

LOINC = "http://loinc.org"


def observation(*numbers: str, **fields: object) -> Json:
    return state("Observation", codes=codes(*(numbers or ("8302-2",)), system="LOINC"), **fields)


def part(*numbers: str, **fields: object) -> Json:
    return {"codes": codes(*(numbers or ("8302-2",)), system="LOINC"), **fields}


def seen(life: Life) -> list[ObservationMade]:
    return entries(life, ObservationMade)


def value_of(**fields: object) -> object:
    """The value of an observation with these fields."""
    return only(seen(live(module(See=observation(**fields))))).value


def drawn() -> float:
    return stream(1, 0, "module", "a").random()


# ------------------------------------------------------------------------------------------------ Observation


def test_an_observation_has_its_codes_category_unit_and_encounter() -> None:
    life = live(
        module(
            Visit=visit(), See=observation("1", "2", category="laboratory", unit="mg/dL", exact={"quantity": 5}), End=visit_end()
        )
    )
    found = only(seen(life))
    assert [(concept.system, concept.code) for concept in found.concepts] == [(LOINC, "1"), (LOINC, "2")]
    assert (found.category, found.unit, found.value) == ("laboratory", "mg/dL", 5)
    assert found.encounter is only(entries(life, EncounterOpened, module="a"))
    assert found.time == found.recorded


@pytest.mark.parametrize("quantity", [5, 5.25, -1, 0, "negative", "1:128"])
def test_an_exact_value_is_a_number_or_text(quantity: object) -> None:
    assert value_of(exact={"quantity": quantity}, unit="") == quantity


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"range": {"low": 10, "high": 20}, "unit": "1"}, round(10 + 10 * drawn(), 4)),
        ({"range": {"low": 10, "high": 20, "decimals": 1}, "unit": "1"}, round(10 + 10 * drawn(), 1)),
        ({"range": {"low": 10, "high": 20, "decimals": 0}, "unit": "1"}, round(10 + 10 * drawn())),
        ({"range": {"low": 20, "high": 10}, "unit": "1"}, round(10 + 10 * drawn(), 4)),
        ({"distribution": {"kind": "UNIFORM", "parameters": {"low": 0, "high": 1}}}, round(drawn(), 4)),
        ({"distribution": {"kind": "UNIFORM", "parameters": {"low": 0, "high": 100}, "round": True}}, round(100 * drawn())),
    ],
    ids=str,
)
def test_a_drawn_value_is_rounded(fields: Json, expected: float) -> None:
    assert value_of(**fields) == expected


def test_a_vital_sign_is_read_from_the_body() -> None:
    life = live(module(Wait=delay(days=400), See=observation(vital_sign="Height", unit="cm")))
    found = only(seen(life))
    assert isinstance(found.value, float)
    assert 60 < found.value < 95
    assert found.value == life.walks[0].subject.body.vital("Height", found.time)


def test_a_code_is_a_value() -> None:
    found = value_of(value_code=code("260385009", "Negative"))
    assert isinstance(found, Concept) and found.code == "260385009"


@pytest.mark.parametrize("held", [3, 2.5, "text", True, False])
def test_an_attribute_is_a_value(held: object) -> None:
    life = live(module(Set=state("SetAttribute", attribute="x", value=held), See=observation(attribute="x")))
    found = only(seen(life)).value
    assert found == held
    assert type(found) is type(held)


def test_an_attribute_with_a_long_fraction_is_rounded() -> None:
    life = live(module(Set=set_to("x", 1 / 3), See=observation(attribute="x")))
    assert only(seen(life)).value == 0.3333


def test_an_attribute_that_holds_a_code_or_an_entry_gives_the_code() -> None:
    for sets in (set_to("x", value_code=code("7")), onset("7", assign_to_attribute="x")):
        found = only(seen(live(module(Set=sets, See=observation(attribute="x"))))).value
        assert isinstance(found, Concept) and found.code == "7"


def test_an_attribute_that_is_not_set_has_no_value() -> None:
    assert value_of(attribute="x") is None


PRECEDENCE: Json = {
    "exact": {"quantity": 1},
    "range": {"low": 2, "high": 2},
    "distribution": {"kind": "EXACT", "parameters": {"value": 3}},
    "attribute": "four",
    "vital_sign": "Height",
    "value_code": code("6"),
}


@pytest.mark.parametrize("place", range(len(PRECEDENCE)))
def test_of_several_values_the_first_of_the_formats_order_counts(place: int) -> None:
    fields = dict(list(PRECEDENCE.items())[place:])
    found = only(seen(live(module(Four=set_to("four", 4), See=observation(unit="1", **fields))))).value
    if place == 4:
        assert isinstance(found, float) and 40 < found < 60
    else:
        assert (int(found.code) if isinstance(found, Concept) else found) == place + 1


def test_samples_are_taken_from_attributes() -> None:
    sampled = {"attributes": ["x", "y"], "origin_value": 1, "factor": 2, "lower_limit": -5, "upper_limit": 5}
    series = {
        name: state("SetAttribute", attribute=name, series_data=text, period=1) for name, text in (("x", "1 2 3"), ("y", "7 8 9"))
    }
    found = only(seen(live(module(**series, See=observation(sampled_data=sampled, unit="mV"))))).sampled
    assert found is not None
    assert (found.data, found.dimensions, found.unit) == ("1 7 2 8 3 9", 2, "mV")
    assert (found.origin, found.factor, found.lower_limit, found.upper_limit) == (1, 2, -5, 5)


def test_samples_that_no_attribute_holds_are_none() -> None:
    assert only(seen(live(module(See=observation(sampled_data={"attributes": ["x"]}))))).sampled is None


def test_a_document_comes_with_its_observation() -> None:
    attachment = {"content_type": "image/png", "title": "Scan", "data": "aGk=", "url": "http://example.invalid/x"}
    found = only(seen(live(module(See=observation(attachment=attachment))))).attachment
    assert found is not None
    assert (found.content_type, found.title, found.data, found.url) == ("image/png", "Scan", "aGk=", "http://example.invalid/x")


def test_an_observation_wakes_who_waits_for_it_under_any_of_its_codes() -> None:
    waits = module(Guard=guard(condition_type="Observation", codes=codes("2"), operator=">", value=5), Seen=mark())
    sees = module(
        A=observation("1", "2", exact={"quantity": 4}, unit="1"),
        W=delay(days=2),
        B=observation("1", "2", exact={"quantity": 6}, unit="1"),
    )
    assert after(live(waits, sees), "Seen") == 2 * DAY


def test_a_later_observation_takes_the_place_of_an_earlier_one() -> None:
    waits = module(
        Wait=delay(days=5), Guard=guard(condition_type="Observation", codes=codes("1"), operator=">", value=5), Seen=mark()
    )
    sees = module(
        A=observation("1", exact={"quantity": 9}, unit="1"), W=delay(days=2), B=observation("1", exact={"quantity": 4}, unit="1")
    )
    assert not [entry for entry in seen(live(waits, sees)) if entry.state == "Seen"]


# ------------------------------------------------------------------------------------------------ MultiObservation


def panel(*parts: Json, **fields: object) -> Json:
    return state("MultiObservation", codes=codes("85354-9", system="LOINC"), observations=list(parts), **fields)


def test_a_panel_is_one_observation_with_components() -> None:
    pressure = panel(
        part("8480-6", unit="mm[Hg]", exact={"quantity": 120}),
        part("8462-4", unit="mm[Hg]", range={"low": 70, "high": 80, "decimals": 0}),
        part("8361-8", value_code=code("33586001")),
        category="vital-signs",
    )
    found = only(seen(live(module(See=pressure))))
    assert (found.concepts[0].code, found.category, found.value) == ("85354-9", "vital-signs", None)
    assert [component.concepts[0].code for component in found.components] == ["8480-6", "8462-4", "8361-8"]
    assert [component.unit for component in found.components] == ["mm[Hg]", "mm[Hg]", ""]
    first, second, third = (component.value for component in found.components)
    assert (first, second) == (120, round(70 + 10 * drawn()))
    assert isinstance(third, Concept)


def test_conditions_find_components_too() -> None:
    waits = module(Guard=guard(condition_type="Observation", codes=codes("8480-6"), operator=">", value=100), Seen=mark())
    life = live(waits, module(Wait=delay(days=2), See=panel(part("8480-6", unit="1", exact={"quantity": 120}))))
    assert after(life, "Seen") == 2 * DAY


# ------------------------------------------------------------------------------------------------ DiagnosticReport


def report(*parts: Json, **fields: object) -> Json:
    return state("DiagnosticReport", codes=codes("51990-0", system="LOINC"), observations=list(parts), **fields)


LAB = part("2345-7", category="laboratory", unit="mg/dL", exact={"quantity": 90})


def test_a_laboratorys_report_is_ordered_now_and_its_results_come_later() -> None:
    life = live(
        module(
            Wait=delay(days=1),
            Visit=visit("ambulatory"),
            Ask=report(LAB, LAB, specimen=code("122555007")),
            End=visit_end(),
            Seen=mark(),
        )
    )
    ordered = only(entries(life, ReportOrdered))
    encounter = only(entries(life, EncounterOpened, module="a"))
    assert ordered.time == ordered.recorded == encounter.time
    assert ordered.encounter is encounter
    assert ordered.specimen is not None and ordered.specimen.code == "122555007"
    assert 2 * MINUTE <= ordered.collected - ordered.time <= 10 * MINUTE
    assert ordered.issued > ordered.collected
    issued = only(entries(life, ReportIssued))
    assert (issued.report, issued.recorded, ordered.issued_entry) == (ordered, ordered.issued, issued)
    results = [entry for entry in seen(life) if entry.report is ordered]
    assert ordered.observations == results
    assert [(entry.time, entry.recorded) for entry in results] == [(ordered.collected, ordered.issued)] * 2
    assert [entry.state for entry in results] == ["Ask/0", "Ask/1"]
    assert {entry.encounter for entry in results} == {encounter}
    assert after(life, "Seen") == encounter.time + 15 * MINUTE - life.person.birth, "nobody waits for results"


def test_an_offices_specimens_go_in_the_evening_and_an_emergencys_at_once() -> None:
    office = live(module(Wait=delay(days=1), Visit=visit("ambulatory"), Ask=report(LAB), End=visit_end()))
    urgent = live(module(Wait=delay(days=1), Visit=visit("emergency"), Ask=report(LAB), End=visit_end()))
    assert local(only(entries(office, ReportOrdered)).issued).hour >= 18
    found = only(entries(urgent, ReportOrdered))
    assert 5 * MINUTE < found.issued - found.collected < 4 * HOUR


@pytest.mark.parametrize("category", ["vital-signs", "survey", "exam", "procedure", "imaging"])
def test_a_report_that_no_laboratory_makes_is_complete_at_once(category: str) -> None:
    life = live(module(Visit=visit(), Ask=report(part(category=category, unit="1", exact={"quantity": 1})), End=visit_end()))
    found = only(entries(life, ReportOrdered))
    assert found.time == found.collected == found.issued
    assert found.category == category


def test_a_report_without_any_category_is_a_laboratorys() -> None:
    assert only(entries(live(module(Ask=report(part(unit="1", exact={"quantity": 1})))), ReportOrdered)).category == "laboratory"


def test_results_after_the_date_are_not_yet_recorded_and_after_death_still_come() -> None:
    ask = module(Wait=delay(days=1), Visit=visit("ambulatory"), Ask=report(LAB), End=visit_end())
    whole = live(ask)
    ordered = only(entries(whole, ReportOrdered))
    cut = live(ask, until=ordered.issued)
    assert [entry for entry in entries(cut, ReportIssued) if entry.recorded < cut.as_of] == []
    assert only(entries(cut, ReportOrdered)).issued == ordered.issued
    dies = module(Wait=delay(seconds=ordered.collected - whole.person.birth), Die=state("Death", codes=codes("1")))
    assert only(entries(live(ask, dies), ReportIssued)).recorded == ordered.issued


def test_a_report_has_the_reason_of_its_visit() -> None:
    life = live(module(Ill=onset("1"), Visit=visit(reason="Ill"), Ask=report(LAB), End=visit_end()))
    assert only(entries(life, ReportOrdered)).reason is only(entries(life, ConditionOnset))


def test_conditions_find_results() -> None:
    asks = {"condition_type": "Observation", "codes": codes("2345-7"), "operator": ">", "value": 50}
    life = live(module(Guard=guard(**asks), Seen=mark()), module(Wait=delay(days=1), Ask=report(LAB)))
    assert after(life, "Seen") == DAY


# ------------------------------------------------------------------------------------------------ ImagingStudy


def series(**fields: object) -> Json:
    instances = [
        {"title": f"Image {number}", "sop_class": code("1.2.840.10008.5.1.4.1.1.1", system="DICOM-SOP")} for number in (1, 2)
    ]
    return {"body_site": code("51185008"), "modality": code("DX", system="DICOM-DCM"), "instances": instances, **fields}


def study(*of: Json, **fields: object) -> Json:
    return state("ImagingStudy", procedure_code=code("399208008"), series=list(of), **fields)


def shape(life: Life) -> list[int]:
    """Instances by series of the one study."""
    return [len(one.instances) for one in only(entries(life, ImagingPerformed)).series]


def test_a_study_comes_with_a_procedure_of_half_an_hour() -> None:
    life = live(module(Ill=onset("1"), Visit=visit(reason="Ill"), See=study(series()), Seen=mark(), End=visit_end()))
    procedure, found = only(entries(life, ProcedurePerformed)), only(entries(life, ImagingPerformed))
    assert procedure.end - procedure.time == 30 * MINUTE
    assert found.procedure is procedure
    assert procedure.concepts == [found.concept]
    assert found.concept.code == "399208008"
    assert (found.time, found.recorded) == (procedure.time, procedure.end)
    assert found.encounter is procedure.encounter is only(entries(life, EncounterOpened, module="a"))
    assert procedure.reason is only(entries(life, ConditionOnset))
    assert after(life, "Seen") == 0
    (one,) = found.series
    assert (one.body_site.code, one.modality.code) == ("51185008", "DX")
    assert [image.title for image in one.instances] == ["Image 1", "Image 2"]


def test_series_and_instances_are_as_written_where_no_numbers_are_given() -> None:
    assert shape(live(module(See=study(series(), series())))) == [2, 2]


def test_series_and_instances_are_copied_from_the_first_as_often_as_is_drawn() -> None:
    source = stream(1, 0, "module", "a")
    count = source.randint(2, 5)
    expected = [source.randint(1, 9) for _ in range(count)]
    written = study(series(min_number_instances=1, max_number_instances=9), min_number_series=2, max_number_series=5)
    life = live(module(See=written))
    assert shape(life) == expected
    titles = {image.title for one in only(entries(life, ImagingPerformed)).series for image in one.instances}
    assert titles == {"Image 1"}


def test_numbers_the_wrong_way_round_or_without_a_minimum_still_mean_something() -> None:
    (found,) = shape(live(module(See=study(series(min_number_instances=7, max_number_instances=3)))))
    assert 3 <= found <= 7
    (found,) = shape(live(module(See=study(series(max_number_instances=3)))))
    assert 1 <= found <= 3


def test_a_study_that_death_interrupts_is_not_recorded_later() -> None:
    dies = module(Wait=delay(minutes=10), Die=state("Death", codes=codes("1")))
    life = live(module(See=study(series())), dies)
    assert only(entries(life, ProcedurePerformed)).status == "stopped"
    assert only(entries(life, ProcedurePerformed)).recorded == life.died
    assert only(entries(life, ImagingPerformed)).recorded == life.died


def test_what_is_observed_once_a_visit_is_not_observed_where_another_module_has_observed_it() -> None:
    first = module(Checkup=wellness(), See=observation("1", "2", exact={"quantity": 5}, unit="1"))
    panel = state("MultiObservation", codes=codes("7", system="LOINC"), category="survey", observations=[], once_a_visit=True)
    drawn = {"range": {"low": 1, "high": 1000, "decimals": 3}, "unit": "1", "once_a_visit": True}
    second = module(
        Checkup=wellness(),
        Again=observation("2", **drawn),
        Own=observation("3", **drawn),
        Panel=panel,
        Same=panel,
        Late=delay(days=30),
        Later=observation("1", **drawn),
    )
    both = live(first, second, until="1980-04-01T00:00")
    assert [entry.state for entry in seen(both)] == ["See", "Own", "Panel", "Later"]
    alone = live({"b": second}, until="1980-04-01T00:00")
    assert [entry.state for entry in seen(alone)] == ["Again", "Own", "Panel", "Later"]
    assert seen(alone)[1].value == seen(both)[1].value, "what is left out has been drawn"


def test_what_is_observed_once_a_visit_is_observed_outside_of_visits_whenever_it_is_asked() -> None:
    once = observation("1", exact={"quantity": 5}, unit="1", once_a_visit=True)
    assert len(seen(live(module(See=once, Wait=delay(hours=1), Again=once)))) == 2


def test_the_results_of_a_laboratorys_report_are_laboratory_results() -> None:
    gas = [part("2744-1", category="laboratory", unit="{pH}", exact={"quantity": 7.4})]
    gas.append(part("2708-6", category="vital-signs", unit="%", vital_sign="Oxygen Saturation"))
    life = live(module(Gas=state("DiagnosticReport", codes=codes("24336-0", system="LOINC"), observations=gas)))
    assert [entry.category for entry in seen(life)] == ["laboratory", "laboratory"]

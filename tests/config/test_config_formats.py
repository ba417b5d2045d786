"""Which formats, mixes of bundle and references, and other new options a run accepts."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from simulator.config import MIXES, RunConfig
from simulator.errors import UsageError

BUNDLES = ("transaction", "collection")
REFERENCES = ("literal", "urn", "conditional")


@pytest.mark.parametrize(("name", "bundle", "link"), list(product(MIXES, BUNDLES, REFERENCES)))
def test_every_mix_is_accepted_or_refused(name: str, bundle: str, link: str) -> None:
    accepted = {
        "encounters": {("transaction", "literal"), ("transaction", "conditional")},
        "patients": {*product(BUNDLES, ("literal", "urn")), ("transaction", "conditional")},
        "bulk": set(),
    }
    if (bundle, link) in accepted[name]:
        config = RunConfig.of(formats=name, bundle=bundle, references=link)
        assert (config.formats, config.bundle, config.references) == ((name,), bundle, link)
    else:
        with pytest.raises(UsageError, match="bundle and references: ") as caught:
            RunConfig.of(formats=name, bundle=bundle, references=link)
        assert caught.value.exit_code == 2


def test_a_mix_must_suit_all_formats_but_bulk() -> None:
    assert RunConfig.of(formats=["bulk", "patients"], references="urn").references == "urn"
    with pytest.raises(UsageError, match="transaction with urn as encounters; accepted are transaction with literal"):
        RunConfig.of(formats=["encounters", "patients"], references="urn")


def test_defaults_are_transactions_with_literal_references() -> None:
    config = RunConfig()
    assert (config.formats, config.bundle, config.references) == (("encounters",), "transaction", "literal")
    assert RunConfig.of(formats="bulk").bundle == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"formats": "csv"}, "format: csv; accepted are encounters, patients, bulk"),
        ({"formats": ()}, "format: none"),
        ({"formats": "bulk", "bundle": "transaction"}, "bulk knows neither"),
        ({"formats": "patients", "bundle": "batch"}, "batch with literal as patients"),
        ({"base_url": "ftp://example.com"}, "accepted is an http or https address"),
        ({"base_url": "https://example.com/fhir?x=1"}, "accepted is an http or https address"),
        ({"years_of_history": -1}, "years-of-history: -1"),
        ({"years_of_history": 201}, "years-of-history: 201"),
        ({"having": " "}, "accepted is a code, or system|code"),
        ({"having": "|1"}, "accepted is a code, or system|code"),
        ({"having": "1", "persons": 3}, "accepted without having"),
        ({"having": "1", "with_dead": True}, "having and with-dead exclude each other"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        RunConfig.of(**options)
    assert said in str(caught.value)


def test_a_base_url_has_no_slash_at_its_end() -> None:
    assert RunConfig.of(base_url="https://example.com/fhir/").base_url == "https://example.com/fhir"


def test_the_dead_are_left_out_where_conditions_are_asked_for() -> None:
    assert not RunConfig.of(having=["b", "a", "a"]).keeps_dead
    assert RunConfig.of(having=["b", "a", "a"]).having == ("a", "b")

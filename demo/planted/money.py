"""How rows of financing, agreements and market contracts are broken, rule by rule."""

from random import Random
from typing import Final

from demo.planted.model import Breakage, Overrides, Values
from demo.planted.ways import DAY, ICE_WARNING, NOT_A_DATE, NOT_A_NUMBER, NOT_AN_ICE, NOT_HERE, empty, named, required, typed


def _disbursed_too_much(values: Values, rng: Random) -> Overrides:
    approved = values["amount_approved_mad"]
    return {"amount_disbursed_mad": approved + rng.choice((500.0, 1_000.0, approved)), "disbursed_on": values["approved_on"] + 5 * DAY}


def _disbursed_before(values: Values, rng: Random) -> Overrides:
    return {"disbursed_on": values["approved_on"] - rng.randint(3, 40) * DAY}


def _disbursed_at_no_time(values: Values, rng: Random) -> Overrides:
    return {"amount_disbursed_mad": values["amount_approved_mad"] / 2, "disbursed_on": None}


def _paid_too_much(values: Values, rng: Random) -> Overrides:
    return {"paid_mad": values["committed_mad"] + rng.choice((10_000.0, 250_000.0))}


_REFERENCES: Final = ("organisation_ref", "ice", "organisation_name")
_OUTLAY: Final = ("amount_disbursed_mad", "disbursed_on")

FINANCING: Final = (
    *required(
        "financing_ref",
        "instrument",
        "province",
        "amount_approved_mad",
        "approved_on",
        clear={"amount_approved_mad": _OUTLAY, "approved_on": _OUTLAY},
    ),
    Breakage("ice.type", NOT_AN_ICE, named, needs=("organisation_name",)),
    ICE_WARNING,
    *typed(NOT_A_NUMBER, "amount_approved_mad", "amount_disbursed_mad", clear=_OUTLAY),
    *typed(("peut-être", "en partie"), "women_led"),
    *typed(NOT_A_DATE, "approved_on", "disbursed_on", clear=_OUTLAY),
    Breakage("instrument.code", ("crédit-bail", "avance")),
    Breakage("province.code", NOT_HERE),
    Breakage("amount_approved_mad.range", (0, -15000), empty(*_OUTLAY)),
    Breakage("amount_disbursed_mad.range", (-500, -20000), empty("disbursed_on")),
    Breakage("organisation_ref.one_of", (), empty(*_REFERENCES), needs=_REFERENCES),
    Breakage("amount_disbursed_mad.within_approved", (), _disbursed_too_much, needs=("amount_approved_mad", "disbursed_on")),
    Breakage("disbursed_on.not_before_approval", (), _disbursed_before),
    Breakage("disbursed_on.when_disbursed", (), _disbursed_at_no_time, needs=("amount_disbursed_mad",)),
)

AGREEMENTS: Final = (
    *required("agreement_ref", "programme", "funder", "signed_on", "committed_mad", clear={"committed_mad": ("paid_mad",)}),
    *typed(NOT_A_DATE, "signed_on"),
    *typed(NOT_A_NUMBER, "committed_mad", "paid_mad", clear=("paid_mad",)),
    Breakage("committed_mad.range", (0, -250000), empty("paid_mad")),
    Breakage("paid_mad.range", (-1000, -50000)),
    Breakage("province.code", NOT_HERE),
    Breakage("paid_mad.within_committed", (), _paid_too_much, needs=("committed_mad",)),
)

MARKET_CONTRACTS: Final = (
    *required("contract_ref", "buyer", "signed_on", "value_mad"),
    Breakage("ice.type", NOT_AN_ICE, named, needs=("organisation_name",)),
    ICE_WARNING,
    *typed(NOT_A_DATE, "signed_on"),
    *typed(NOT_A_NUMBER, "value_mad"),
    Breakage("value_mad.range", (0, -2500)),
    Breakage("channel.code", ("bouche à oreille", "téléphone")),
    Breakage("organisation_ref.one_of", (), empty(*_REFERENCES), needs=_REFERENCES),
)

"""The plan in the forms' rows: results, indicators, targets, behaviour."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.appraisal import figures
from processes.appraisal.values import VALUES

from .official import ASPECTS


def results(
    plan: dict[str, Any],
    achieved: dict[int, dict[str, Any]] | None = None,
    feedback: dict[int, str] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """Main and additional results as rows; with what was achieved and what the rater said of it.

    ``achieved`` and ``feedback`` by the number of the planned result.
    """
    rows = [
        _result(number, one, achieved or {}, feedback or {})
        for number, one in enumerate(plan["results"], start=1)
    ]
    return {
        "main": [row for row, one in zip(rows, plan["results"], strict=True) if one["main"]],
        "additional": [
            row for row, one in zip(rows, plan["results"], strict=True) if not one["main"]
        ],
    }


def _result(
    number: int, one: dict[str, Any], achieved: dict[int, Any], feedback: dict[int, str]
) -> dict[str, Any]:
    return {
        "number": str(number),
        "text": one["text"],
        "supports": one["supports"],
        "indicators": [
            {
                "aspect": ASPECTS.get(row["aspect"], row["aspect"]),
                "text": row["text"],
                "target": target(row),
            }
            for row in one["indicators"]
        ],
        "achieved": achievement(achieved.get(one["id"])),
        "feedback": feedback.get(one["id"], ""),
    }


def target(row: dict[str, Any]) -> str:
    """The target in words, or its band with the unit: “80–90 %”."""
    low, high = (_number(row[name]) for name in ("low", "high"))
    band = low if low == high else f"{low}–{high}"
    said = f"{band} {row['unit']}".strip() if low or high else ""
    return "; ".join(part for part in (said, row["narrative"].strip()) if part)


def _number(value: Any) -> str:
    return figures.show(Decimal(str(value))) if value is not None else ""


def achievement(row: dict[str, Any] | None) -> list[str]:
    """What was achieved of a result as lines: the text, what was measured, the evidence."""
    if row is None:
        return []
    lines = [row["text"]] if row["text"].strip() else []
    for _indicator, value, *named in row["measured"]:
        text, unit = (*named, "", "")[:2]
        lines.append(f"{text}: {_number(value)} {unit}".strip(": "))
    lines += [f"Bukti dukung: {_evidence(one)}" for one in row["evidence"]]
    if row["no_evidence_reason"].strip():
        lines.append(f"Tanpa bukti dukung, karena: {row['no_evidence_reason']}")
    return lines


def _evidence(one: list[str]) -> str:
    title, url, digest = one
    kept = f"SHA-256 {digest}" if len(digest) == 64 else digest  # noqa: PLR2004 - format 1: a name
    return ", ".join(part for part in (title, url, kept) if part)


def values(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """The seven values with their guides and what the leader specially expects."""
    expected = {int(number): text for number, text in plan["expectations"]}
    return [
        {
            "number": str(one.number),
            "name": one.name,
            "guides": list(one.guides),
            "expectation": expected.get(one.number, ""),
        }
        for one in VALUES
    ]

"""The JSON schema of a result, and of the array that `check --json` prints for several calls."""

from __future__ import annotations

from typing import Any, get_args

from voicecheck.metrics.catalogue import METRICS
from voicecheck.private.placeholders import KINDS
from voicecheck.report.i18n import Lang
from voicecheck.report.result import SCHEMA_VERSION
from voicecheck.rules.types import StepBasis, Verdict
from voicecheck.timeline.types import RateUnit, RoleBasis, Speaker

__all__ = ["result_schema"]

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TIME: Schema = {"type": "number", "description": "seconds from the start of the recording"}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_REASONS: Schema = {
    "type": "object",
    "description": "why a number beside it is null, by the name of its field",
    "additionalProperties": _TEXT,
}
_TEXTS: Schema = {"type": "object", "additionalProperties": _TEXT}
_ANYTHING: Schema = {"type": "object"}


def result_schema() -> Schema:
    """JSON Schema (draft 2020-12) of one result; `$defs` has `errorEntry`, and `document` for several."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "voicecheck result",
        "description": "One judged call. Times in seconds, units in names; an undefined number is null.",
        **_object(
            schema_version={"const": SCHEMA_VERSION},
            created_at={"type": "string", "format": "date-time"},
            text_language=_words(Lang),
            call=_ref("call"),
            speakers=_by_speaker("speakerRole"),
            limits=_list(_TEXT),
            timeline=_ref("timeline"),
            metrics=_by_speaker("speakerMetrics"),
            call_metrics=_ref("callMetrics"),
            findings=_list(_ref("finding")),
            score=_ref("score"),
            provenance=_ref("provenance"),
        ),
        "$defs": {
            **_call_parts(),
            **_timeline_parts(),
            **_judgement_parts(),
            **_provenance_parts(),
            **_document_parts(),
        },
    }


def _call_parts() -> dict[str, Schema]:
    return {
        "call": _object(
            id=_TEXT,
            path=_TEXT,
            sha256=_SHA256,
            duration_s={"type": "number", "exclusiveMinimum": 0},
            sample_rate_hz={"type": "integer", "minimum": 1},
            channels={"type": "integer", "minimum": 1},
            codec=_TEXT,
            metadata=_ANYTHING,
        ),
        "speakerRole": _object(channel=_COUNT, basis=_words(RoleBasis)),
        "speakerMetrics": _object(
            **{metric.id: _metric(metric.id) for metric in METRICS if metric.scope == "speaker"},
            rate_unit=_or_null(_words(RateUnit)),
            reasons=_REASONS,
        ),
        "callMetrics": _object(
            **{metric.id: _metric(metric.id) for metric in METRICS if metric.scope == "call"},
            reasons=_REASONS,
        ),
    }


def _timeline_parts() -> dict[str, Schema]:
    speaker = _or_null(_words(Speaker))
    return {
        "timeline": _object(
            language=_or_null(_TEXT),
            rings=_list(_ref("ring")),
            ring_count=_or_null(_COUNT),
            answer_s=_or_null(_TIME),
            ring_source={"enum": ["audio", "metadata", None]},
            turns=_list(_ref("turn")),
            silences=_list(_ref("silence")),
            overlaps=_list(_ref("overlap")),
            unrecognised=_list(_object(start_s=_TIME, end_s=_TIME, speaker=speaker, reason=_TEXT)),
            redacted=_or_null(_list(_ref("redacted"))),
            reasons=_REASONS,
        ),
        "ring": _object(start_s=_TIME, end_s=_TIME, frequencies_hz=_list(_NUMBER)),
        "turn": _object(
            index=_COUNT,
            speaker=speaker,
            start_s=_TIME,
            end_s=_TIME,
            ipus=_list(_object(start_s=_TIME, end_s=_TIME)),
            text=_TEXT,
            words=_list(_ref("word")),
            rate_unit=_or_null(_words(RateUnit)),
            speech_rate_spm=_or_null(_NUMBER),
            articulation_rate_spm=_or_null(_NUMBER),
            level_dbov=_or_null(_NUMBER),
            f0_median_hz=_or_null(_NUMBER),
            f0_sd_st=_or_null(_NUMBER),
            level_rise_db=_or_null(_NUMBER),
            f0_rise_st=_or_null(_NUMBER),
            raised={"type": ["boolean", "null"]},
            reasons=_REASONS,
        ),
        "word": _object(start_s=_TIME, end_s=_TIME, text=_TEXT, probability=_or_null(_SHARE)),
        "redacted": _object(
            start_s=_TIME, end_s=_TIME, speaker=speaker, kind={"enum": [*KINDS, "unrecognised"]}
        ),
        "silence": _object(start_s=_TIME, end_s=_TIME, excused_by=_or_null(_TEXT)),
        "overlap": _object(
            start_s=_TIME,
            end_s=_TIME,
            by=_words(Speaker),
            kind={"enum": ["interruption", "backchannel", "handover"]},
            turn=_COUNT,
        ),
    }


def _judgement_parts() -> dict[str, Schema]:
    limit = _or_null(_object(min=_or_null(_NUMBER), max=_or_null(_NUMBER)))
    speaker = _or_null(_words(Speaker))
    return {
        "finding": _object(
            rule=_TEXT,
            group=_TEXT,
            measures=_list(_TEXT),
            title=_TEXT,
            verdict=_words(Verdict),
            value=_or_null(_NUMBER),
            unit=_or_null(_TEXT),
            limit=limit,
            critical={"type": "boolean"},
            weight={"type": "number", "minimum": 0},
            reason=_or_null(_TEXT),
            message=_TEXT,
            suggestion=_or_null(_TEXT),
            evidence=_list(_object(start_s=_TIME, end_s=_TIME, speaker=speaker, text=_or_null(_TEXT))),
            steps=_list(_ref("step")),
            clause=_object(document=_TEXT, section=_TEXT),
        ),
        "step": _object(
            id=_TEXT,
            title=_TEXT,
            found={"type": "boolean"},
            expected_s=limit,
            actual_s=_or_null(_NUMBER),
            start_s=_or_null(_TIME),
            end_s=_or_null(_TIME),
            text=_or_null(_TEXT),
            found_by=_or_null(_words(StepBasis)),
        ),
        "score": _object(
            value=_or_null({"type": "number", "minimum": 0, "maximum": 100}),
            measurable_share=_or_null(_SHARE),
            critical_failed=_list(_TEXT),
            by_group={
                "type": "object",
                "additionalProperties": _or_null({"type": "number", "minimum": 0, "maximum": 100}),
            },
        ),
    }


def _provenance_parts() -> dict[str, Schema]:
    return {
        "provenance": _object(
            voicecheck=_TEXT,
            standard=_object(
                name=_TEXT,
                version=_TEXT,
                sha256=_SHA256,
                title=_TEXT,
                groups=_TEXTS,
                documents=_TEXTS,
            ),
            transcript={"enum": ["model", "given", None]},
            model=_or_null(_object(name=_TEXT, sha256=_SHA256, compute_type=_TEXT, device=_TEXT)),
            settings=_ANYTHING,
        ),
    }


def _document_parts() -> dict[str, Schema]:
    entry = {"anyOf": [{"$ref": "#"}, _ref("errorEntry")]}
    return {
        "errorEntry": _object(call=_object(path=_TEXT), error=_object(kind=_TEXT, message=_TEXT)),
        "document": {
            "description": "standard output of `check --json`: one entry for one call, an array for several",
            "anyOf": [entry, _list(entry)],
        },
    }


def _metric(name: str) -> Schema:
    if name.endswith("_count"):
        return _or_null(_COUNT)
    return _or_null(_SHARE if name.endswith("_share") else _NUMBER)


def _object(**properties: Schema) -> Schema:
    """A closed object all of whose fields are always present."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _by_speaker(definition: str) -> Schema:
    return {
        "type": "object",
        "properties": {speaker: _ref(definition) for speaker in get_args(Speaker)},
        "additionalProperties": False,
    }


def _ref(definition: str) -> Schema:
    return {"$ref": f"#/$defs/{definition}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _words(literal: Any) -> Schema:
    return {"enum": list(get_args(literal))}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}

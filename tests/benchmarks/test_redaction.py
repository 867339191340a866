"""The made sentences are what they claim to be, and the finder keeps its targets on the unseen."""

from __future__ import annotations

from benchmarks.private_texts.pieces import listed_names
from benchmarks.private_texts.sentences import sentences
from voicecheck.private.find import find_private


def test_the_sets_share_no_sentence() -> None:
    tuned, unseen = ({one.text for one in sentences(name, 1, 1)} for name in ("tuned", "unseen"))
    assert len(tuned) > 100
    assert not tuned & unseen


def test_private_pieces_stand_where_they_are_said_to() -> None:
    for one in sentences("unseen", 3, 1):
        assert (one.kind is None) == (one.start == one.end)
        assert one.kind is None or one.text[one.start : one.end].strip()


def test_the_targets_are_kept_on_unseen_frames() -> None:
    made = whole = right = wrong = 0
    for one in sentences("unseen", 11, 2):
        found = find_private(one.text, listed_names(one.language), asked=[one.asked])
        touching = [piece for piece in found if piece.start < one.end and piece.end > one.start]
        right, wrong = right + len(touching), wrong + len(found) - len(touching)
        if one.kind is not None:
            made += 1
            taken = {place for piece in found for place in range(piece.start, piece.end)}
            digits = [n for n in range(one.start, one.end) if one.text[n].isdigit()]
            whole += bool(touching) and all(place in taken for place in digits)
    assert whole / made >= 0.98
    assert right / (right + wrong) >= 0.95

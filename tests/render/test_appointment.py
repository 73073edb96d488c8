"""The page for the appointment."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser

from posecheck.coach.record import Bout, Clearance, PainNote, PlanChange, Record, ScreenNote, Sitting
from posecheck.io.translations import words_for
from posecheck.render.appointment import appointment_page

TODAY = date(2026, 3, 20)
DAY = timedelta(days=1)


class Text(HTMLParser):
    """The words of a page, and whether every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Closed at once."""
        del tag, attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def text_of(page: str) -> str:
    parser = Text()
    parser.feed(page)
    assert parser.open == []
    return " ".join(parser.words)


def record() -> Record:
    sittings = tuple(
        Sitting(i, TODAY - i * DAY, (Bout("bird_dog", side, 10, 8, 1, 6.0, 50.0 + i, 3.0),))
        for i, side in ((3, "left"), (1, "right"))
    )
    return Record(
        sittings=sittings,
        pains=(PainNote(TODAY - 3 * DAY, "before", 4), PainNote(TODAY - DAY, "before", 3)),
        screens=(ScreenNote(TODAY - 2 * DAY, frozenset(("leg_pain",))),),
        clearances=(Clearance(TODAY, TODAY, 1),),
        changes=(PlanChange(TODAY, "drop", "Without <it>, because it hurt.", exercise="bridge"),),
    )


def test_it_says_what_a_physiotherapist_asks() -> None:
    words = text_of(appointment_page(record(), "Anna & Bo", TODAY, lambda e: e.replace("_", " ").capitalize()))
    for wanted in ("Anna & Bo", "2 of 84 days, 80% of repetitions clean", "Bird dog left 10 80% 6.0 53 ± 3 deg",
                   "yes to: Does pain, tingling or numbness run down a leg?", "20 March 2026: I have been cleared",
                   "Without <it>, because it hurt. (accepted)"):  # fmt: skip
        assert wanted in words


def test_in_german_every_number_and_day_is_written_as_people_do() -> None:
    words = text_of(appointment_page(record(), "Anna", TODAY, str, words_for("de")))
    for wanted in ("80\u00a0% der Wiederholungen", "10 80\u00a0% 6,0 53 ± 3 Grad", "20. März 2026: "):
        assert wanted in words
    assert re.findall(r"\d{4}-\d\d-\d\d|\d\.\d", words[words.rindex("height: auto") :]) == []


def test_an_empty_history_is_a_page_too() -> None:
    words = text_of(appointment_page(Record(), "Me", TODAY, str))
    assert "0 of 84 days" in words
    assert "Not noted." in words

"""Sentences of safety, progress and the plan, in plain words, gathered for translation."""

from __future__ import annotations

SCREEN_TITLE = "Before you exercise"
SCREEN_NOTE = "These questions are a safety net, not a diagnosis. When in doubt, ask a doctor."

QUESTIONS = {
    "bladder_bowel": "Have you lost control of your bladder or bowel, or found it hard to pass water?",
    "saddle_numbness": "Is the skin numb where you would sit on a saddle: between the legs, around the bottom?",
    "both_legs": "Are both legs weak or numb, or is weakness in a leg getting worse?",
    "fall": "Did this pain start after a fall, a blow or an accident?",
    "fever": "Do you have a fever, or feel ill together with the back pain?",
    "leg_pain": "Does pain, tingling or numbness run down a leg?",
    "weight_loss": "Have you lost weight lately without wanting to?",
    "cancer": "Have you ever had cancer?",
    "severe_pain": "Is the pain severe, and nothing you do at home eases it?",
    "no_better": "Have you exercised regularly for six weeks without getting better?",
}
MEANINGS = {
    "bladder_bowel": "Nerves at the end of the spine may be under pressure.",
    "saddle_numbness": "Nerves at the end of the spine may be under pressure.",
    "both_legs": "The nerves to the legs may be under pressure.",
    "fall": "A bone may be broken, and exercise could make it worse.",
    "fever": "There may be an infection that exercise doesn't help.",
    "leg_pain": "A nerve may be irritated, and somebody should look at which exercises suit it.",
    "weight_loss": "There may be another cause that should be looked for.",
    "cancer": "A doctor should know about new back pain before you exercise.",
    "severe_pain": "Pain like this should be looked at before you go on.",
    "no_better": "Another treatment may suit you better.",
}
URGENCY_NOW = "Go to an emergency department now, or call an ambulance. Don't exercise."
URGENCY_TODAY = "Call a doctor today. Don't exercise before that."
URGENCY_SOON = "See a doctor or a physiotherapist before you go on."
ALL_CLEAR = "Nothing here speaks against exercising today."
LOCKED = "Exercising is locked until a clinician has cleared you."
CLEARED = "I have been cleared by a clinician"
CLEARED_ON = "On which day?"
UNDERSTOOD = "I understand"
GO_ON, GO_ON_GENTLY, DONE = "Go on", "Go on gently", "Done"
YES, NO, BACK, LATER, CONFIRM = "Yes", "No", "Back", "Not now", "Confirm"

PAIN_QUESTIONS = {
    "before": "How much does your back hurt now?",
    "during": "How much does it hurt?",
    "after": "How much does your back hurt now?",
    "next_morning": "How did your back feel this morning?",
}
PAIN_SCALE = ("No pain", "Worst pain you can imagine")
PAIN_WHERE = "Where?"
PAIN_PLACES = ("Lower back", "Upper back", "Neck", "Hip or buttock", "Leg", "Elsewhere")
PAIN_GO_ON = "Good. You can go on."
PAIN_GENTLY = "Go gently today: fewer repetitions, and nothing new."
PAIN_STOP = "Stop here for today. Rest is the right thing now, and it doesn't undo what you have done."

SIX_WEEKS = "Six weeks of regular practice haven't eased your pain much: please show it to a doctor or physiotherapist."

REST_TODAY = "Your pain is above {limit:.0f} today, so today is for rest."
LOCKED_TODAY = "No exercises until a clinician has cleared you, because of your answers to the safety questions."
WAIT_TODAY = "No exercises until you have asked a doctor, because of your answers to the safety questions."
ASK_FIRST = (
    "See a clinician before you go on, because of your answers to the safety questions; until then, only gently."
)
GENTLE_TODAY = "Fewer repetitions today, because your pain is {level:.0f}."
LIGHTER_MORNING = "A lighter plan, because your back hurt more on the morning after."
LEFT_OUT = "{exercise} is left out today, because it hurt {level:.0f} of 10 last time."
FORBIDDEN = "{exercise} is left out, because your physiotherapist said so."
ALLOWED_AGAIN = "{exercise} is back, because your physiotherapist allows it again."
AS_PLANNED = "The routine as planned."

MORE_REPS = (
    "A few more repetitions, because the last {days:.0f} days were almost free of pain and {good:.0%} were clean."
)
LONGER_HOLDS = "Longer holds, because the last {days:.0f} days were almost free of pain and {good:.0%} were clean."
ADVANCED = (
    "{exercise} as a new exercise, because the last {days:.0f} days were almost free of pain and {good:.0%} were clean."
)
ONE_STEP_BACK = "One step easier, because you came with pain of {level:.0f} or more on {times} days."
INSTEAD_HURTS = "{other} instead of {exercise}, because {exercise} hurt on {times} days."
WITHOUT_HURTS = "The routine without {exercise}, because it hurt on {times} days."
INSTEAD_UNSEEN = "{other} instead of {exercise}, because the camera couldn't judge it the last {times} times."
WITHOUT_UNSEEN = "The routine without {exercise}, because the camera couldn't judge it the last {times} times."

NOT_READY = {
    "young": "{days:.0f} days of practice are needed first.",
    "recent": "The plan changed less than {days:.0f} days ago.",
    "few": "{have} of {need:.0f} days of practice in the last {days:.0f} days.",
    "unknown": "Pain wasn't noted on enough days to tell.",
    "pain": "There was pain of {level:.0f} in the last {days:.0f} days.",
    "form": "{good:.0%} clean repetitions, {need:.0%} are needed.",
    "flags": "The safety questions come first.",
}
READY = "Ready for the next step."
VERDICTS = {
    "go": "Today's routine",
    "gentle": "A gentler routine today",
    "rest": "A day of rest",
    "locked": "No exercises for now",
}
PROPOSED = "Proposed:"
ACCEPT, DECLINE = "Yes, let's", "Not now"
START_NOW, NOT_TODAY = "Start", "Not today"
EACH_SIDE, SETS = "each side", "sets"


def asked_and_planned() -> list[str]:
    """Every sentence of the questions and of the plan, for those who translate."""
    constants = [value for name, value in globals().items() if name.isupper()]
    lists = [list(value.values()) if isinstance(value, dict) else value for value in constants]
    return [*dict.fromkeys(one for value in lists for one in ([value] if isinstance(value, str) else value))]

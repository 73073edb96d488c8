"""Words of the home, settings and first-start pages, in English; `Words` translates them like every other sentence."""

from __future__ import annotations

from posecheck.io import history_writer

START_ROUTINE = "Start today's routine"
PRACTISE = "Practise one exercise"
REVIEW = "Review recordings"
TUNE = "Tune thresholds"
PROGRESS = "Progress"
SETTINGS = "Settings"
NOT_YET = "Not here yet"
WHICH_EXERCISE = "Which exercise?"
ABOUT_MINUTES = "{name}: {sets} sets, about {minutes} minutes"
HOME_HINT = "Enter starts. Everything else runs by itself from the mat"
BACK = "Back"
NEXT = "Next"
DONE = "Done"
START = "Start"
WELCOME = "Before you start"
DISCLAIMER = (
    "posecheck counts and corrects what its camera sees. It is no medical device and gives no medical advice. "
    "Ask a doctor or physiotherapist whether these exercises are right for you. "
    "Stop when pain gets worse, and seek help at once if you lose control of bladder or bowel, "
    "if the saddle area goes numb, or if your legs grow weak."
)
UNDERSTOOD = "I understand"
CAMERA = "Camera"
CHOOSE_CAMERA = "Choose your camera"
CAMERA_HINT = "You should see yourself"
NO_CAMERA = "No camera was found. Plug one in, then look again"
LOOK_AGAIN = "Look again"
OPENING = "Opening the camera"
TOO_DARK = "It is dark. Switch a light on"
VOICE = "Voice"
VOICE_TEST = "Hear the voice"
VOICE_HINT = "It counts, corrects and leads through the routine"
VOICE_SAMPLE = "Good. Lift your hips a little higher"
NO_VOICE = "No voice was found: there will be tones and captions. To hear it, install speech-dispatcher and espeak-ng"
PLACE = "Where to put the laptop"
PLACE_HINT = "On the floor or a low stool, 2 to 3 metres from your side, so that all of you is in the picture"
METRES = "2 to 3 m"
LANGUAGE = "Language"
AUTOMATIC = "As the system"
COUNT_ALOUD = "Count aloud"
EACH = "Every repetition"
FIFTH = "Every fifth"
NONE = "Not at all"
COUNTDOWN = "Countdown in seconds"
THEME = "Colours"
DARK = "Dark"
LIGHT = "Light"
REDUCED_MOTION = "Less movement on the screen"
MIRRORED = "Show me as in a mirror"
RECORD = "Record every session on this computer"
RECORD_HINT = "Off unless you want it. Recordings stay on this computer: {folder}"
SPEAK = "Speak"
FIRST_STEPS = "Camera, voice, place"
HISTORY_NOT_SAVED, HISTORY_SAVED_AGAIN = history_writer.NOT_SAVED, history_writer.SAVED_AGAIN
LANGUAGE_NAMES = {"auto": AUTOMATIC, "en": "English", "de": "Deutsch"}


def sentences() -> list[str]:
    """Every sentence of this module."""
    return [*dict.fromkeys(v for k, v in globals().items() if k.isupper() and isinstance(v, str))]

"""Pictures of the live window, painted by the program itself from a sample clip.

`python docs/make_pictures.py` makes those of the README; with a FOLDER every state at several sizes, to be looked at.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtWidgets import QApplication

from posecheck.cli.review import observe_clip
from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.exercise.result import Phase
from posecheck.io.clip import ClipSource
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import find_spec
from posecheck.render import overlay
from posecheck.session.review import judge, output_at
from posecheck.ui.live_window import scene_of
from posecheck.ui.stage_view import Scene, StageView

SAMPLES = Path(__file__).parent.parent / "samples"
PICTURES = Path(__file__).parent / "pictures"
SIZES = ((1024, 600), (1920, 1080), (3840, 2160))
README_SIZE = (1280, 720)
README_STATES = ("hold", "fault")


def main(folder: Path | None) -> None:
    """Paint every state at every size into `folder`, or only what the README shows."""
    app = QApplication([])
    spec = find_spec("bridge")
    seen, _ = observe_clip(SAMPLES / "bridge.mp4", resolve(), use_cache=True)
    review = judge(spec, seen)
    with ClipSource(SAMPLES / "bridge.mp4") as clip:
        frames = {f.index: f for f in clip if f.index in (20, 130, 330)}
    resting, holding, later = (output_at(review, i) for i in (20, 130, 330))
    states: dict[str, tuple[int, FrameOutput]] = {
        "rest": (20, resting),
        "hold": (130, holding),
        "fault": (330, _with(later, "Lift your hips higher", Priority.FORM, faults=("hips_low",))),
        "unseen": (330, _unseen(later)),
        "position": (20, _with(resting, "Lie on your back, knees bent", Priority.UNSEEN, phase=Phase.AWAY)),
        "praise": (130, _with(holding, "3. Good bridge", Priority.COUNT)),
    }
    for name, (index, output) in states.items():
        view = StageView()
        view.show_picture(overlay.draw(frames[index].bgr, output, spec, mirrored=True))
        view.show_scene(scene_of(spec, output, "30 frames/s   45 ms"))
        _grab(view, folder, name)
    lost = "No picture from the camera. Check its cable"
    others = {
        "lost": Scene("Bridge", "7", "of 12", message=lost, tone="unseen", dimmed=True),
        "done": Scene("Bridge", "12", message="Done. 12 repetitions, 10 good", tone="good", dimmed=True),
    }
    for name, scene in others.items():
        view = StageView()
        view.show_scene(scene)
        _grab(view, folder, name)
    app.quit()


def _grab(view: StageView, folder: Path | None, name: str) -> None:
    if folder is None:
        if name in README_STATES:
            view.resize(*README_SIZE)
            view.grab().save(str(PICTURES / f"live_{name}.png"))
        return
    for width, height in SIZES:
        view.resize(width, height)
        view.grab().save(str(folder / f"live_{name}_{width}.png"))


def _with(
    output: FrameOutput, words: str, priority: Priority, *, faults: tuple[str, ...] = (), phase: Phase | None = None
) -> FrameOutput:
    result = replace(output.result, faults=faults, phase=phase or output.result.phase)
    cue = Cue("position" if phase else "cue", words, priority, output.t_s)
    return replace(output, result=result, caption=cue)


def _unseen(output: FrameOutput) -> FrameOutput:
    words = "I can't see your left ankle. Move the camera back"
    result = replace(output.result, judged=False, phase=Phase.UNSEEN)
    return replace(output, result=result, caption=Cue("unseen", words, Priority.UNSEEN, output.t_s))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)

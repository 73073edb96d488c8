"""How far each measure errs: written by docs/measure_errors.py, which says how. Don't edit by hand.

Columns: value (absolute, camera about side-on), change (against the own rest), then what a camera 15, 30, 45, 60 and 75
degrees off the side adds. Units are the measure's own.
"""

from __future__ import annotations

from typing import Final

VIEWS_DEG: Final = (15.0, 30.0, 45.0, 60.0, 75.0)

ERRORS: Final[dict[str, tuple[float, ...]]] = {
    "hip": (5.72, 2.41, 1.93, 3.92, 7.62, 14.4, 30.8),
    "knee": (2.55, 1.71, 1.42, 4.58, 10.2, 27, 49),
    "shoulder": (12.1, 2.69, 5.06, 10.3, 15.7, 21.8, 59.6),
    "elbow": (4.31, 3.25, 4.54, 9.83, 18, 27.9, 38.9),
    "head": (11.3, 2.38, 3.7, 6.45, 17.2, 33.8, 84),
    "trunk": (3.76, 1.29, 0.88, 2.04, 4.83, 9.25, 21.6),
    "thigh": (3.03, 1.54, 0.998, 3.2, 6.1, 11.6, 21.3),
    "shank": (1.7, 0.874, 1.08, 2.95, 5.61, 10.2, 14.9),
    "upper_arm": (2.33, 1.48, 1.17, 2.44, 4.04, 5.09, 7.15),
    "hip_open": (6.82, 3.53, 1.68, 4.66, 9.63, 17.4, 28.1),
    "hip_lift": (3.84, 1.19, 0.504, 1.82, 4.67, 11.9, 44.3),
    "hip_line": (6.76, 2.42, 1.18, 4.73, 11.6, 23.7, 35.9),
    "hip_ankle": (5.7, 5.46, 2.41, 3.92, 12.2, 25.5, 40.6),
    "ankle_height": (5.89, 1.47, 0.336, 0.521, 0.508, 0.568, 0.777),
    "seat": (0.0714, 0.0411, 0.00262, 0.0313, 0.0937, 0.218, 0.536),
    "face_up": (6.21, 4, 1.04, 2.18, 3.49, 4.67, 5.75),
    "bow": (6.24, 1.55, 0.982, 3.58, 8.98, 20.3, 45.9),
    "body_line": (2.26, 1.82, 0.86, 1.32, 2.3, 4.92, 10.8),
    "shoulder_width": (0.0607, 0.0217, 0.0799, 0.243, 0.422, 0.567, 0.742),
    "shoulder_height": (2.28, 1.08, 1.14, 2.96, 8.04, 18.4, 37.7),
    "ear_height": (9.75, 3.24, 1.05, 2, 2.66, 3.13, 4.18),
    "arm_forward": (7.84, 5.44, 4.39, 9.44, 15.6, 22.2, 36.6),
    "lean": (6.79, 2.36, 1.8, 3.87, 6, 8.02, 10),
}

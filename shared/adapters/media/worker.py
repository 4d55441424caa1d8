"""The render process: `python -m shared.adapters.media.worker <folder>`.

One line of JSON on standard input is the job; results are files in the folder; standard output carries
`{"share": 0.4}` lines and at the end `{"usage": {...}}`. Standard input stays open while the parent lives: when
it closes, the parent is gone, and the process ends its ffmpeg, removes the folder and itself.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import threading
from pathlib import Path

from shared.adapters.media.ffmpeg import encoders_at_once
from shared.adapters.media.marks import save_png
from shared.adapters.media.specs import JOB, Job, StillJob, VideoJob

STILL = "still.png"
_KIB = 1024


def main() -> None:
    """Does the one job; a fault ends the process with a traceback on standard error."""
    folder = Path(sys.argv[1])
    job = JOB.validate_json(sys.stdin.buffer.readline())
    threading.Thread(target=_leave_with_parent, args=(folder,), daemon=True).start()
    _work(job, folder)
    _say({"usage": _usage(job)})


def _work(job: Job, folder: Path) -> None:
    def on_share(share: float) -> None:
        _say({"share": round(share, 3)})

    if isinstance(job, StillJob):
        from shared.adapters.media.stills import draw_still

        save_png(draw_still(job.still, job.background), folder / STILL, job.mark)
        return
    from shared.adapters.media.video import make_audio, make_video

    if isinstance(job, VideoJob):
        make_video(job, folder, on_share)
    else:
        make_audio(job, folder, on_share)


def _say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _usage(job: Job) -> dict[str, float]:
    """CPU seconds of all processes; peak memory as a bound: the largest of each, with all segments at work."""
    mine, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    at_once = encoders_at_once() if isinstance(job, VideoJob) else 1
    return {
        "cpu_seconds": round(mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime, 3),
        "peak_memory_bytes": (_own_peak(mine.ru_maxrss) + at_once * children.ru_maxrss) * _KIB,
    }


def _own_peak(otherwise: int) -> int:
    """This process's peak in KiB. On Linux `ru_maxrss` also counts the parent's memory at the time of the fork."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return peaks[0] if peaks else otherwise


def _leave_with_parent(folder: Path) -> None:
    # The descriptor itself: a buffered read would hold a lock that the interpreter needs to end.
    while os.read(0, 4096):
        pass
    # A file may appear while the folder is being emptied; once it is gone, nothing can be written there.
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The coordinator of a batch: gives scenes to child processes, watches them, continues after failures."""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from ...foundation.errors import InteractError, MachineError
from ...jobs.report import SceneReport
from ...options.batch import LONGEST, BatchOptions
from ...options.picture import PictureOptions
from ..child_events import Done, Ended, Event, Failed, Frame, Malformed, Start, Step
from ..devices.crew import Crew, crew
from ..devices.model import CARD_FAILED
from ..results.failure import read_failure
from ..results.inputs import Hashes
from ..results.layout import Layout
from ..results.lock import HEARTBEAT
from ..results.points import point
from ..stop_signals import on_stop
from ..worker_process import WorkerProcess
from .composite import Composites
from .disk import room_in
from .outcomes import Listener, OutcomeLog
from .result import BatchResult
from .scene_run import SceneRun, SupersededError
from .slots import Slot
from .task import Task

__all__ = ["Coordinator", "Listener"]

_TICK = 0.5
_DISK_EVERY = 2.0
_ELSEWHERE_EVERY = 2.0
_ELSEWHERE_BESIDES = 60.0  # where other scenes wait, too: most are still held then
_KINDLY = 3.0
_PATIENCE = 120.0  # seconds that reading an input may take


class Coordinator:
    """Runs one batch; see :func:`.run_batch` for the arguments."""

    def __init__(
        self,
        tasks: Sequence[Task],
        out: Path,
        options: BatchOptions,
        listener: Listener,
        command: Sequence[str] | None = None,
        crew: Callable[[Sequence[PictureOptions], int | None], Crew] = crew,
    ) -> None:
        self._tasks, self._options, self._command, self._crew = tasks, options, command, crew
        self._layout = Layout(out.absolute())
        self._hashes = Hashes(
            self._layout.hashes,
            content=options.check_content,
            patience=min(_PATIENCE, options.stall),
            meanwhile=self._while_reading,
        )
        self._events: queue.SimpleQueue[tuple[WorkerProcess | None, Event]] = queue.SimpleQueue()
        self._waiting: deque[SceneRun] = deque()
        self._elsewhere: list[SceneRun] = []
        self._reported_elsewhere: set[str] = set()
        self._outcomes = OutcomeLog(self._layout, listener)
        self._together = Composites(tasks, self._layout.out, options, self._hashes, self._outcomes)
        self._slots: list[Slot] = []
        self._stops = 0
        self._checked = dict.fromkeys(("disk", "elsewhere", "beat"), 0.0)
        self._children = 0
        # Presets with which this machine has drawn, those with which a Blender said first that it cannot, and
        # when, and those with which a fresh one said so again: why. Cycles needs no OpenGL driver.
        self._drawn: set[str] = set()
        self._doubtful: dict[str, float] = {}
        self._hopeless: dict[str, str] = {}

    def run(self) -> BatchResult:
        """Run the batch to its end."""
        began = time.monotonic()
        self._sort()
        pictures = [work.task.request.options.compose.picture for work in self._waiting]
        team = self._crew(pictures, self._options.workers)
        self._slots = [Slot(number, share=share) for number, share in enumerate(team.shares, start=1)]
        self._outcomes.progress.workers = len(self._slots)
        self._outcomes.emit(
            "batch",
            scenes=len(self._tasks),
            waiting=len(self._waiting),
            workers=len(self._slots),
            why=team.why,
            cards=team.cards,
            findings=[finding.as_dict() for finding in team.findings],
        )
        self._together.refuse()
        with on_stop(self.stop):
            try:
                point("planned")
                self._loop()
            finally:
                self._end_everything()
            self._close_the_rest()
            self._together.make(self._outcomes.outcomes, lambda: self._stops > 0)
        self._hashes.save()
        point("hashes_saved")
        self._outcomes.remember()
        outcomes = tuple(self._outcomes.outcomes[task.name] for task in self._tasks)
        return BatchResult(
            outcomes,
            time.monotonic() - began,
            self._stops > 0,
            self._outcomes.peak,
            self._children,
            self._together.outcomes,
        )

    def _close_the_rest(self) -> None:
        """Record what was not reached."""
        for task in self._tasks:
            if task.name not in self._outcomes.outcomes:
                self._outcomes.close(
                    SceneRun(task, self._layout, self._hashes), "left", SceneReport(task.request.key)
                )

    def _sort(self) -> None:
        """Keep finished scenes, report impossible ones, queue the rest."""
        begun = self._layout.begun()
        waiting: list[SceneRun] = []
        for task in self._tasks:
            work = SceneRun(task, self._layout, self._hashes)
            if task.error is not None:
                self._outcomes.close(work, "failed", work.fail(task.error))
                continue
            try:
                record = None if self._options.force else work.done_before()
                record = None if record is None else work.tidied(record, begun=work.name in begun)
            except InteractError as fault:
                self._outcomes.close(work, "failed", work.fail(str(fault)))
                continue
            if record is not None:
                self._outcomes.close(work, "kept", work.report(record))
                continue
            failed = read_failure(self._layout.failure(work.name)) is not None
            if self._options.only_failed and not failed:
                self._outcomes.close(work, "left", SceneReport(task.request.key))
                continue
            waiting.append(work)
        if self._options.order == LONGEST:
            waiting.sort(
                key=self._outcomes.seconds, reverse=True
            )  # equally long ones stay in the job's order
        for work in waiting:
            self._outcomes.expect(work, work.task.frames)
        self._waiting.extend(waiting)

    def _loop(self) -> None:
        while not self._stops and (
            self._waiting or self._elsewhere or any(slot.work for slot in self._slots)
        ):
            self._hand_out()
            if not any(slot.work for slot in self._slots) and not self._elsewhere:
                continue
            try:
                child, event = self._events.get(timeout=_TICK)
            except queue.Empty:
                pass
            else:
                slot = next((slot for slot in self._slots if slot.child is child and child is not None), None)
                if slot is not None:
                    self._hear(slot, event)
            self._watch()

    @property
    def _busy(self) -> list[Slot]:
        return [slot for slot in self._slots if slot.work is not None]

    def _hand_out(self) -> None:
        for slot in self._slots:
            while slot.work is None and not self._stops:
                work = next((each for each in self._waiting if not slot.avoids(each, self._slots)), None)
                if work is None:
                    break
                self._waiting.remove(work)
                if not self._begin(slot, work):
                    break

    def _begin(self, slot: Slot, work: SceneRun) -> bool:
        """Start a scene in a slot.

        Returns:
            False if the slot should wait for now.
        """
        if not work.claimed and not self._claimed(work):
            return True
        if work.attempts and work.superseded:  # since the attempt before
            self._leave(slot, work)
            return True
        if (fault := self._hopeless.get(work.preset)) is not None:
            self._outcomes.fail(work, fault)
            return True
        needed = self._outcomes.bytes_needed(work)
        room = room_in(self._layout.out)
        if room is not None and not room.holds(needed):
            if self._busy:  # they can free some, and they come first
                work.release()
                self._waiting.appendleft(work)
                return False
            self._outcomes.fail(work, room.shortage(self._layout.out, needed))
            return True
        work.began = work.began or time.monotonic()
        try:
            request = work.begin(self._options.segment_frames, afresh=self._options.force)
            self._ready_child(slot, work)
        except InteractError as error:
            self._outcomes.fail(work, str(error))
            return True
        slot.give(work, request)
        point("sent")
        fresh = slot.child is None or slot.child.requests <= 1
        self._outcomes.progress.begin(work.name, slot.number, fresh=fresh)
        self._outcomes.emit("begin", slot, attempt=work.attempts)
        return True

    def _claimed(self, work: SceneRun) -> bool:
        """Claim the scene; return False if that fails, after reporting or postponing it."""
        try:
            if not work.claim():
                if work.name not in self._reported_elsewhere:
                    self._reported_elsewhere.add(work.name)
                    self._outcomes.emit("elsewhere", name=work.name, owner=work.owner())
                self._elsewhere.append(work)
                return False
            # Another process can have finished it since we checked, or died before delivering it.
            record = None if self._options.force else work.done_before()
        except InteractError as error:
            self._outcomes.fail(work, str(error))
            return False
        if record is None:
            return True
        self._outcomes.close(work, "kept", work.report(record))
        return False

    def _ready_child(self, slot: Slot, work: SceneRun) -> None:
        """Make sure that the slot has a child, and one that need not be replaced."""
        if slot.child is not None and slot.worn(self._options):
            self._outcomes.emit("recycle", slot, orders=slot.child.requests, memory=slot.child.memory)
            slot.clear()
        if slot.child is None:
            together = min(len(self._slots), len(self._busy) + 1 + len(self._waiting))
            slot.start(self._events, work.log, self._command, together)
            self._children += 1

    def _hear(self, slot: Slot, event: Event) -> None:
        """Process an event from a child; a late one, of an earlier request, is ignored."""
        work, child = slot.work, slot.child
        if isinstance(event, Ended):
            death = None if child is None or work is None else child.death(work.log)
            slot.clear()  # where it was idle, the next scene gets a fresh one
            if child is not None and death is not None:
                if not child.killed:
                    slot.blame_card(death.message)
                self._lost(slot, str(death), machine=isinstance(death, MachineError), died=not child.killed)
            return
        if work is None or child is None or event.request != child.requests:
            return
        again = isinstance(event, Start) and slot.begun  # a card has failed after some frames
        slot.hear(event)
        match event:
            case Start():
                if again:
                    self._outcomes.progress.restart(work.name)
                    self._outcomes.progress.begin(work.name, slot.number, fresh=False)
                self._outcomes.expect(work, event.frames)
            case Frame():
                self._drawn.add(work.preset)
                slot.draws()
                self._hopeless.pop(work.preset, None)
                self._outcomes.progress.advance(work.name)
                self._outcomes.emit("frame", slot, frame=event.frame)
            case Step():
                self._outcomes.emit("step", slot, text=slot.step)
            case Done():
                self._deliver(slot, work, event)
            case Failed():
                why = work.with_final_paths(event.error)
                permanent = work.fails_again(why) or event.permanent
                self._lost(slot, why, permanent=permanent, machine=event.machine)
            case Malformed():
                why = f"{work.log}: {event.error}"
                self._lost(slot, why, permanent=work.fails_again(why))

    def _deliver(self, slot: Slot, work: SceneRun, event: Done) -> None:
        point("answered")
        try:
            report = work.deliver(event)
        except SupersededError:
            self._leave(slot, work)
            return
        except InteractError as error:
            self._lost(slot, str(error))
            return
        slot.work = None
        self._outcomes.learn(work, event.timing, report)
        self._outcomes.close(work, "done", report)
        fault = next((finding for finding in report.findings if finding.code == CARD_FAILED), None)
        if fault is not None and slot.dispensable(self._slots):
            self._leave_out(slot, fault.message)

    def _leave_out(self, slot: Slot, error: str) -> None:
        """Do without a slot whose cards do not work: on the processor it would be the last to end."""
        slot.clear()
        self._slots.remove(slot)
        self._outcomes.progress.workers = len(self._slots)
        self._outcomes.emit("card", cards=slot.share.text, worker=slot.number, error=error)

    def _lost(
        self, slot: Slot, error: str, *, permanent: bool = False, machine: bool = False, died: bool = False
    ) -> None:
        """Handle a failed attempt: try again with a new child, or report the failure.

        Args:
            slot: Where it failed.
            error: Why, as a sentence.
            permanent: Whether it would fail again.
            machine: Whether every scene with this preset would. Believed if a second Blender, which began
                after the first had failed so, fails too, and not where one has drawn: graphics memory can be
                full for a moment, and an update can be half done.
            died: Whether its child died or hung, and nobody killed it: that can be its card's fault.
        """
        work = slot.work
        left_out = died and slot.fails(self._slots)
        slot.work = None
        if work is None:
            return
        if work.superseded:
            self._leave(slot, work)
            return
        if left_out:
            self._leave_out(slot, error)
        elif machine:
            first = self._doubtful.setdefault(work.preset, time.monotonic())
            permanent = first <= slot.since and work.preset not in self._drawn
            if permanent:
                self._hopeless[work.preset] = error
        if not permanent:
            slot.clear()
        room = room_in(self._layout.out)
        if room is not None and room.full and not permanent:  # what would fail on any disk has its own reason
            error = room.shortage(self._layout.out, self._outcomes.bytes_needed(work))
            permanent = True
        work.drop()
        self._outcomes.progress.restart(work.name)
        if permanent or work.attempts > self._options.retries:
            self._outcomes.fail(work, error)
        else:
            self._outcomes.emit("retry", name=work.name, error=error, attempt=work.attempts)
            # After what may be its card's fault, another scene shows whether it was.
            (self._waiting.append if slot.killers else self._waiting.appendleft)(work)

    def _leave(self, slot: Slot, work: SceneRun) -> None:
        """Leave a scene to another process, which took it over while this one was away."""
        slot.work = None
        slot.clear()
        work.drop()
        work.release()
        self._outcomes.progress.restart(work.name)
        self._reported_elsewhere.add(work.name)
        self._outcomes.emit("elsewhere", name=work.name, owner=work.owner())
        self._elsewhere.append(work)

    def _watch(self) -> None:
        """Check for hangs and a full disk, send heartbeats, and check scenes that others have."""
        now = time.monotonic()
        for slot in self._busy:
            if slot.work is not None and slot.hangs(now, self._options.stall):
                seconds = max(self._options.stall, slot.patience)
                silent = f"no sign of life for {seconds:g} s while {slot.step}"
                at = f"{slot.work.log}: {silent}"
                slot.blame_card(silent)
                self._lost(slot, f"{at}, so Blender was ended.", died=True)
        if self._due("disk", now, _DISK_EVERY):
            room = room_in(self._layout.out)
            if room is not None and room.full and self._busy:
                self._lost(max(self._busy, key=lambda slot: slot.since), "the disk is full")
        if self._due("beat", now, HEARTBEAT):
            for slot in self._busy:
                if slot.work is not None and slot.work.superseded:
                    self._leave(slot, slot.work)
                elif slot.work is not None:
                    slot.work.beat()
        every = _ELSEWHERE_BESIDES if self._waiting else _ELSEWHERE_EVERY
        if self._elsewhere and self._due("elsewhere", now, every):
            # They came before those that wait: what a dead process has left can be the longest.
            self._waiting.extendleft(reversed(self._elsewhere))
            self._elsewhere.clear()

    def _while_reading(self) -> None:
        """Keep what is being rendered alive while an input is read, which can take minutes."""
        now = time.monotonic()
        beats = self._due("beat", now, HEARTBEAT)
        for slot in self._busy:
            slot.heard = now  # what its child says meanwhile is heard later
            if beats and slot.work is not None:
                slot.work.beat()

    def _due(self, what: str, now: float, every: float) -> bool:
        if now - self._checked[what] < every:
            return False
        self._checked[what] = now
        return True

    def _end_everything(self) -> None:
        for slot in self._slots:
            slot.clear(kindly=_KINDLY if slot.work is not None else 0.0)
            if slot.work is not None:
                slot.work.drop()
                slot.work.release()
        for work in self._waiting:
            work.release()

    def stop(self) -> None:
        """Stop the batch and drop unfinished scenes; a second call stops at once. Any thread can call this.

        Raises:
            KeyboardInterrupt: it was called before.
        """
        self._stops += 1
        if self._stops > 1:
            for slot in self._slots:
                if slot.child is not None:
                    slot.child.end()
            raise KeyboardInterrupt
        self._events.put((None, Ended()))  # which wakes the loop

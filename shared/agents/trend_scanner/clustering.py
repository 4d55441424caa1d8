"""Clusters of trends by meaning, found in a child process: the algorithm would hold the event loop for seconds."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from shared.domain.topics import carry_over, distinctive_terms, label_of
from shared.domain.trend import Cluster, Trend
from shared.errors import Retryable
from shared.names import derived_id

MODULE: Final = "shared.agents.trend_scanner.cluster_process"
SECONDS: Final = 120.0
LEADING: Final = 5


class ClusteringFailedError(Retryable):
    """The process that clusters died or took too long."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The trends could not be clustered: {reason}.", dependency="clustering")


@dataclass(frozen=True, slots=True)
class Groups:
    """Members by cluster id; trends in no cluster are left out."""

    members: Mapping[UUID, tuple[UUID, ...]]

    @property
    def cluster_of(self) -> dict[UUID, UUID]:
        """The cluster of each member."""
        return {trend: cluster for cluster, trends in self.members.items() for trend in trends}


async def group_trends(trends: Sequence[Trend], model: str, seconds: float = SECONDS) -> Groups:
    """Groups the trends that have a vector of `model`; a group goes on under the id that most of it had.

    Raises `ClusteringFailedError`.
    """
    usable = sorted(
        (t for t in trends if t.embedded is not None and t.embedded.model == model), key=lambda t: t.id
    )
    labels = await group_vectors([t.embedded.data for t in usable if t.embedded is not None], seconds)
    found: dict[int, list[UUID]] = {}
    for trend, label in zip(usable, labels, strict=True):
        if label >= 0:
            found.setdefault(label, []).append(trend.id)
    # Until an earlier group is found for it, a group is named after its first member.
    tenant = usable[0].tenant_id if usable else ""
    named = {derived_id("cluster", tenant, str(members[0])): members for members in found.values()}
    before = {t.id: t.cluster_id for t in usable if t.cluster_id is not None}
    past = carry_over(named, before)
    taken = set(past.values())
    result: dict[UUID, tuple[UUID, ...]] = {}
    for name, members in named.items():
        identity = past.get(name, name)
        while identity in taken and name not in past:
            identity = derived_id("cluster", str(identity))
        taken.add(identity)
        result[identity] = tuple(members)
    return Groups(result)


async def group_vectors(vectors: Sequence[bytes], seconds: float = SECONDS) -> list[int]:
    """The group of each vector (little-endian 32-bit floats of one length), -1 for none.

    Raises `ClusteringFailedError`.
    """
    import numpy as np

    if not vectors:
        return []
    buffer = io.BytesIO()
    np.save(
        buffer, np.frombuffer(b"".join(vectors), dtype="<f4").reshape(len(vectors), -1), allow_pickle=False
    )
    answer = await _run(buffer.getvalue(), seconds)
    labels = np.load(io.BytesIO(answer), allow_pickle=False)
    return [int(label) for label in labels]


async def _run(data: bytes, seconds: float) -> bytes:
    environment = {
        **{
            name: os.environ[name]
            for name in ("PATH", "HOME", "LD_LIBRARY_PATH", "SYSTEMROOT")
            if name in os.environ
        },
        "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        MODULE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    try:
        async with asyncio.timeout(seconds):
            answer, errors = await process.communicate(data)
    except TimeoutError as exc:
        raise ClusteringFailedError(f"it took more than {seconds:g} s") from exc
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        last = errors.decode(errors="replace").strip().splitlines()[-1:] or [""]
        raise ClusteringFailedError(f"the process ended with {process.returncode} {last[0][:200]}".strip())
    return answer


def describe(groups: Groups, trends: Mapping[UUID, Trend]) -> list[Cluster]:
    """The clusters with label, sources and leading trends, best first; every trend must be scored."""
    texts = {key: [trends[m].item.title for m in members] for key, members in groups.members.items()}
    terms = distinctive_terms(texts)
    clusters = []
    for key, members in groups.members.items():
        ranked = sorted(members, key=lambda m: (-_score(trends[m]), m))
        clusters.append(
            Cluster(
                id=key,
                label=label_of(terms[key]),
                terms=terms[key],
                size=len(members),
                sources=tuple(sorted({trends[m].item.source for m in members})),
                leading=tuple(ranked[:LEADING]),
                score=_score(trends[ranked[0]]),
            )
        )
    return sorted(clusters, key=lambda c: (-c.score, c.id))


def _score(trend: Trend) -> float:
    return trend.score.score if trend.score else 0.0

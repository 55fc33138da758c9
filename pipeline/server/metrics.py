"""The figures of the service, for Prometheus and what speaks as it does (/metrics); an optional extra."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.server.monitoring import Monitor
from schemas.types.errors import MoissonError

_PLACES = frozenset({
    "academie", "accessibilite", "annee", "bilan", "bilan-odt", "discipline", "favicon.svg", "fiches", "flux",
    "fragment", "groupe", "healthz", "integrer", "metrics", "nature", "niveau", "notices", "oai", "production",
    "recherche", "style.css", "suggestions",
})  # fmt: skip
"""First parts of addresses that are counted apart; whatever else is asked counts as one."""
_STATES = ("complete", "incomplete", "failed")


class Metrics(Collector):
    """Figures of the base, asked when they are, and of the answers given since the server began."""

    def __init__(self, monitor: Monitor, jobs: Callable[[], Iterable[bool]] | None = None) -> None:
        """`jobs` gives the jobs of the queue, each whether it is at work; None where there is no queue."""
        self._monitor = monitor
        self._jobs = jobs
        self._registry = CollectorRegistry()
        names = ("place", "code")
        self._answers = Counter("traam_http_requests", "Answers given", names, registry=self._registry)
        self._seconds = Histogram("traam_http_request_seconds", "Time to answer", names[:1], registry=self._registry)
        self._registry.register(self)

    def answered(self, path: str, code: int, seconds: float) -> None:
        """Count an answer."""
        first = path.removeprefix("/").partition("/")[0]  # « OPTIONS * » has no slash
        place = first if first in _PLACES else "autre" if first else "accueil"
        self._answers.labels(place, str(code)).inc()
        self._seconds.labels(place).observe(seconds)

    def counts(self) -> Iterator[Metric]:
        """The answers counted so far, and the time they took."""
        yield from (*self._answers.collect(), *self._seconds.collect())

    def describe(self) -> Iterator[Metric]:
        """Nothing: to be registered must not ask the base."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The figures of the base; raises MoissonError where it does not answer."""
        self._monitor.look()
        yield GaugeMetricFamily("traam_fresh", "1 once all that is served is up to date", self._monitor.is_fresh())
        yield GaugeMetricFamily("traam_records", "Records held", self._monitor.records)
        good = GaugeMetricFamily("traam_good", "0 where a person is needed (see traam doctor)", labels=["subject"])
        for one in self._monitor.findings:
            good.add_metric([one.subject], one.good)
        status = GaugeMetricFamily("traam_source_status", "How its last run ended", labels=["source", "status"])
        last = GaugeMetricFamily("traam_source_last_run_timestamp_seconds", "Start of its last run", labels=["source"])
        seen = GaugeMetricFamily("traam_source_last_run_seen", "Records seen by its last run", labels=["source"])
        asked = GaugeMetricFamily("traam_source_last_run_requests", "Requests of its last run", labels=["source"])
        for source, (started, report) in self._monitor.last.items():
            for state in _STATES:
                status.add_metric([source, state], report.status == state)
            for family, value in ((last, started.timestamp()), (seen, report.seen), (asked, report.requests)):
                family.add_metric([source], value)
        yield from (good, status, last, seen, asked)
        if self._jobs is not None:
            queue = GaugeMetricFamily("traam_queue_jobs", "Jobs of the queue (see traam work)", labels=["state"])
            at_work = Counts(self._jobs())
            for state, is_at_work in (("waiting", False), ("at_work", True)):
                queue.add_metric([state], at_work[is_at_work])
            yield queue

    def route(self) -> Route:
        """The address, which answers as it is asked: in OpenMetrics, or in the older text of Prometheus."""

        async def endpoint(request: Request) -> Response:
            encode, media_type = choose_encoder(request.headers.get("accept", ""))
            try:
                body: bytes = await run_in_threadpool(encode, self._registry)
            except MoissonError:
                return Response("la base ne répond pas\n", 503, media_type="text/plain")
            return Response(body, headers={"Content-Type": media_type, "Cache-Control": "no-store"})

        return Route("/metrics", endpoint)

"""Building a report as PDF or DOCX: asked for once, it ends once, whatever dies in between.

A build is worked on by whoever holds its advisory lock. The lock lives in the worker's
database session and goes with it, so that a build whose worker was killed is due again at
once; its state says how far it came, the lock says whether somebody is at it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Iterable, Iterator

from django.core.files.base import ContentFile
from django.db import Error, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commitments.domain import report_docx, report_pdf
from commitments.domain.assessment_figures import with_figures
from commitments.domain.assessment_report import report_of
from commitments.models import (
    AssessmentStage,
    BuildState,
    ReportBuild,
    ReportFormat,
    SelfAssessment,
)
from forums.models import Person

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
OPEN = (BuildState.WAITING, BuildState.RUNNING)
LOCKS = 0x0680  # the first of the two keys of our advisory locks, the second is the build's id


def request_build(
    assessment: SelfAssessment, *, by: Person, language: str, format: str = ReportFormat.PDF
) -> ReportBuild:
    """The build of the report in a language and format: the one that is open, or a new one.

    One that was asked for before the self-assessment was public, or before it was final, starts
    over. Of a final one there is one file: once it is built it stands, with the figures that it
    has. A worker is woken when the transaction is through; where the broker is down the next
    beat finds the build.
    """
    wanted = {"assessment": assessment, "language": language, "format": format}
    done = ReportBuild.objects.filter(state=BuildState.DONE, **wanted).first()
    if done is not None and stands(done, assessment):
        return done
    found = ReportBuild.objects.filter(state__in=OPEN, **wanted).first()
    if found is not None and is_superseded(found, assessment) and not _start_over(found):
        found = None
    if found is None:
        try:
            with transaction.atomic():
                found = ReportBuild.objects.create(requested_by=by, **wanted)
        except IntegrityError:  # somebody asked in the same moment
            found = ReportBuild.objects.filter(**wanted)[0]
    pk = found.pk
    transaction.on_commit(lambda: _nudge(pk))
    return found


def request_all(assessment: SelfAssessment, *, by: Person, languages: Iterable[str]) -> None:
    """Asks for the report in every language and format."""
    for language in languages:
        for format in ReportFormat.values:
            request_build(assessment, by=by, language=language, format=format)


def is_superseded(build: ReportBuild, assessment: SelfAssessment) -> bool:
    """Whether it was asked for when the self-assessment was not yet what it is now: public, final."""
    since = assessment.final_at or assessment.published_at
    return assessment.is_public and since is not None and build.requested_at < since


def stands(build: ReportBuild, assessment: SelfAssessment) -> bool:
    """Whether it is a file of the final self-assessment, which is not built again: what the forum
    made final stays what it was, whatever is reported later."""
    is_final = assessment.stage == AssessmentStage.FINAL
    return is_final and build.state == BuildState.DONE and not is_superseded(build, assessment)


def due_builds() -> list[int]:
    """Ids of open builds at which nobody works, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCKS],
        )
        taken = [row[0] for row in cursor.fetchall()]
    waiting = ReportBuild.objects.filter(state__in=OPEN).exclude(pk__in=taken)
    return list(waiting.order_by("requested_at", "pk").values_list("pk", flat=True))


def build(build_id: int) -> bool:
    """Builds the file where it is still to be built. True where this call finished it.

    Call it outside a transaction: progress is written for others to see while it works.
    """
    with _lock(build_id) as held:
        if not held:
            return False
        row = (
            ReportBuild.objects.filter(pk=build_id, state__in=OPEN)
            .select_related("assessment__plan__forum")
            .first()
        )
        if row is None:
            return False
        if row.attempts >= MOST_ATTEMPTS:
            _give_up(row)
            return False
        row.attempts += 1
        _update(row, state=BuildState.RUNNING, attempts=row.attempts, progress=0, step="")
        try:
            _finish(row, _written(row))
        except Exception:
            log.exception("Build %s failed in attempt %s", row.pk, row.attempts)
            if row.attempts >= MOST_ATTEMPTS:
                _give_up(row)
            else:
                _update(row, state=BuildState.WAITING, progress=0, step="")
            return False
        return True


def _written(row: ReportBuild) -> bytes:
    def progress(percent: int, step: str) -> None:
        with translation.override(row.language):
            _update(row, progress=percent, step=_(step))

    progress(5, gettext_noop("Collecting the figures"))
    rows = with_figures(SelfAssessment.objects.select_related("plan__forum"))
    assessment = rows.get(pk=row.assessment_id)
    with timezone.override(assessment.plan.forum.time_zone):
        report = report_of(assessment, row.language, whole=True)
    if row.format == ReportFormat.DOCX:
        return report_docx.render(report, progress=progress)
    return report_pdf.render(report, progress=progress)


def _finish(row: ReportBuild, content: bytes) -> None:
    plan = row.assessment.plan
    name = f"{plan.forum.slug}-{plan.slug}-{row.assessment.kind}-{row.language}.{row.format}"
    row.file.save(name, ContentFile(content), save=False)
    done = _update(
        row,
        state=BuildState.DONE,
        progress=100,
        step="",
        error="",
        finished_at=timezone.now(),
        file=row.file.name,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    if not done:  # another worker took over while our connection was lost
        row.file.storage.delete(row.file.name or "")


def _give_up(row: ReportBuild) -> None:
    with translation.override(row.language):
        error = _(
            "The report could not be built in %(count)d attempts. Ask those who look after the "
            "portal to look up build %(build)d in the log, then build it again."
        ) % {"count": MOST_ATTEMPTS, "build": row.pk}
    _update(row, state=BuildState.FAILED, error=error, finished_at=timezone.now())


def _update(row: ReportBuild, **values: object) -> bool:
    """Writes at once what others shall see; nothing where a later attempt has begun."""
    own = ReportBuild.objects.filter(pk=row.pk, state__in=OPEN, attempts__lte=row.attempts)
    return bool(own.update(**values))


def _start_over(row: ReportBuild) -> bool:
    """As if asked for now; whoever works at it works in vain. False where it has ended already."""
    return bool(
        ReportBuild.objects.filter(pk=row.pk, state__in=OPEN).update(
            state=BuildState.WAITING,
            requested_at=timezone.now(),
            attempts=F("attempts") + 1,
            progress=0,
            step="",
        )
    )


@contextlib.contextmanager
def _lock(build_id: int) -> Iterator[bool]:
    """Whether we alone work at the build, until we are through or our session ends."""
    keys = [LOCKS, build_id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::int, %s::int)", keys)
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with contextlib.suppress(Error), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s::int, %s::int)", keys)


def _nudge(build_id: int) -> None:
    """Wakes a worker. Where the broker is down the build waits for the next beat."""
    from commitments.tasks import build_report

    try:
        build_report.apply_async((build_id,), retry=False, ignore_result=True)
    except Exception as error:  # the broker's client raises errors of many libraries
        log.warning("The broker does not answer, build %s waits: %s", build_id, error)

"""Contracting processes of a forum: taking in what files say of them, and tying them to commitments.

What the Open Contracting Data Standard publishes is public already, so what is taken in is public
at once, as long as it stands behind a commitment that everybody can read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.domain.contracting import compiling
from commitments.domain.contracting.faults import Broken, Fault
from commitments.domain.contracting.statements import MOST_BYTES, File, Statement, read
from commitments.domain.contracting.summary import summary, words_of
from commitments.models import Commitment, ContractingProcess, ContractingRelease, Procurement
from forums.domain.errors import Refused
from forums.models import Forum, Person


class ElsewhereTied(Refused):
    """A contracting process stands behind commitments of its own forum only."""


class NotInTheFiles(Refused):
    """What was asked for does not stand in what was sent."""


@dataclass
class Imported:
    """The ids of the processes that files told of, by what became of them."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.new) + len(self.changed) + len(self.unchanged)


@transaction.atomic
def import_files(
    forum: Forum,
    *,
    by: Person | None,
    files: Iterable[File],
    commitment: Commitment | None = None,
    only: Collection[str] = (),
    replace: bool = False,
    most_bytes: int = MOST_BYTES,
) -> Imported:
    """Takes in what the files say, all of it or nothing, and ties it to the commitment.

    `only` names the processes that are meant where files hold more. The same again changes
    nothing. A release that is known with other content is a fault, unless `replace` lets the
    file's stand. Raises Broken, NotInTheFiles, ElsewhereTied.
    """
    told = _by_process(read(files, most_bytes=most_bytes), only)
    Forum.objects.select_for_update(no_key=True).get(pk=forum.pk)
    done = Imported()
    faults: list[Fault] = []
    for ocid, statements in told.items():
        try:
            process = _take_in(forum, ocid, statements, by=by, replace=replace, done=done)
        except Broken as broken:
            faults += broken.faults
            continue
        if commitment is not None:
            tie(commitment, by=by, process=process)
    if faults:
        raise Broken(faults)
    return done


def _by_process(
    statements: Sequence[Statement], only: Collection[str]
) -> dict[str, list[Statement]]:
    told: dict[str, list[Statement]] = {}
    for statement in statements:
        if not only or statement.ocid in only:
            told.setdefault(statement.ocid, []).append(statement)
    if missing := [ocid for ocid in only if ocid not in told]:
        raise NotInTheFiles(
            _("The files say nothing of these: %(ids)s.") % {"ids": ", ".join(missing[:20])}
        )
    return dict(sorted(told.items()))


def _take_in(
    forum: Forum,
    ocid: str,
    statements: list[Statement],
    *,
    by: Person | None,
    replace: bool,
    done: Imported,
) -> ContractingProcess:
    """The process with what the statements add, compiled anew where they add something."""
    process, is_new = ContractingProcess.objects.get_or_create(
        forum=forum, ocid=ocid, defaults={"added_by": by, "published_at": timezone.now()}
    )
    known = {row.release_id: row for row in process.releases.all()}
    fresh, faults = _fresh(process, known, statements, replace=replace)
    if faults:
        raise Broken(faults)
    if not fresh:
        done.unchanged.append(ocid)
        return process
    ContractingRelease.objects.bulk_create(
        fresh.values(),
        update_conflicts=True,
        unique_fields=["process", "release_id"],
        update_fields=["dated_at", "content", "source"],
    )
    _compile(process, [row.content for row in {**known, **fresh}.values()], statements[0])
    (done.new if is_new else done.changed).append(ocid)
    return process


def _fresh(
    process: ContractingProcess,
    known: dict[str, ContractingRelease],
    statements: list[Statement],
    *,
    replace: bool,
) -> tuple[dict[str, ContractingRelease], list[Fault]]:
    """The releases to be saved, and those that say otherwise than one with the same id."""
    fresh: dict[str, ContractingRelease] = {}
    faults = []
    for statement in statements:
        in_file, before = fresh.get(statement.release_id), known.get(statement.release_id)
        same = in_file or before
        if same is not None and same.content == statement.content:
            continue
        if in_file is not None:
            faults.append(statement.fault(_("stands twice, with different content"), "id"))
        elif before is not None and not replace:
            faults.append(statement.fault(_("is known already with other content"), "id"))
        else:
            fresh[statement.release_id] = ContractingRelease(
                process=process,
                release_id=statement.release_id,
                dated_at=statement.dated_at,
                content=statement.content,
                source=statement.source,
            )
    return fresh, faults


def _compile(
    process: ContractingProcess, contents: list[compiling.Content], told_by: Statement
) -> None:
    """Reads the columns of the process from all its releases. Raises Broken."""
    try:
        process.compiled = compiling.compiled(contents)
    except compiling.Inconsistent as error:
        what = _("cannot be put together with the other releases: %(why)s") % {"why": error}
        raise Broken([told_by.fault(what)]) from error
    columns = asdict(summary(process.compiled))
    for name, column in columns.items():
        setattr(process, name, column)
    process.compiled_at = timezone.now()
    process.save(update_fields=["compiled", "compiled_at", *columns])


@transaction.atomic
def tie(commitment: Commitment, *, by: Person | None, process: ContractingProcess) -> Procurement:
    """Puts the process behind the commitment; the same twice is once. Raises ElsewhereTied."""
    if commitment.plan.forum_id != process.forum_id:
        raise ElsewhereTied(_("This contracting process belongs to another forum."))
    tied, _is_new = Procurement.objects.get_or_create(
        commitment=commitment, process=process, defaults={"added_by": by}
    )
    return tied


@transaction.atomic
def untie(commitment: Commitment, *, by: Person, process: ContractingProcess) -> bool:
    """Takes the process from behind the commitment. Says whether it stood there.

    Its releases are kept; who is not in the forum sees it only behind other commitments.
    """
    gone, _rows = Procurement.objects.filter(commitment=commitment, process=process).delete()
    return bool(gone)


def behind(commitment: Commitment) -> list[ContractingProcess]:
    """The published contracting processes behind a commitment that the reader may see, the latest
    first; one query."""
    rows = ContractingProcess.objects.filter(
        procurements__commitment=commitment, published_at__isnull=False, withdrawn_at=None
    )
    found = list(rows.defer("compiled", "words").order_by("-released_at", "pk"))
    for process in found:
        process.forum = commitment.plan.forum
    return found


def holding(rows: QuerySet[ContractingProcess], words: str) -> QuerySet[ContractingProcess]:
    """Those of title, buyer, suppliers, id and description that hold words which begin so."""
    wanted = words_of(words)[:20]
    if not wanted:
        return rows.none() if words.strip() else rows
    query = SearchQuery(
        " & ".join(f"{word}:*" for word in wanted), config="simple", search_type="raw"
    )
    return rows.filter(Q(SearchVectorExact(SearchVector("words", config="simple"), query)))

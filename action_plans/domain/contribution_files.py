"""Files that come with contributions."""

from __future__ import annotations

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import get_valid_filename

from action_plans.models import Contribution, ContributionFile
from forums.domain import documents


@transaction.atomic
def add(contribution: Contribution, *, file: UploadedFile[bytes]) -> ContributionFile:
    """Takes in a file with its checksum. Raises FileRefused where its size or kind is not taken."""
    content_type = documents.check_file(file)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return ContributionFile.objects.create(
        contribution=contribution,
        file=file,
        name=get_valid_filename(file.name or "file")[-200:],
        size=file.size or 0,
        content_type=content_type,
        sha256=digest.hexdigest(),
    )

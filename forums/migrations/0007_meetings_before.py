from __future__ import annotations

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0006_decisions")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="reply",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="reply",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="reply",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="person",
            name="feed_revision",
            field=models.PositiveSmallIntegerField(
                default=0,
                editable=False,
                help_text="Raised to make the address of her calendar void.",
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="membership",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replies",
                to="forums.groupmembership",
            ),
        ),
        migrations.AddField(
            model_name="replyevent",
            name="membership",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="forums.groupmembership",
            ),
        ),
        migrations.AlterField(
            model_name="reply",
            name="term",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replies",
                to="forums.term",
            ),
        ),
        migrations.AlterField(
            model_name="replyevent",
            name="term",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="forums.term",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reply",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forums_replyevent" ("answer", "given_at", "given_by_id", "id", "meeting_id", "membership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "term_id") VALUES (NEW."answer", NEW."given_at", NEW."given_by_id", NEW."id", NEW."meeting_id", NEW."membership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."term_id"); RETURN NULL;',
                    hash="007f02ab6dabd3517554c26da6b0fc4a76c65f20",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9c122",
                    table="forums_reply",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reply",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "forums_replyevent" ("answer", "given_at", "given_by_id", "id", "meeting_id", "membership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "term_id") VALUES (NEW."answer", NEW."given_at", NEW."given_by_id", NEW."id", NEW."meeting_id", NEW."membership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."term_id"); RETURN NULL;',
                    hash="3a8726e320522d109a611d6927b870cec8b535a2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9ae37",
                    table="forums_reply",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reply",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "forums_replyevent" ("answer", "given_at", "given_by_id", "id", "meeting_id", "membership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "term_id") VALUES (OLD."answer", OLD."given_at", OLD."given_by_id", OLD."id", OLD."meeting_id", OLD."membership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."term_id"); RETURN NULL;',
                    hash="51921444ccdea29b58199682ba9002315710f1ae",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6cb39",
                    table="forums_reply",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                fields=("meeting", "membership"), name="reply_once_a_group_member"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("membership__isnull", True), ("term__isnull", False)),
                    models.Q(("membership__isnull", False), ("term__isnull", True)),
                    _connector="OR",
                ),
                name="reply_for_a_seat_or_a_group_member",
            ),
        ),
    ]

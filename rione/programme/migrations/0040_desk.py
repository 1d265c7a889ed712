"""The desk: questions, deadlines, the communication plan, calendars; what holds for their rows."""

import django.contrib.postgres.fields
import django.db.models.deletion
import rione.core.clock
import uuid
from django.conf import settings
from django.db import migrations, models

from rione.core.scope.policies import Municipal, Public, Shared, allow_only, protect

# What belongs to an operation is where it is and is read by whom it is read; a note by nobody else.
BELONGS = """
CREATE FUNCTION desk_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole record;
    part jsonb := to_jsonb(NEW);
BEGIN
    IF NEW.operation_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT o.municipality, o.shared_with INTO whole
        FROM programme_operation o WHERE o.id = NEW.operation_id;
    IF NOT FOUND OR whole.municipality <> NEW.municipality
        OR (
            part ? 'shared_with' AND coalesce(part ->> 'kind', '') <> 'note'
            AND part -> 'shared_with' <> to_jsonb(whole.shared_with)
        )
    THEN
        RAISE EXCEPTION '% is not where its operation is, or is shared with others', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER question_belongs_to_its_operation
    BEFORE INSERT OR UPDATE ON programme_question
    FOR EACH ROW EXECUTE FUNCTION desk_belongs();
CREATE TRIGGER question_message_belongs_to_its_operation
    BEFORE INSERT OR UPDATE ON programme_questionmessage
    FOR EACH ROW EXECUTE FUNCTION desk_belongs();
CREATE TRIGGER missing_item_belongs_to_its_operation
    BEFORE INSERT OR UPDATE ON programme_missingitem
    FOR EACH ROW EXECUTE FUNCTION desk_belongs();
CREATE TRIGGER deadline_belongs_to_its_operation
    BEFORE INSERT OR UPDATE ON programme_deadline
    FOR EACH ROW EXECUTE FUNCTION desk_belongs();
CREATE TRIGGER communication_plan_belongs_to_its_operation
    BEFORE INSERT OR UPDATE ON programme_communicationplanitem
    FOR EACH ROW EXECUTE FUNCTION desk_belongs();

-- Whoever reads an operation reads what belongs to it.
CREATE FUNCTION desk_follows_sharing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE programme_question SET shared_with = NEW.shared_with WHERE operation_id = NEW.id;
    UPDATE programme_questionmessage SET shared_with = NEW.shared_with
        WHERE operation_id = NEW.id AND kind <> 'note';
    UPDATE programme_missingitem SET shared_with = NEW.shared_with WHERE operation_id = NEW.id;
    UPDATE programme_deadline SET shared_with = NEW.shared_with WHERE operation_id = NEW.id;
    UPDATE programme_deadlineevent e SET shared_with = NEW.shared_with
        FROM programme_deadline d WHERE d.id = e.deadline_id AND d.operation_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER desk_is_shared_with_its_operation
    AFTER UPDATE OF shared_with ON programme_operation
    FOR EACH ROW WHEN (OLD.shared_with IS DISTINCT FROM NEW.shared_with)
    EXECUTE FUNCTION desk_follows_sharing();
"""
BELONGS_BACKWARD = """
DROP TRIGGER desk_is_shared_with_its_operation ON programme_operation;
DROP FUNCTION desk_follows_sharing();
DROP TRIGGER communication_plan_belongs_to_its_operation ON programme_communicationplanitem;
DROP TRIGGER deadline_belongs_to_its_operation ON programme_deadline;
DROP TRIGGER missing_item_belongs_to_its_operation ON programme_missingitem;
DROP TRIGGER question_message_belongs_to_its_operation ON programme_questionmessage;
DROP TRIGGER question_belongs_to_its_operation ON programme_question;
DROP FUNCTION desk_belongs();
"""

# Messages and events are only ever added. A test's database is emptied between tests.
ADDED = """
CREATE FUNCTION desk_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'shared_with' = to_jsonb(OLD) - 'shared_with'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is refused: its rows are only ever added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
CREATE FUNCTION desk_refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: its rows are only ever added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER question_message_is_never_changed
    BEFORE UPDATE OR DELETE ON programme_questionmessage
    FOR EACH ROW EXECUTE FUNCTION desk_refuse();
CREATE TRIGGER question_message_is_never_emptied BEFORE TRUNCATE ON programme_questionmessage
    FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
    EXECUTE FUNCTION desk_refuse_emptying();
CREATE TRIGGER deadline_event_is_never_changed
    BEFORE UPDATE OR DELETE ON programme_deadlineevent
    FOR EACH ROW EXECUTE FUNCTION desk_refuse();
CREATE TRIGGER deadline_event_is_never_emptied BEFORE TRUNCATE ON programme_deadlineevent
    FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
    EXECUTE FUNCTION desk_refuse_emptying();
CREATE TRIGGER communication_plan_event_is_never_changed
    BEFORE UPDATE OR DELETE ON programme_communicationplanevent
    FOR EACH ROW EXECUTE FUNCTION desk_refuse();
CREATE TRIGGER communication_plan_event_is_never_emptied
    BEFORE TRUNCATE ON programme_communicationplanevent
    FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
    EXECUTE FUNCTION desk_refuse_emptying();
"""
ADDED_BACKWARD = """
DROP TRIGGER communication_plan_event_is_never_emptied ON programme_communicationplanevent;
DROP TRIGGER communication_plan_event_is_never_changed ON programme_communicationplanevent;
DROP TRIGGER deadline_event_is_never_emptied ON programme_deadlineevent;
DROP TRIGGER deadline_event_is_never_changed ON programme_deadlineevent;
DROP TRIGGER question_message_is_never_emptied ON programme_questionmessage;
DROP TRIGGER question_message_is_never_changed ON programme_questionmessage;
DROP FUNCTION desk_refuse_emptying();
DROP FUNCTION desk_refuse();
"""

# What was entered stays as it was entered; what is derived is written by triggers alone; what is
# decided once (provided, withdrawn, revoked) stays decided.
KEPT = """
CREATE FUNCTION desk_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := string_to_array(TG_ARGV[0], ',');
    derived text[] := string_to_array(TG_ARGV[1], ',');
    once text[] := string_to_array(TG_ARGV[2], ',');
    before jsonb;
    after jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a row of % is never deleted', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    before := to_jsonb(OLD) - free - 'shared_with';
    after := to_jsonb(NEW) - free - 'shared_with';
    IF pg_trigger_depth() > 1 THEN
        before := before - derived;
        after := after - derived;
    END IF;
    IF cardinality(once) > 0 AND before -> once[1] = 'null'::jsonb THEN
        before := before - once;
        after := after - once;
    END IF;
    IF before <> after THEN
        RAISE EXCEPTION 'what was entered in % is not changed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER question_is_what_was_asked BEFORE UPDATE OR DELETE ON programme_question
    FOR EACH ROW EXECUTE FUNCTION desk_keeps('assigned_to_id', 'state,due,changed_at', '');
CREATE TRIGGER faq_is_what_was_published BEFORE UPDATE OR DELETE ON programme_faqentry
    FOR EACH ROW EXECUTE FUNCTION desk_keeps(
        '', '', 'withdrawn_at,withdrawn_by,withdrawal_reason'
    );
CREATE TRIGGER missing_item_is_what_was_asked_for
    BEFORE UPDATE OR DELETE ON programme_missingitem
    FOR EACH ROW EXECUTE FUNCTION desk_keeps(
        '', '', 'provided_at,provided_by,provided_role,evidence'
    );
CREATE TRIGGER deadline_is_what_was_set BEFORE UPDATE OR DELETE ON programme_deadline
    FOR EACH ROW EXECUTE FUNCTION desk_keeps(
        'account_id', 'state,due,sequence,changed_at', ''
    );
CREATE TRIGGER communication_plan_is_what_was_planned
    BEFORE UPDATE OR DELETE ON programme_communicationplanitem
    FOR EACH ROW EXECUTE FUNCTION desk_keeps(
        '',
        'state,held_on,reach_achieved,label_present,label_checked_on,evidence_url,changed_at',
        ''
    );
CREATE TRIGGER calendar_address_is_revoked_once
    BEFORE UPDATE OR DELETE ON programme_calendaraddress
    FOR EACH ROW EXECUTE FUNCTION desk_keeps('', '', 'revoked_at');

CREATE FUNCTION desk_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> TG_ARGV[0] THEN
        RAISE EXCEPTION 'a row of % begins as %', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER question_begins_open BEFORE INSERT ON programme_question
    FOR EACH ROW EXECUTE FUNCTION desk_begins('open');
CREATE TRIGGER deadline_begins_open BEFORE INSERT ON programme_deadline
    FOR EACH ROW EXECUTE FUNCTION desk_begins('open');
CREATE TRIGGER communication_plan_begins_planned
    BEFORE INSERT ON programme_communicationplanitem
    FOR EACH ROW EXECUTE FUNCTION desk_begins('planned');
"""
KEPT_BACKWARD = """
DROP TRIGGER communication_plan_begins_planned ON programme_communicationplanitem;
DROP TRIGGER deadline_begins_open ON programme_deadline;
DROP TRIGGER question_begins_open ON programme_question;
DROP FUNCTION desk_begins();
DROP TRIGGER calendar_address_is_revoked_once ON programme_calendaraddress;
DROP TRIGGER communication_plan_is_what_was_planned ON programme_communicationplanitem;
DROP TRIGGER deadline_is_what_was_set ON programme_deadline;
DROP TRIGGER missing_item_is_what_was_asked_for ON programme_missingitem;
DROP TRIGGER faq_is_what_was_published ON programme_faqentry;
DROP TRIGGER question_is_what_was_asked ON programme_question;
DROP FUNCTION desk_keeps();
"""

# What may follow on what, and what it makes of the thing it is about (rules/desk.py).
FOLLOWS = """
CREATE FUNCTION desk_message_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    about record;
    next text;
    begins boolean;
BEGIN
    SELECT q.state, q.operation_id INTO about
        FROM programme_question q WHERE q.id = NEW.question_id FOR UPDATE;
    next := CASE
        WHEN NEW.kind = 'note' THEN about.state
        WHEN about.state = 'closed' THEN CASE WHEN NEW.kind = 'reopening' THEN 'reopened' END
        WHEN NEW.kind = 'answer' THEN 'answered'
        WHEN NEW.kind = 'closing' THEN 'closed'
        WHEN NEW.kind = 'follow_up' THEN
            CASE WHEN about.state = 'answered' THEN 'reopened' ELSE about.state END
    END;
    begins := next = 'reopened' AND about.state <> 'reopened';
    IF next IS NULL OR about.operation_id <> NEW.operation_id
        OR begins <> (NEW.due IS NOT NULL)
    THEN
        RAISE EXCEPTION '% does not follow on %', NEW.kind, coalesce(about.state, 'nothing')
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.kind <> 'note' THEN
        UPDATE programme_question
            SET state = next, due = coalesce(NEW.due, due), changed_at = NEW.at
            WHERE id = NEW.question_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER question_message_follows BEFORE INSERT ON programme_questionmessage
    FOR EACH ROW EXECUTE FUNCTION desk_message_follows();

CREATE FUNCTION desk_faq_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM programme_question q JOIN programme_questionmessage m ON m.question_id = q.id
        WHERE q.id = NEW.question_id AND q.municipality = NEW.municipality AND m.kind = 'answer'
    ) OR NEW.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'only an answer that was given is published'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER faq_publishes_an_answer BEFORE INSERT ON programme_faqentry
    FOR EACH ROW EXECUTE FUNCTION desk_faq_answers();

CREATE FUNCTION desk_deadline_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    about record;
BEGIN
    SELECT d.state, d.due, d.sequence, d.municipality, d.shared_with INTO about
        FROM programme_deadline d WHERE d.id = NEW.deadline_id FOR UPDATE;
    IF NOT FOUND OR NEW.number <> about.sequence + 1 OR NEW.municipality <> about.municipality
        OR NEW.shared_with <> about.shared_with
        OR (NEW.kind = 'undone') <> (about.state = 'done')
        OR (NEW.kind = 'postponed' AND NEW.day <= about.due)
    THEN
        RAISE EXCEPTION '% does not follow on a deadline that is %', NEW.kind, about.state
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    UPDATE programme_deadline SET
        state = CASE NEW.kind WHEN 'completed' THEN 'done' ELSE 'open' END,
        due = CASE NEW.kind WHEN 'postponed' THEN NEW.day ELSE due END,
        sequence = NEW.number,
        changed_at = NEW.at
    WHERE id = NEW.deadline_id;
    RETURN NEW;
END $$;
CREATE TRIGGER deadline_event_follows BEFORE INSERT ON programme_deadlineevent
    FOR EACH ROW EXECUTE FUNCTION desk_deadline_follows();

CREATE FUNCTION desk_communication_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    about record;
    last integer;
BEGIN
    SELECT i.state, i.municipality INTO about
        FROM programme_communicationplanitem i WHERE i.id = NEW.item_id FOR UPDATE;
    SELECT coalesce(max(e.number), 0) INTO last
        FROM programme_communicationplanevent e WHERE e.item_id = NEW.item_id;
    IF about IS NULL OR about.state = 'cancelled' OR NEW.number <> last + 1
        OR NEW.municipality <> about.municipality
        OR (NEW.kind = 'cancelled' AND about.state = 'done')
        OR (NEW.kind = 'reported' AND about.state = 'done' AND NEW.reason = '')
    THEN
        RAISE EXCEPTION '% does not follow on an item that is %', NEW.kind, about.state
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    UPDATE programme_communicationplanitem SET
        state = CASE NEW.kind WHEN 'reported' THEN 'done' ELSE 'cancelled' END,
        held_on = NEW.held_on,
        reach_achieved = NEW.reach_achieved,
        label_present = NEW.label_present,
        label_checked_on = NEW.label_checked_on,
        evidence_url = NEW.evidence_url,
        changed_at = NEW.at
    WHERE id = NEW.item_id;
    RETURN NEW;
END $$;
CREATE TRIGGER communication_plan_event_follows BEFORE INSERT ON programme_communicationplanevent
    FOR EACH ROW EXECUTE FUNCTION desk_communication_follows();

-- What runs with the owner's rights looks up no table of the caller's.
DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY[
        'desk_follows_sharing', 'desk_message_follows', 'desk_deadline_follows',
        'desk_communication_follows'
    ]
    LOOP
        EXECUTE format(
            'ALTER FUNCTION %I() SET search_path = %I, pg_temp', named, current_schema()
        );
    END LOOP;
END $$;
"""
FOLLOWS_BACKWARD = """
DROP TRIGGER communication_plan_event_follows ON programme_communicationplanevent;
DROP FUNCTION desk_communication_follows();
DROP TRIGGER deadline_event_follows ON programme_deadlineevent;
DROP FUNCTION desk_deadline_follows();
DROP TRIGGER faq_publishes_an_answer ON programme_faqentry;
DROP FUNCTION desk_faq_answers();
DROP TRIGGER question_message_follows ON programme_questionmessage;
DROP FUNCTION desk_message_follows();
"""

SHARED = Shared("municipality", "shared_with")
ROWS = {
    "programme_question": SHARED,
    "programme_questionmessage": SHARED,
    "programme_missingitem": SHARED,
    "programme_deadline": SHARED,
    "programme_deadlineevent": SHARED,
    "programme_faqentry": Public("municipality", when="withdrawn_at IS NULL"),
    "programme_communicationplanitem": Public("municipality", when="state <> 'cancelled'"),
    "programme_communicationplanevent": Municipal("municipality"),
    # Nothing in it opens anything: the secret is made of the platform's key.
    "programme_calendaraddress": Public("municipality"),
}
ADD = "SELECT, INSERT"
RIGHTS = {
    "programme_question": f"{ADD}, UPDATE (assigned_to_id)",
    "programme_questionmessage": ADD,
    "programme_missingitem": f"{ADD}, UPDATE (provided_at, provided_by, provided_role, evidence)",
    "programme_deadline": ADD,
    "programme_deadlineevent": ADD,
    "programme_faqentry": f"{ADD}, UPDATE (withdrawn_at, withdrawn_by, withdrawal_reason)",
    "programme_communicationplanitem": ADD,
    "programme_communicationplanevent": ADD,
    "programme_calendaraddress": f"{ADD}, UPDATE (revoked_at)",
}


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0031_what_checks_hold'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=6)),
                ('account', models.UUIDField()),
                ('membership', models.UUIDField()),
                ('made_at', models.DateTimeField(default=rione.core.clock.now)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('membership',), name='calendar_address_once'), models.CheckConstraint(condition=models.Q(('revoked_at', None), ('revoked_at__gte', models.F('made_at')), _connector='OR'), name='calendar_address_revoked_later')],
            },
        ),
        migrations.CreateModel(
            name='CommunicationPlanItem',
            fields=[
                ('at', models.DateTimeField(default=rione.core.clock.now)),
                ('author', models.UUIDField()),
                ('author_role', models.CharField(max_length=24)),
                ('author_organisation', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=6)),
                ('kind', models.CharField(max_length=7)),
                ('title_it', models.CharField(max_length=200)),
                ('title_en', models.CharField(max_length=200)),
                ('audience_it', models.CharField(max_length=200)),
                ('audience_en', models.CharField(max_length=200)),
                ('channel_it', models.CharField(max_length=200)),
                ('channel_en', models.CharField(max_length=200)),
                ('action_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('planned_on', models.DateField()),
                ('reach_unit', models.CharField(max_length=6)),
                ('reach_planned', models.PositiveIntegerField(null=True)),
                ('budget_cents', models.BigIntegerField(null=True)),
                ('state', models.CharField(default='planned', max_length=9)),
                ('held_on', models.DateField(null=True)),
                ('reach_achieved', models.PositiveIntegerField(null=True)),
                ('label_present', models.BooleanField(null=True)),
                ('label_checked_on', models.DateField(null=True)),
                ('evidence_url', models.CharField(blank=True, max_length=500)),
                ('changed_at', models.DateTimeField(default=rione.core.clock.now)),
                ('operation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.operation')),
            ],
        ),
        migrations.CreateModel(
            name='CommunicationPlanEvent',
            fields=[
                ('at', models.DateTimeField(default=rione.core.clock.now)),
                ('author', models.UUIDField()),
                ('author_role', models.CharField(max_length=24)),
                ('author_organisation', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=6)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=9)),
                ('held_on', models.DateField(null=True)),
                ('reach_achieved', models.PositiveIntegerField(null=True)),
                ('label_present', models.BooleanField(null=True)),
                ('label_checked_on', models.DateField(null=True)),
                ('evidence_url', models.CharField(blank=True, max_length=500)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='programme.communicationplanitem')),
            ],
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('at', models.DateTimeField(default=rione.core.clock.now)),
                ('author', models.UUIDField()),
                ('author_role', models.CharField(max_length=24)),
                ('author_organisation', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=6)),
                ('shared_with', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('kind', models.CharField(max_length=16)),
                ('title', models.CharField(max_length=200)),
                ('series', models.UUIDField(default=uuid.uuid4)),
                ('number', models.PositiveIntegerField(default=0)),
                ('anchor', models.DateField()),
                ('months', models.PositiveSmallIntegerField(default=0)),
                ('until', models.DateField(null=True)),
                ('due', models.DateField()),
                ('role', models.CharField(max_length=24)),
                ('target_cents', models.BigIntegerField(null=True)),
                ('state', models.CharField(default='open', max_length=4)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(default=rione.core.clock.now)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('operation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.operation')),
            ],
        ),
        migrations.CreateModel(
            name='DeadlineEvent',
            fields=[
                ('at', models.DateTimeField(default=rione.core.clock.now)),
                ('author', models.UUIDField()),
                ('author_role', models.CharField(max_length=24)),
                ('author_organisation', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=6)),
                ('shared_with', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=9)),
                ('day', models.DateField(null=True)),
                ('evidence', models.CharField(blank=True, max_length=500)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='programme.deadline')),
            ],
        ),
        migrations.CreateModel(
            name='MissingItem',
            fields=[
                ('municipality', models.CharField(max_length=6)),
                ('shared_with', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('at', models.DateTimeField(default=rione.core.clock.now)),
                ('author', models.UUIDField()),
                ('author_role', models.CharField(max_length=24)),
                ('author_organisation', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('request', models.UUIDField()),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=500)),
                ('due', models.DateField()),
                ('provided_at', models.DateTimeField(null=True)),
                ('provided_by', models.UUIDField(null=True)),
                ('provided_role', models.CharField(blank=True, max_length=24)),
                ('evidence', models.CharField(blank=True, max_length=500)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.operation')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('municipality', models.CharField(max_length=6)),
                ('shared_with', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('at', models.DateTimeField(default=rione.core.clock.now)),
                ('author', models.UUIDField()),
                ('author_role', models.CharField(max_length=24)),
                ('author_organisation', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('topic', models.CharField(max_length=12)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('asked_on', models.DateField()),
                ('due', models.DateField()),
                ('state', models.CharField(default='open', max_length=8)),
                ('changed_at', models.DateTimeField(default=rione.core.clock.now)),
                ('assigned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.operation')),
            ],
        ),
        migrations.CreateModel(
            name='FaqEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('municipality', models.CharField(max_length=6)),
                ('topic', models.CharField(max_length=12)),
                ('question_it', models.TextField()),
                ('question_en', models.TextField()),
                ('answer_it', models.TextField()),
                ('answer_en', models.TextField()),
                ('published_at', models.DateTimeField(default=rione.core.clock.now)),
                ('published_by', models.UUIDField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.UUIDField(null=True)),
                ('withdrawal_reason', models.CharField(blank=True, max_length=500)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.question')),
            ],
        ),
        migrations.CreateModel(
            name='QuestionMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality', models.CharField(max_length=6)),
                ('shared_with', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('at', models.DateTimeField(default=rione.core.clock.now)),
                ('author', models.UUIDField()),
                ('author_role', models.CharField(max_length=24)),
                ('author_organisation', models.UUIDField(null=True)),
                ('kind', models.CharField(max_length=9)),
                ('text', models.TextField()),
                ('due', models.DateField(null=True)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.operation')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='programme.question')),
            ],
        ),
        migrations.AddIndex(
            model_name='communicationplanitem',
            index=models.Index(fields=['municipality', 'planned_on'], name='communication_plan_by_day'),
        ),
        migrations.AddConstraint(
            model_name='communicationplanitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('event', 'product', 'page'))), name='communication_plan_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='communicationplanitem',
            constraint=models.CheckConstraint(condition=models.Q(('reach_unit__in', ('people', 'copies', 'visits'))), name='communication_plan_unit_is_known'),
        ),
        migrations.AddConstraint(
            model_name='communicationplanitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title_it', ''), _negated=True), models.Q(('title_en', ''), _negated=True), models.Q(('audience_it', ''), _negated=True), models.Q(('audience_en', ''), _negated=True), models.Q(('channel_it', ''), _negated=True), models.Q(('channel_en', ''), _negated=True)), name='communication_plan_in_both_languages'),
        ),
        migrations.AddConstraint(
            model_name='communicationplanitem',
            constraint=models.CheckConstraint(condition=models.Q(('action_codes__len__gt', 0)), name='communication_plan_names_an_action'),
        ),
        migrations.AddConstraint(
            model_name='communicationplanitem',
            constraint=models.CheckConstraint(condition=models.Q(('budget_cents', None), models.Q(('budget_cents__gt', 0), ('operation__isnull', False)), _connector='OR'), name='communication_plan_budget_is_an_operations'),
        ),
        migrations.AddConstraint(
            model_name='communicationplanitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_on__isnull', False), ('state', 'done')), models.Q(('evidence_url', ''), ('held_on', None), ('label_present', None), ('reach_achieved', None), ('state__in', ['planned', 'cancelled'])), _connector='OR'), name='communication_plan_done_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='communicationplanitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('label_checked_on', None), ('label_present', None)), models.Q(('label_checked_on__isnull', False), ('label_present__isnull', False)), _connector='OR'), name='communication_plan_label_checked_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='communicationplanevent',
            constraint=models.UniqueConstraint(fields=('item', 'number'), name='communication_plan_events_in_order'),
        ),
        migrations.AddConstraint(
            model_name='communicationplanevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_on__isnull', False), ('kind', 'reported')), models.Q(('evidence_url', ''), ('held_on', None), ('kind', 'cancelled'), ('label_checked_on', None), ('label_present', None), ('reach_achieved', None), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='communication_plan_event_is_complete'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['municipality', 'due'], name='deadline_open'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(fields=['operation', 'due'], name='deadline_of_operation'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('monitoring', 'payment_claim', 'report', 'spending_target', 'custom'))), name='deadline_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'done'))), name='deadline_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='deadline_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ('programme_officer', 'certifier', 'auditor', 'beneficiary'))), name='deadline_role_answers_for_it'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('months__lte', 120)), name='deadline_repeats_within_ten_years'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('months__gt', 0), models.Q(('number', 0), ('until', None)), _connector='OR'), name='deadline_once_has_no_repetition'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('anchor')), _connector='OR'), name='deadline_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('operation__isnull', False), ('shared_with', []), _connector='OR'), name='deadline_of_programme_is_shared_with_nobody'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('operation__isnull', False), models.Q(('role', 'beneficiary'), _negated=True), _connector='OR'), name='deadline_of_programme_is_the_offices'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'spending_target'), ('target_cents__gt', 0), ('target_cents__isnull', False)), models.Q(models.Q(('kind', 'spending_target'), _negated=True), ('target_cents', None)), _connector='OR'), name='deadline_target_has_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'spending_target'), _negated=True), models.Q(('anchor__day', 31), ('anchor__month', 12), ('months', 0)), _connector='OR'), name='deadline_target_ends_with_a_year'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(fields=('series', 'number'), name='deadline_repeated_once'),
        ),
        migrations.AddConstraint(
            model_name='deadlineevent',
            constraint=models.UniqueConstraint(fields=('deadline', 'number'), name='deadline_events_in_order'),
        ),
        migrations.AddConstraint(
            model_name='deadlineevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', False), ('evidence', ''), ('kind', 'postponed'), models.Q(('reason', ''), _negated=True)), models.Q(('day__isnull', False), ('kind', 'completed'), ('reason', ''), models.Q(('evidence', ''), _negated=True)), models.Q(('day', None), ('evidence', ''), ('kind', 'undone'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='deadline_event_says_what_and_why'),
        ),
        migrations.AddIndex(
            model_name='missingitem',
            index=models.Index(condition=models.Q(('provided_at', None)), fields=['municipality', 'due'], name='missing_item_open'),
        ),
        migrations.AddConstraint(
            model_name='missingitem',
            constraint=models.UniqueConstraint(fields=('request', 'position'), name='missing_item_in_order'),
        ),
        migrations.AddConstraint(
            model_name='missingitem',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='missing_item_says_what'),
        ),
        migrations.AddConstraint(
            model_name='missingitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('evidence', ''), ('provided_at', None), ('provided_by', None), ('provided_role', '')), models.Q(('provided_at__isnull', False), ('provided_by__isnull', False), models.Q(('provided_role', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), _connector='OR'), name='missing_item_provided_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['municipality', 'state', 'due'], name='question_by_state'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['operation', '-at'], name='question_of_operation'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('topic__in', ('eligibility', 'reporting', 'procurement', 'publicity', 'other'))), name='question_topic_is_known'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'answered', 'closed', 'reopened'))), name='question_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='question_asks_something'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('due__gt', models.F('asked_on'))), name='question_is_due_after_it_was_asked'),
        ),
        migrations.AddIndex(
            model_name='faqentry',
            index=models.Index(fields=['-published_at'], name='faq_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='faqentry',
            constraint=models.CheckConstraint(condition=models.Q(('topic__in', ('eligibility', 'reporting', 'procurement', 'publicity', 'other'))), name='faq_topic_is_known'),
        ),
        migrations.AddConstraint(
            model_name='faqentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('question_it', ''), _negated=True), models.Q(('question_en', ''), _negated=True), models.Q(('answer_it', ''), _negated=True), models.Q(('answer_en', ''), _negated=True)), name='faq_in_both_languages'),
        ),
        migrations.AddConstraint(
            model_name='faqentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='faq_withdrawn_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='faqentry',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('question',), name='faq_published_once'),
        ),
        migrations.AddIndex(
            model_name='questionmessage',
            index=models.Index(fields=['question', 'id'], name='question_message_in_order'),
        ),
        migrations.AddConstraint(
            model_name='questionmessage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('answer', 'follow_up', 'note', 'closing', 'reopening'))), name='question_message_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='questionmessage',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='question_message_says_something'),
        ),
        migrations.AddConstraint(
            model_name='questionmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'note'), _negated=True), ('shared_with', []), _connector='OR'), name='question_note_is_internal'),
        ),
        migrations.AddConstraint(
            model_name='questionmessage',
            constraint=models.CheckConstraint(condition=models.Q(('due', None), ('kind__in', ['follow_up', 'reopening']), _connector='OR'), name='question_term_begins_with_a_question'),
        ),
        migrations.RunSQL(BELONGS, BELONGS_BACKWARD),
        migrations.RunSQL(ADDED, ADDED_BACKWARD),
        migrations.RunSQL(KEPT, KEPT_BACKWARD),
        migrations.RunSQL(FOLLOWS, FOLLOWS_BACKWARD),
        *(protect(table, rows) for table, rows in ROWS.items()),
        *(allow_only(table, web=rights, worker="SELECT") for table, rights in RIGHTS.items()),
    ]

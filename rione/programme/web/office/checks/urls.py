"""Addresses of procurements, checks, findings, irregularities and recoveries."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import (
    checklists,
    checks,
    contracts,
    findings,
    irregularities,
    operation,
    procurements,
    recoveries,
    samples,
)

urlpatterns = [
    path(
        _("office/operations/<str:code>/procurements/"),
        operation.operation_procurements,
        name="operation_procurements",
    ),
    path(
        _("office/operations/<str:code>/procurements/new/"),
        procurements.open_one,
        name="open_procedure",
    ),
    path(
        _("office/operations/<str:code>/checks/"),
        operation.operation_checks,
        name="operation_checks",
    ),
    path(_("office/operations/<str:code>/checks/new/"), checks.begin, name="begin_check"),
    path(
        _("office/operations/<str:code>/irregularities/new/"),
        irregularities.report,
        name="report_irregularity",
    ),
    path(_("office/procurements/"), procurements.procurement_list, name="procurements"),
    path(_("office/procurements/<uuid:key>/"), procurements.procurement, name="procurement"),
    path(_("office/procurements/<uuid:key>/change/"), procurements.change, name="change_procedure"),
    path(
        _("office/procurements/<uuid:key>/phases/<slug:phase>/"),
        procurements.set_phase,
        name="set_phase",
    ),
    path(
        _("office/procurements/<uuid:key>/withdraw/"),
        procurements.withdraw,
        name="withdraw_procedure",
    ),
    path(
        _("office/procurements/<uuid:key>/parties/new/"), procurements.add_party, name="add_party"
    ),
    path(
        _("office/procurements/<uuid:key>/parties/<int:party>/end/"),
        procurements.end_party,
        name="end_party",
    ),
    path(_("office/procurements/<uuid:key>/contracts/new/"), contracts.sign, name="sign_contract"),
    path(_("office/contracts/"), contracts.contract_list, name="contracts"),
    path(_("office/contracts/<uuid:key>/"), contracts.contract, name="contract"),
    path(_("office/contracts/<uuid:key>/vary/"), contracts.vary, name="vary_contract"),
    path(
        _("office/contracts/<uuid:key>/variations/<uuid:variation>/undo/"),
        contracts.undo,
        name="undo_variation",
    ),
    path(_("office/contracts/<uuid:key>/delivery/"), contracts.deliver, name="record_delivery"),
    path(_("office/contracts/<uuid:key>/close/"), contracts.close, name="close_contract"),
    path(_("office/contracts/<uuid:key>/reopen/"), contracts.reopen, name="reopen_contract"),
    path(_("office/check-lists/"), checklists.template_list, name="check_templates"),
    path(_("office/check-lists/new/"), checklists.write_new, name="new_check_template"),
    path(_("office/check-lists/load/"), checklists.load, name="load_check_templates"),
    path(_("office/check-lists/<int:key>/"), checklists.template, name="check_template"),
    path(
        _("office/check-lists/<int:key>/new-version/"),
        checklists.draft,
        name="draft_check_template",
    ),
    path(
        _("office/check-lists/<int:key>/questions/"),
        checklists.write_items,
        name="write_check_items",
    ),
    path(
        _("office/check-lists/<int:key>/publish/"),
        checklists.publish,
        name="publish_check_template",
    ),
    path(_("office/checks/"), checks.check_list, name="checks"),
    path(_("office/checks/<uuid:key>/"), checks.check, name="check"),
    path(_("office/checks/<uuid:key>/questions/"), checks.answer, name="answer_items"),
    path(_("office/checks/<uuid:key>/visit/"), checks.visit, name="record_visit"),
    path(_("office/checks/<uuid:key>/finish/"), checks.finish, name="finish_check"),
    path(_("office/checks/<uuid:key>/reopen/"), checks.reopen, name="reopen_check"),
    path(_("office/checks/<uuid:key>/findings/new/"), findings.raise_one, name="raise_finding"),
    path(_("office/samples/"), samples.sample_list, name="samples"),
    path(_("office/samples/new/"), samples.draw, name="draw_sample"),
    path(_("office/samples/<uuid:key>/"), samples.sample, name="sample"),
    path(_("office/findings/"), findings.finding_list, name="findings"),
    path(_("office/findings/<uuid:key>/"), findings.finding, name="finding"),
    path(_("office/findings/<uuid:key>/answer/"), findings.answer, name="answer_finding"),
    path(_("office/findings/<uuid:key>/extend/"), findings.extend, name="extend_finding"),
    path(_("office/findings/<uuid:key>/settle/"), findings.settle, name="settle_finding"),
    path(_("office/irregularities/"), irregularities.irregularity_list, name="irregularities"),
    path(_("office/irregularities/<uuid:key>/"), irregularities.irregularity, name="irregularity"),
    path(
        _("office/irregularities/<uuid:key>/classify/"),
        irregularities.classify,
        name="classify_irregularity",
    ),
    path(
        _("office/irregularities/<uuid:key>/report/"),
        irregularities.notify,
        name="notify_irregularity",
    ),
    path(
        _("office/irregularities/<uuid:key>/recovery/"), irregularities.order, name="order_recovery"
    ),
    path(_("office/recoveries/"), recoveries.recovery_list, name="recoveries"),
    path(_("office/recoveries/<uuid:key>/"), recoveries.recovery, name="recovery"),
    path(_("office/recoveries/<uuid:key>/receive/"), recoveries.receive, name="record_recovery"),
    path(_("office/recoveries/<uuid:key>/give-up/"), recoveries.give_up, name="write_off"),
    path(
        _("office/recoveries/<uuid:key>/movements/<uuid:movement>/undo/"),
        recoveries.undo,
        name="undo_movement",
    ),
]

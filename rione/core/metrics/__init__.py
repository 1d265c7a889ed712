"""Figures for machines that watch the platform: `/metrics`, in the form that Prometheus reads.

Requests are counted in memory by each process, or by all of them together where RIONE_METRICS_DIR
names a folder (docs/operations.md). Everything else is asked of the database when somebody reads
the page; contexts add theirs when they start:

    gauges.register(Gauge("rione_mails_waiting", "Mails that wait to leave.", read=waiting))
"""

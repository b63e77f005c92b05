/**
 * The metrics that rules, alerts and dashboards ask for, and who must provide them: a contract, as an alert over a
 * metric that nobody sends stays silent for ever. Names as Prometheus has them; the application says
 * `http.server.request.duration` with unit `s`, as OpenTelemetry's semantic conventions do.
 */

/** The API and the worker, over OTLP: each with its labels. */
export const application: Readonly<Record<string, readonly string[]>> = {
  http_server_request_duration_seconds: ["http_request_method", "http_route", "http_response_status_code"],
  http_server_active_requests: [],
  /** db_query_summary: the query's title. */
  db_client_operation_duration_seconds: ["db_query_summary", "error_type"],
  db_client_connection_count: ["db_client_connection_state"],
  db_client_connection_pending_requests: [],
  /** outcome: done, retry, dead, cancelled. */
  scaffold_job_duration_seconds: ["job_name", "outcome"],
  scaffold_job_wait_seconds: ["queue"],
  scaffold_jobs_depth: ["queue", "state"],
  scaffold_jobs_oldest_ready_seconds: ["queue"],
  process_cpu_time_seconds_total: ["cpu_mode"],
  process_memory_usage_bytes: [],
  nodejs_eventloop_delay_p99_seconds: [],
};

/** What Prometheus adds to each of them: of the resource, by prometheus.yml, and `job` and `instance` on its own account. */
export const promoted = ["service_name", "service_version", "service_instance_id"] as const;

/** `scaffold backup create` and `drill`, as a file that node-exporter reads. */
export const backup = [
  "scaffold_backup_last_success_timestamp_seconds",
  "scaffold_backup_size_bytes",
  "scaffold_backup_drill_last_success_timestamp_seconds",
  "scaffold_backup_drill_rto_seconds",
  "scaffold_backup_drill_rpo_seconds",
] as const;

/** The exporters, the collector, and Prometheus itself. */
export const exporters = [
  "up",
  "otelcol_exporter_",
  "node_cpu_seconds_total",
  "node_filesystem_avail_bytes",
  "node_filesystem_size_bytes",
  "node_memory_MemAvailable_bytes",
  "node_memory_MemTotal_bytes",
  "pg_settings_max_connections",
  "pg_stat_activity_count",
  "pg_stat_database_blks_hit",
  "pg_stat_database_blks_read",
  "pg_stat_user_tables_n_dead_tup",
  "pg_up",
  "redis_memory_max_bytes",
  "redis_memory_used_bytes",
  "redis_up",
] as const;

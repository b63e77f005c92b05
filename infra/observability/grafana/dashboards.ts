/** The dashboards: what each shows, and the query behind it. `bun infra/observability/grafana/build.ts` writes the JSON. */

export interface Panel {
  readonly title: string;
  readonly about?: string;
  readonly show: "graph" | "number" | "table" | "logs" | "traces";
  readonly from?: "prometheus" | "loki" | "tempo";
  /** Grafana's name of it: s, percentunit, bytes, reqps … */
  readonly unit?: string;
  readonly wide?: true;
  /** Dots on the graph that lead to a trace. */
  readonly exemplars?: true;
  readonly queries: readonly (readonly [query: string, legend?: string])[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const quantile = (q: number, by: string, histogram: string) =>
  `histogram_quantile(${q}, sum by (${by}, le) (rate(${histogram}_bucket[$__rate_interval])))`;

const api: Dashboard = {
  uid: "api",
  title: "API by route",
  panels: [
    {
      title: "Requests",
      show: "graph",
      unit: "reqps",
      queries: [["sum by (http_route) (route:http_requests:rate5m)", "{{http_route}}"]],
    },
    {
      title: "Failed through our fault",
      about: "Share of answers 5xx. The promise is 99.9 %.",
      show: "graph",
      unit: "percentunit",
      queries: [
        ["api:http_errors:ratio_rate5m", "5 minutes"],
        ["api:http_errors:ratio_rate1h", "1 hour"],
      ],
    },
    {
      title: "Duration, p95",
      about: "Dots are requests: click one for its trace.",
      show: "graph",
      unit: "s",
      exemplars: true,
      queries: [[quantile(0.95, "http_route", "http_server_request_duration_seconds"), "{{http_route}}"]],
    },
    {
      title: "Answers by status",
      show: "graph",
      unit: "reqps",
      queries: [
        [
          "sum by (http_response_status_code) (rate(http_server_request_duration_seconds_count[$__rate_interval]))",
          "{{http_response_status_code}}",
        ],
      ],
    },
    { title: "In flight", show: "graph", queries: [["sum(http_server_active_requests)", "requests"]] },
    {
      title: "Slowest traces",
      show: "traces",
      from: "tempo",
      queries: [["{ kind = server && duration > 250ms }"]],
    },
  ],
};

const sql: Dashboard = {
  uid: "sql",
  title: "SQL by title",
  panels: [
    {
      title: "Time spent, by title",
      about: "Seconds of query per second: what to make faster first.",
      show: "graph",
      unit: "s",
      queries: [
        [
          "topk(10, sum by (db_query_summary) (rate(db_client_operation_duration_seconds_sum[$__rate_interval])))",
          "{{db_query_summary}}",
        ],
      ],
    },
    {
      title: "Duration, p95",
      show: "graph",
      unit: "s",
      exemplars: true,
      queries: [["topk(10, title:db_operation_duration_seconds:p95_5m)", "{{db_query_summary}}"]],
    },
    {
      title: "Calls",
      show: "graph",
      unit: "ops",
      queries: [["topk(10, title:db_operations:rate5m)", "{{db_query_summary}}"]],
    },
    {
      title: "Failures",
      show: "graph",
      unit: "ops",
      queries: [
        [
          'sum by (db_query_summary, error_type) (rate(db_client_operation_duration_seconds_count{error_type!=""}[$__rate_interval]))',
          "{{db_query_summary}} {{error_type}}",
        ],
      ],
    },
    {
      title: "Connections of the pools",
      show: "graph",
      queries: [
        [
          "sum by (service_name, db_client_connection_state) (db_client_connection_count)",
          "{{service_name}} {{db_client_connection_state}}",
        ],
        ["sum by (service_name) (db_client_connection_pending_requests)", "{{service_name}} waiting"],
      ],
    },
    {
      title: "Connections of Postgres",
      show: "graph",
      queries: [
        ["sum by (state) (pg_stat_activity_count)", "{{state}}"],
        ["max(pg_settings_max_connections)", "limit"],
      ],
    },
    {
      title: "Rows that are dead",
      show: "graph",
      queries: [["topk(10, pg_stat_user_tables_n_dead_tup)", "{{relname}}"]],
    },
    {
      title: "Found in memory",
      show: "graph",
      unit: "percentunit",
      queries: [
        [
          "sum(rate(pg_stat_database_blks_hit[$__rate_interval])) / (sum(rate(pg_stat_database_blks_hit[$__rate_interval])) + sum(rate(pg_stat_database_blks_read[$__rate_interval])))",
          "hits",
        ],
      ],
    },
  ],
};

const jobs: Dashboard = {
  uid: "jobs",
  title: "Jobs",
  panels: [
    {
      title: "Runs by outcome",
      show: "graph",
      unit: "ops",
      queries: [["sum by (outcome) (job:runs:rate5m)", "{{outcome}}"]],
    },
    {
      title: "Duration, p95",
      show: "graph",
      unit: "s",
      queries: [["job:duration_seconds:p95_5m", "{{job_name}}"]],
    },
    {
      title: "Waiting",
      show: "graph",
      queries: [["max by (queue, state) (scaffold_jobs_depth)", "{{queue}} {{state}}"]],
    },
    {
      title: "Waited before they ran, p95",
      show: "graph",
      unit: "s",
      queries: [["queue:wait_seconds:p95_5m", "{{queue}}"]],
    },
    {
      title: "The oldest waits for",
      show: "graph",
      unit: "s",
      queries: [["max by (queue) (scaffold_jobs_oldest_ready_seconds)", "{{queue}}"]],
    },
    {
      title: "Gave up",
      show: "logs",
      from: "loki",
      wide: true,
      queries: [['{service_name="scaffold"} | json | job != "" | level="error"']],
    },
  ],
};

const process: Dashboard = {
  uid: "process",
  title: "Processes and machine",
  panels: [
    {
      title: "Processor",
      show: "graph",
      unit: "percentunit",
      queries: [
        [
          "sum by (service_instance_id) (rate(process_cpu_time_seconds_total[$__rate_interval]))",
          "{{service_instance_id}}",
        ],
        ['1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))', "machine"],
      ],
    },
    {
      title: "Memory",
      show: "graph",
      unit: "bytes",
      queries: [
        ["process_memory_usage_bytes", "{{service_instance_id}}"],
        ["node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes", "machine"],
      ],
    },
    {
      title: "Event loop delay, p99",
      show: "graph",
      unit: "s",
      queries: [["nodejs_eventloop_delay_p99_seconds", "{{service_instance_id}}"]],
    },
    {
      title: "Disk left",
      show: "graph",
      unit: "percentunit",
      queries: [
        ['node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"}', "/"],
      ],
    },
    {
      title: "Last backup, and last that was restored",
      show: "number",
      unit: "s",
      queries: [
        ["time() - max(scaffold_backup_last_success_timestamp_seconds)", "backup"],
        ["time() - max(scaffold_backup_drill_last_success_timestamp_seconds)", "drill"],
      ],
    },
    {
      title: "What a restore would cost",
      about: "Recovery time as the last drill measured it, and how old the data would have been.",
      show: "number",
      unit: "s",
      queries: [
        ["max(scaffold_backup_drill_rto_seconds)", "time"],
        ["max(scaffold_backup_drill_rpo_seconds)", "data"],
      ],
    },
    {
      title: "Redis",
      show: "graph",
      unit: "bytes",
      queries: [
        ["redis_memory_used_bytes", "used"],
        ["redis_memory_max_bytes", "limit"],
      ],
    },
    { title: "Gives no numbers", show: "table", queries: [["up == 0"]] },
  ],
};

const errors: Dashboard = {
  uid: "errors",
  title: "Errors",
  panels: [
    {
      title: "Errors in the log",
      show: "graph",
      from: "loki",
      queries: [
        [
          'sum by (service_name) (count_over_time({service_name=~".+"} | json | level=~"error|fatal" [$__auto]))',
          "{{service_name}}",
        ],
      ],
    },
    {
      title: "Routes that fail",
      show: "graph",
      unit: "reqps",
      queries: [
        [
          'sum by (http_route) (rate(http_server_request_duration_seconds_count{http_response_status_code=~"5.."}[$__rate_interval]))',
          "{{http_route}}",
        ],
      ],
    },
    {
      title: "What happened",
      about: "One line per internal error, with everything known about it; the trace is one click away.",
      show: "logs",
      from: "loki",
      wide: true,
      queries: [['{service_name="scaffold"} | json | level=~"error|fatal"']],
    },
    {
      title: "Failed traces",
      show: "traces",
      from: "tempo",
      wide: true,
      queries: [["{ status = error && kind = server }"]],
    },
  ],
};

export const dashboards: readonly Dashboard[] = [api, sql, jobs, process, errors];

/** How Postgres is set up, the same wherever this project starts one: embedded, or in a container for the tests. */

export type Settings = Readonly<Record<string, string | number>>;

/** Text sorts by code point on every machine, so that a test's order does not hang on the host's locales. */
export const initdbArguments: readonly string[] = [
  "--encoding=UTF8",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--locale=C",
];

export const serverSettings: Settings = {
  shared_preload_libraries: "pg_stat_statements",
  max_connections: 200,
  timezone: "UTC",
  log_timezone: "UTC",
};

/** Data that nobody will miss if the machine goes down: nothing waits for the disk. A killed server loses nothing. */
export const testSettings: Settings = {
  ...serverSettings,
  fsync: "off",
  full_page_writes: "off",
  max_connections: 400,
};

/** What the environment says to the tests; everything else of it is config.ts's business. */

export interface TestEnvironment {
  /** auto: a container when a Docker engine answers, the embedded Postgres otherwise. */
  readonly postgres: "auto" | "container" | "embedded";
  readonly driver: "bun:sql" | "pg";
}

/**
 * `REQUIRE_CONTAINERS=1` (CI) fails instead of falling back to the embedded Postgres; `TEST_POSTGRES=embedded` uses
 * that one although an engine answers. `TEST_DRIVER=pg` puts the databases of tests on the driver that is not Bun's.
 */
export function testEnvironment(env: NodeJS.ProcessEnv): TestEnvironment {
  const driver = env.TEST_DRIVER === "pg" ? "pg" : "bun:sql";
  if (env.REQUIRE_CONTAINERS === "1") return { driver, postgres: "container" };
  return { driver, postgres: env.TEST_POSTGRES === "embedded" ? "embedded" : "auto" };
}

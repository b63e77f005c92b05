/** What the environment says to the tests; everything else of it is config.ts's business. */

export interface TestEnvironment {
  /** auto: a container when a Docker engine answers, the embedded Postgres otherwise. */
  readonly postgres: "auto" | "container" | "embedded";
}

/**
 * `REQUIRE_CONTAINERS=1` (CI) fails instead of falling back to the embedded Postgres; `TEST_POSTGRES=embedded` uses
 * that one although an engine answers.
 */
export function testEnvironment(env: NodeJS.ProcessEnv): TestEnvironment {
  if (env.REQUIRE_CONTAINERS === "1") return { postgres: "container" };
  return { postgres: env.TEST_POSTGRES === "embedded" ? "embedded" : "auto" };
}

/**
 * The tiers of the infrastructure's tests. What needs nothing always runs; what needs Docker and minutes runs with
 * TEST_INFRA=1 (`make test-infra`, CI). A tier that does not run says so: a skip that nobody sees is a lie.
 */
import { describe } from "bun:test";
import { findDocker } from "../../src/testing/docker.ts";

/** As `describe`, if this machine can run the tier and was asked to; else it skips, and says which and why. */
export async function tier(name: string): Promise<typeof describe | typeof describe.skip> {
  const reason = await whyNot();
  if (reason === undefined) return describe;
  console.warn(`\nSKIPPED ${name}: ${reason}`);
  return describe.skip;
}

async function whyNot(): Promise<string | undefined> {
  if (process.env.TEST_INFRA !== "1") return "slow; TEST_INFRA=1 or `make test-infra` runs it";
  if ((await findDocker(process.env)) !== undefined) return undefined;
  if (process.env.REQUIRE_CONTAINERS === "1")
    throw new Error("REQUIRE_CONTAINERS=1, and no Docker engine answers");
  return "no Docker engine answers";
}

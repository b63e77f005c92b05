/** Every failure has one shape for the UI, also those that the API did not write: no network, a proxy's own page. */
import type { Fetch } from "./revalidation.ts";
import type { Problem } from "./types.ts";

/** Answers with a problem where `send` throws, or brings an error that is not the API's. */
export const withProblems =
  (send: Fetch): Fetch =>
  async (input, init) => {
    const response = await send(input, init).catch((error: unknown) => unreachable(503, String(error)));
    const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
    return response.status < 400 || isProblem ? response : unreachable(response.status);
  };

function unreachable(status: number, detail?: string): Response {
  const title = "The service cannot be reached. Try again in a moment.";
  const problem: Problem = { title, status, code: "unreachable", ...(detail !== undefined && { detail }) };
  return Response.json(problem, { status, headers: { "content-type": "application/problem+json" } });
}

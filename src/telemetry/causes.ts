/** An error and what led to it. */

const MAX_CAUSES = 8;

/** The error, its cause, the cause of that … */
export function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next != null && chain.length < MAX_CAUSES; ) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain;
}

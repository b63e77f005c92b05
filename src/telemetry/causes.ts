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

/** Name, message and stack of each; nothing else, as drivers hang whole rows on their errors. */
export function errorChain(error: unknown): Record<string, unknown> | undefined {
  return causes(error).reduceRight<Record<string, unknown> | undefined>(
    (cause, each) => ({
      ...(each instanceof Error
        ? { name: each.name, message: each.message, stack: each.stack }
        : { name: "thrown", message: String(each) }),
      ...(cause === undefined ? {} : { cause }),
    }),
    undefined,
  );
}

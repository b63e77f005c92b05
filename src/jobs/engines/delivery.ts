/** How a delivery is called in a broker. */
import type { Delivery } from "../engine.ts";

/**
 * With the run in it: the id of a job that failed a moment ago may still be taken in the broker, and its next run
 * would be swallowed as a duplicate (measured: 376 of 500 jobs stuck).
 */
export const jobIdOf = ({ id, run }: Delivery): string => `${id}_${run}`;

export function groupByQueue(deliveries: readonly Delivery[]): Map<string, Delivery[]> {
  return Map.groupBy(deliveries, ({ queue }) => queue);
}

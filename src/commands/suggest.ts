/** "Did you mean …?" for whatever a person typed and does not exist: commands, actions, flags, titles. */

/** The candidate that is closest to `typed`, if it is close enough to be a slip of the fingers. */
export function suggest(typed: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(typed.length / 3));
  const scored = candidates.map((candidate) => ({
    candidate,
    distance: editDistance(typed.toLowerCase(), candidate.toLowerCase()),
  }));
  return scored.filter(({ distance }) => distance <= limit).sort((a, b) => a.distance - b.distance)[0]
    ?.candidate;
}

/** Levenshtein's distance: insertions, deletions and replacements from one word to the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replace = at(previous, column) + (letter === other ? 0 : 1);
      current.push(Math.min(replace, at(previous, column + 1) + 1, at(current, column) + 1));
    }
    previous = current;
  }
  return at(previous, to.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;

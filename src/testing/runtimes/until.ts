/** Waits for what becomes true by itself, by asking whoever knows: each question takes a turn of its own. */
export async function until<T>(ask: () => Promise<T | null | undefined | false>): Promise<T> {
  while (true) {
    const answer = await ask();
    if (answer) return answer;
  }
}

/** Somebody who goes on asking while something is changed, and counts the answers by status. */

const BETWEEN_MS = 20;
const PATIENCE_MS = 5_000;

export class Client {
  readonly #url: string;
  readonly #answers: Record<string, number> = {};
  readonly #asking: Promise<void>;
  #isDone = false;

  constructor(url: string) {
    this.#url = url;
    this.#asking = this.#ask();
  }

  async #ask(): Promise<void> {
    while (!this.#isDone) {
      const answer = await this.#once();
      this.#answers[answer] = (this.#answers[answer] ?? 0) + 1;
      await Bun.sleep(BETWEEN_MS);
    }
  }

  async #once(): Promise<string> {
    try {
      const response = await fetch(this.#url, { signal: AbortSignal.timeout(PATIENCE_MS) });
      await response.arrayBuffer();
      return String(response.status);
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  }

  /** How often which status was the answer, or which error kept it away. */
  async stop(): Promise<Readonly<Record<string, number>>> {
    this.#isDone = true;
    await this.#asking;
    return this.#answers;
  }
}

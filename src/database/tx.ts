/** What `work` gets as `tx`: queries in the transaction, savepoints, and the effects that wait for its commit. */
import type { Isolation, TransactionOptions, Tx } from "./db.ts";
import type { Rows } from "./driver.ts";
import { DbError } from "./errors.ts";
import type { Lease } from "./pool/lease.ts";
import type { Profile, Profiles } from "./profile.ts";
import { Queries, type Shape } from "./queries.ts";
import type { Query, Statement } from "./query.ts";
import type { Runner, Sender } from "./runner.ts";
import { currentScope, withTransaction } from "./scope.ts";
import { isRace } from "./sqlstate.ts";

type Work<T> = (tx: Tx) => Promise<T>;
type Effect = () => void | Promise<void>;

export class Transaction extends Queries implements Tx, Sender {
  readonly profiles: Profiles;
  readonly #lease: Lease;
  readonly #runner: Runner;
  /** Undefined for the outermost. */
  readonly #parent: Transaction | undefined;
  readonly #effects: Effect[] = [];
  #readOnly = false;
  #ended = false;
  /** Queries and savepoints that were begun and are not over. */
  #pending = 0;
  /** The statement that failed: from there on the server takes nothing but a rollback. */
  #broken: DbError | undefined;
  /** Settles when the savepoint that is open, and those that wait behind it, are over. */
  #nested: Promise<void> | undefined;

  constructor(lease: Lease, profiles: Profiles, runner: Runner, parent?: Transaction) {
    super();
    this.#lease = lease;
    this.profiles = profiles;
    this.#runner = runner;
    this.#parent = parent;
    if (parent !== undefined) this.#readOnly = parent.#readOnly;
  }

  protected override async run<P, R, T>(query: Query<P, R>, params: P, shape: Shape<T>): Promise<T> {
    this.#pending += 1;
    try {
      return await this.#runner.run(query, params, shape, this);
    } catch (error) {
      throw error instanceof DbError ? this.#failed(error) : error;
    } finally {
      this.#pending -= 1;
    }
  }

  #failed(error: DbError): DbError {
    if (error.sqlstate !== undefined) this.#broken ??= error;
    // Elsewhere this means that the server became a standby; here it was asked for.
    return this.#readOnly && error.sqlstate === "25006" ? usage(error.message, error) : error;
  }

  async send(statement: Statement, profile: Profile): Promise<Rows> {
    const before = this.#turn();
    if (before !== undefined) await before;
    this.#check();
    return await this.#lease.send(statement, profile);
  }

  async transaction<T>(work: Work<T>): Promise<T> {
    const before = this.#turn();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#nested = promise;
    this.#pending += 1;
    try {
      if (before !== undefined) await before;
      this.#check();
      return await new Transaction(this.#lease, this.profiles, this.#runner, this).#savepoint(work);
    } finally {
      this.#pending -= 1;
      if (this.#nested === promise) this.#nested = undefined;
      resolve();
    }
  }

  afterCommit(effect: Effect): void {
    this.#check();
    this.#effects.push(effect);
  }

  /** The outermost transaction's life, step by step; see transaction.ts. */
  async begin(options: TransactionOptions): Promise<void> {
    this.#readOnly = options.readOnly === true;
    await this.#control(beginText(options));
  }

  runs<T>(work: Work<T>): Promise<T> {
    return withTransaction(this, () => work(this));
  }

  async commit(): Promise<void> {
    this.#end();
    try {
      await this.#control("COMMIT");
    } catch (error) {
      throw error instanceof DbError && error.kind === "unavailable" ? inDoubt(error) : error;
    }
  }

  /** Gives the error to throw: a lost race goes before what `work` made of it. */
  async rollback(error: unknown): Promise<unknown> {
    this.#ended = true;
    try {
      if (this.#lease.usable) await this.#control("ROLLBACK");
    } catch {
      this.#lease.discard(); // the server rolls back what loses its connection
    }
    return isRace(this.#broken) ? this.#broken : error;
  }

  async runEffects(): Promise<void> {
    const outcomes = [];
    for (const effect of this.#effects) outcomes.push(await Promise.try(effect).then(fine, failed));
    const failure = outcomes.find((outcome) => outcome !== undefined);
    if (failure !== undefined) throw failure.error;
  }

  async #savepoint<T>(work: Work<T>): Promise<T> {
    const name = `s${this.#depth()}`;
    await this.#control(`SAVEPOINT ${name}`);
    try {
      const result = await this.runs(work);
      this.#end();
      await this.#control(`RELEASE SAVEPOINT ${name}`);
      if (this.#parent !== undefined) this.#parent.#effects.push(...this.#effects);
      return result;
    } catch (error) {
      this.#ended = true;
      await this.#undo(name);
      throw error;
    }
  }

  async #undo(name: string): Promise<void> {
    if (!this.#lease.usable) return;
    await Promise.all([
      this.#control(`ROLLBACK TO SAVEPOINT ${name}`),
      this.#control(`RELEASE SAVEPOINT ${name}`),
    ]);
  }

  async #control(text: string): Promise<void> {
    try {
      await this.#lease.send({ text, values: [] }, this.profiles.control);
    } catch (cause) {
      throw this.#runner.toError("transaction", cause);
    }
  }

  #depth(): number {
    return this.#parent === undefined ? 0 : this.#parent.#depth() + 1;
  }

  /** What to wait for: a statement that ran while a nested transaction is open would be undone with it. */
  #turn(): Promise<void> | undefined {
    this.#check();
    if (this.#nested !== undefined && this.#calledFromNested())
      throw usage("a nested transaction is open: use the `tx` that it was given");
    return this.#nested;
  }

  #calledFromNested(): boolean {
    let at = currentScope().transaction;
    while (at instanceof Transaction && at.#parent !== this) at = at.#parent;
    return at instanceof Transaction && !at.#ended;
  }

  #check(): void {
    if (this.#isOver()) throw usage("this came after the end of its transaction: await everything within it");
    if (this.#broken !== undefined) throw afterFailure(this.#broken);
  }

  #isOver(): boolean {
    if (this.#ended || this.#parent === undefined) return this.#ended;
    return this.#parent.#isOver();
  }

  /** `work` is over and well: is everything in it? */
  #end(): void {
    this.#check();
    this.#ended = true;
    if (this.#pending > 0) throw usage("it ended while a query in it was running: await every one");
  }
}

const ISOLATION: Readonly<Record<Isolation, string>> = {
  "read committed": " ISOLATION LEVEL READ COMMITTED",
  "repeatable read": " ISOLATION LEVEL REPEATABLE READ",
  serializable: " ISOLATION LEVEL SERIALIZABLE",
};

function beginText({ isolation, readOnly = false, deferrable = false }: TransactionOptions): string {
  const level = isolation === undefined ? "" : ISOLATION[isolation];
  return `BEGIN${level}${readOnly ? " READ ONLY" : ""}${deferrable ? " DEFERRABLE" : ""}`;
}

const usage = (message: string, cause?: unknown) =>
  new DbError(message, { kind: "usage", title: "transaction", cause });

const afterFailure = (broken: DbError) =>
  usage(
    `${broken.message}, was caught, and nothing can follow it: let it through, or nest what may fail`,
    broken,
  );

const inDoubt = (cause: DbError) =>
  new DbError("the connection was lost during COMMIT: whether it took effect is not known", {
    kind: "unavailable",
    title: "transaction",
    cause,
  });

const fine = () => undefined;
const failed = (error: unknown) => ({ error });

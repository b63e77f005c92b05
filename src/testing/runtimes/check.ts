/** A fact that holds on every runtime, or is declared not to. */
import type { ServeProcess } from "../serve-process.ts";
import type { Api } from "./api.ts";
import type { Stage } from "./stage.ts";

interface Scene {
  readonly stage: Stage;
  /** A client of the runtime, with an address that no other check uses. */
  readonly api: Api;
  /** Another process of the same runtime, for checks that end it. */
  start(env?: Readonly<Record<string, string>>): Promise<ServeProcess>;
}

/** By name. A check fails by throwing. */
export type Checks = Readonly<Record<string, (scene: Scene) => Promise<void>>>;

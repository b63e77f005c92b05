/** `scaffold jobs <action>`: what an operator does with background jobs, for people and (`--json`) machines. */
import { type Actions, runAction } from "./actions.ts";
import type { Call } from "./command.ts";
import { cancel, pause, pruneNow, resume, retry, runJob } from "./jobs/change.ts";
import { list, queues, schedules, show } from "./jobs/look.ts";

const actions: Actions = {
  list,
  show,
  dead: (action) => list({ ...action, words: ["dead"] }),
  retry,
  cancel,
  run: runJob,
  prune: pruneNow,
  queues,
  pause,
  resume,
  schedules,
};

export const run = async (call: Call): Promise<number> => await runAction("jobs", actions, call);

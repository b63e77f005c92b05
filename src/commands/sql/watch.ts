/** `scaffold sql watch`: generates whenever something in sql/ or migrations/ is saved, until it is interrupted. */
import { stopSignal } from "../../entry/signals.ts";
import { type Run, watchRepositories } from "../../sqlgen/index.ts";
import { generatedJson, generatedText } from "./generate.ts";
import type { Project } from "./project.ts";

export async function watch({ generatorOptions, json }: Project): Promise<number> {
  if (!json) console.log("Watching sql/ and migrations/; Ctrl-C ends.");
  const stop = stopSignal();
  const watcher = watchRepositories({
    ...generatorOptions,
    onResult: (run) => console.log(json ? JSON.stringify(generatedJson(run)) : stamped(run)),
    onFailure: (error) =>
      console.error(json ? JSON.stringify({ error: String(error) }) : `${error}; trying again`),
  });
  await stop;
  await watcher.close();
  return 0;
}

const stamped = (run: Run): string => `${new Date().toLocaleTimeString("sv")} ${generatedText(run)}`;

/** `scaffold sql explain <title>`: how Postgres would run the query on the app's database, whatever the values are. */
import { connect, StatementError } from "../../sqlgen/index.ts";
import { CommandError } from "../command.ts";
import { findQuery } from "./find.ts";
import type { Project } from "./project.ts";

export async function explain(project: Project): Promise<number> {
  const { title, text } = await findQuery(project, "explain");
  const wire = await connect(await project.server());
  try {
    if (project.json)
      console.log(
        JSON.stringify({ title, plan: await wire.json(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`) }),
      );
    else console.log((await wire.column(`EXPLAIN (GENERIC_PLAN) ${text}`)).join("\n"));
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    const hint = "`scaffold migrate up` brings the app's database to head.";
    throw new CommandError(error.message, { hint, cause: error });
  } finally {
    wire.close();
  }
  return 0;
}

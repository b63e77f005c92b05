/** `scaffold sql show <title>`: the file, the documentation, the method as code calls it, and the text as it is sent. */
import { methodSignature } from "../../sqlgen/index.ts";
import { findQuery } from "./find.ts";
import { queryJson } from "./list.ts";
import type { Project } from "./project.ts";

export async function show(project: Project): Promise<number> {
  const query = await findQuery(project, "show");
  const { documentation, text, file } = query;
  if (project.json) console.log(JSON.stringify({ ...queryJson(query), documentation, text }));
  else
    console.log(
      [file, ...documentation.map((line) => `  ${line}`), "", methodSignature(query), "", text].join("\n"),
    );
  return 0;
}

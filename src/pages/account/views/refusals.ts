/** What stands in the place of a view that cannot be shown. */
import type { Problem } from "../../../client/index.ts";
import type { Context } from "../context.ts";
import { action, link, paragraph, sheet } from "../parts.ts";

export const missing = (_context: Context) =>
  sheet("There is nothing here", paragraph("The address is wrong, or what was here is gone."), home());

export const homeless = (_context: Context) =>
  sheet(
    "You are in no organization now",
    paragraph("Create one, or ask somebody to invite you."),
    paragraph(link("/organizations", "Your organizations")),
  );

export const notPermitted = (_context: Context) =>
  sheet("You may not see this", paragraph("Your role in this organization does not allow it."), home());

export const failure = ({ refresh }: Context, { title, detail, request_id: id }: Problem) =>
  sheet(
    "This cannot be shown now",
    paragraph(detail ?? title),
    id !== undefined && paragraph(`Request ${id}`),
    action("Try again", async () => void refresh(), { kind: "primary" }),
  );

const home = () => paragraph(link("/", "Overview"));

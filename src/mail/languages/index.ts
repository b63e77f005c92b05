/** The languages that mails can be written in. A new one is a file beside this one and a line here. */
import type { Languages } from "../content.ts";
import { en } from "./en.ts";

export const languages: Languages = { en };

/** The account page begins here; see page.ts. */
import { startPage } from "./page.ts";

startPage(document.body);

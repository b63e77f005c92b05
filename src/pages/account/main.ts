/** The account page: begins here. */
import { createClient } from "../../client/index.ts";

const client = createClient(location.origin);
const identity = await client.refresh();
document.body.append(identity?.user.name ?? "nobody");

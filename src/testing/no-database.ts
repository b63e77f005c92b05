/** For tests of what needs no database: whoever asks it learns that the test forgot something. */
import type { Db } from "../database/db.ts";

const refuse = async (): Promise<never> => {
  throw new Error("this test has no database");
};

export const noDatabase: { readonly db: Db } = {
  db: { one: refuse, maybe: refuse, many: refuse, count: refuse, transaction: refuse },
};

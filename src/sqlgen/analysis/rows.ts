/** How many rows can come, as far as it is proven. */

export interface Rows {
  readonly min: 0 | 1;
  readonly max: "one" | "many";
}

export const ONE: Rows = { min: 1, max: "one" };
export const MAYBE: Rows = { min: 0, max: "one" };
export const MANY: Rows = { min: 0, max: "many" };
/** Any number, but never none. */
export const SOME: Rows = { min: 1, max: "many" };

/** The same, or none at all. */
export const orNone = ({ max }: Rows): Rows => ({ min: 0, max });

export const atMostOne = ({ min }: Rows): Rows => ({ min, max: "one" });

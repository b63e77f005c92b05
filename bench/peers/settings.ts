/** What every peer is told: where to listen and which database to ask. */

export const port = Number(process.env.PORT);
export const databaseUrl = process.env.DATABASE_URL ?? "";

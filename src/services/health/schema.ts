/** What the health checks answer when all is well; anything else is a problem. */
import { t } from "elysia";

export const Live = t.Object({ status: t.Literal("live") });

export const Ready = t.Object({ status: t.Literal("ready") });

/** The last requests and jobs with what they did, as pages for whoever develops. */
import { traceListPage, tracePage } from "./page.ts";
import { isWorthShowing, type Trace } from "./trace.ts";

/** Where they are kept. */
export interface TraceSource {
  /** The last to begin first. */
  list(): readonly Trace[];
  read(id: string): Trace | null;
}

export type TraceService = ReturnType<typeof traceService>;

/** @param path where the pages are served */
export const traceService = (source: TraceSource, path: string) => ({
  listPage: (): string => traceListPage(source.list().filter(isWorthShowing), path),

  /** null: there is no such trace, or it was dropped for newer ones. */
  tracePage(id: string): string | null {
    const trace = source.read(id);
    return trace === null ? null : tracePage(trace, path);
  },
});

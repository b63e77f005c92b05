/** What every list of this service is asked for. */

export interface Slice {
  readonly limit: number;
  /** The id of the last item seen; null begins at the list's beginning. */
  readonly after: string | null;
}

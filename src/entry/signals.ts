/** The signals that ask a process to stop. */

/**
 * Resolves with the name of the first one. Whoever sends a second one does not want to wait: the process ends at once.
 */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let stopping = false;
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        resolve(signal);
      });
    }
  });
}

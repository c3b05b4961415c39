/** What keeps this process alive now: sockets, timers and the like. After a turn, so that mocha's own timer is among them. */
export async function held(): Promise<string[]> {
  await new Promise(setImmediate);
  return process.getActiveResourcesInfo();
}

/**
 * Waits, ten seconds at most, until no more is held than before: less may be, when what came before had still to end.
 *
 * @returns what is held beyond that
 */
export async function heldBeyond(before: readonly string[]): Promise<string[]> {
  const beyond = async () => {
    const allowed = [...before];
    return (await held()).filter((name) => {
      const index = allowed.indexOf(name);
      if (index >= 0) allowed.splice(index, 1);
      return index < 0;
    });
  };
  for (let tries = 0; tries < 500; tries += 1) {
    if ((await beyond()).length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return beyond();
}

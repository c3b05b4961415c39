import { createServer } from 'node:net';

/** Tests run in several processes at once, which have numbers in a row: each has ports of its own. */
const count = 250;
/** Below what systems lend to whoever connects, so that nobody else is given one by chance. */
const first = 20_000 + (process.pid % 48) * count;
let place = 0;

/** A port where nothing listens, and which stays free until the test uses it: no two calls give the same one soon. */
export async function freePort(): Promise<number> {
  for (;;) {
    place = (place + 1) % count;
    const port = first + place;
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (listens) await new Promise((resolve) => server.close(resolve));
  return listens;
}

import { createServer } from 'node:net';

/** A port where nothing listens: one that was free a moment ago. */
export async function freePort(): Promise<number> {
  return (await tryPort(0))!;
}

const lasting = { first: 20_000, count: 12_000 };
let place = Math.floor(Math.random() * lasting.count);

/**
 * A port that stays free while nothing listens there: none of those that systems lend to whoever connects, and not given
 * to anybody else soon.
 */
export async function lastingPort(): Promise<number> {
  for (;;) {
    place = (place + 1) % lasting.count;
    const port = await tryPort(lasting.first + place);
    if (port !== undefined) return port;
  }
}

async function tryPort(wanted: number): Promise<number | undefined> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(wanted, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return undefined;
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

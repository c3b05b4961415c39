import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Connection } from '../../src/link/connection.js';
import type { User } from '../../src/link/users.js';
import { encode } from '../../src/message/encode.js';
import { readBoardSettings } from '../../src/settings/board-settings.js';
import { readDelivery } from '../../src/settings/delivery-settings.js';
import { heldBytes } from './held-bytes.js';

/**
 * One connection as a program: its argument is what the editor would have saved. Prints as JSON what it is told; sends the
 * lines it reads, and tells how they ended. An empty line asks what this process holds.
 */
const connection = new Connection(readBoardSettings(JSON.parse(process.argv[2] ?? '{}')));
/** With the moment, by the clock that all processes of a computer share: whoever reads the line may be late. */
const say = (line: object) =>
  console.log(JSON.stringify({ ...line, monotonicMs: Number(process.hrtime.bigint()) / 1e6 }));
const user: User = {
  onMessage: (data) => say({ message: data.length }),
  onReport: (report) => say({ report }),
};

createInterface(process.stdin).on('line', async (text) => {
  if (text === '') return say(held());
  const before = performance.now();
  const end = await connection.send(encode(text), user, readDelivery({ busySeconds: 60 })).then(
    () => 'ok',
    ({ code }: { code: string }) => code,
  );
  say({ text, end, tookMs: performance.now() - before });
});
connection.register(user);

function held(): object {
  const descriptors = readdirSync('/dev/fd').length;
  return { descriptors, residentBytes: process.memoryUsage.rss(), bytes: heldBytes() };
}

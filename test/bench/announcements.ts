// Prints the CPU, in % of a core, of a process that hears 1,000 announcements of boards a second, of 10,000 names.
import { type ChildProcess, fork } from 'node:child_process';
import { Discovery } from '../../src/discovery/discovery.js';
import { hostRecord, Responder, serviceRecords } from '../support/responder.js';

const perSecond = 1_000;
const names = 10_000;
const address = '127.0.9.66';
/** In the first, what has come at once is read, and what is run for the first time is compiled. */
const [warmUpMs, measuredMs] = [5_000, 10_000];
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function announce(): Promise<void> {
  const responder = await Responder.start(undefined, address);
  const startedAt = performance.now();
  let count = 0;
  setInterval(() => {
    for (; count < ((performance.now() - startedAt) * perSecond) / 1_000; count += 1) {
      const name = `b${count % names}.local`;
      void responder.announce(hostRecord(name, address), ...serviceRecords(name));
    }
  }, 10);
  process.on('disconnect', () => process.exit());
}

async function listen(announcer: ChildProcess): Promise<void> {
  const discovery = new Discovery({ system: () => {}, onDeaf: (error) => console.error(error) });
  discovery.watch('nobody.local', () => {});
  await rest(warmUpMs);
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await rest(measuredMs);
  const { system, user } = process.cpuUsage(before);
  console.log((system + user) / 10 / (performance.now() - startedAt));
  discovery.close();
  announcer.disconnect();
}

if (process.send) void announce();
else void listen(fork(__filename));

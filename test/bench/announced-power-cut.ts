// Prints, as JSON, how a process gets 1,000 boards back that announce themselves after a power cut, by their names.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Answer, encode, type Packet } from 'dns-packet';
import { Board } from '../../src/board/board.js';
import { Discovery } from '../../src/discovery/discovery.js';
import { dialGate } from '../../src/link/dial-gate.js';
import { readBoardSettings } from '../../src/settings/board-settings.js';
import { announcements, probes } from '../../src/virtual-board/announcement.js';
import { VirtualBoard } from '../../src/virtual-board/virtual-board.js';
import { hostRecord, Responder } from '../support/responder.js';
import { Dials } from './client/dials.js';

const count = 1_000;
const port = 20_000;
/** All have waited for as long as they ever do. */
const cutMs = 45_000;
/** How far apart the boards of a house start after a power cut. */
const spreadMs = 1_000;
/** Before what a board says, two packets each time: three probes, then eight announcements. */
const restsMs = [0, 250, 250, 1_250, ...Array<number>(7).fill(1_000)];

const nameOf = (number: number) => `bench-${number}.local`;
const addressOf = (number: number) => `127.1.${number >> 8}.${number & 255}`;
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The house: its boards get power, and it says how long after its first packet the last of them was connected to. */
async function house(): Promise<void> {
  const awake = new Map<string, Answer>();
  const responder = await Responder.start((question, from) => {
    for (const { name } of question.questions ?? []) {
      const record = awake.get(name);
      if (record !== undefined) void responder.answer(question, from, record);
    }
  });
  const start = async (number: number): Promise<number> => {
    const speaker = await Responder.speakingFrom(addressOf(number));
    await rest(Math.random() * spreadMs);
    const board = new VirtualBoard({ sketch: 'echo', host: addressOf(number), port });
    await board.listen();
    const name = nameOf(number);
    const record = hostRecord(name, addressOf(number));
    awake.set(name, record);
    const announced = { name: name.replace('.local', ''), address: addressOf(number), port, txt: {} };
    const since = performance.now();
    const linked = once(board, 'slots').then(() => performance.now() - since);
    for (const [place, ms] of restsMs.entries()) {
      await rest(ms);
      for (const message of place < 3 ? probes(announced) : announcements(announced))
        await speaker.send(encode(message as Packet));
    }
    return linked;
  };
  const starts = Array.from({ length: count }, (_nothing, number) => start(number));
  process.send?.(Math.max(...(await Promise.all(starts))));
}

async function people(): Promise<void> {
  const system = (_name: string, _options: object, answer: (error: Error, address: string) => void) =>
    answer(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), '');
  const discovery = new Discovery({ system, onDeaf: (error) => console.error(error) });
  const dials = new Dials();
  const log = () => {};
  for (let number = 0; number < count; number += 1) {
    const settings = readBoardSettings({ host: nameOf(number), port });
    const options = { gate: dialGate, lookup: discovery.lookup, presence: discovery };
    const owner = { id: nameOf(number), warn: log, log, debug: log, error: log };
    new Board(owner, settings, options, (key) => key).connection.register({});
  }
  const before = fork(__filename, ['house']);
  await once(before, 'message');
  before.kill('SIGKILL');
  await rest(cutMs);
  dials.zero();
  const after = fork(__filename, ['house']);
  const [slowestMs] = (await once(after, 'message')) as [number];
  console.log(JSON.stringify({ back: slowestMs / 1_000, peak: dials.peak, dials: dials.count / count }));
  after.kill('SIGKILL');
  process.exit();
}

void (process.argv[2] === 'house' ? house() : people());

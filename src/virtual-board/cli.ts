#!/usr/bin/env node
import { accessSync, constants, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isHostLabel } from './announcement.js';
import type { VirtualBoardOptions } from './options.js';
import { type SketchName, sketches } from './sketches/index.js';
import { ProcessSketch } from './sketches/process.js';
import { VirtualBoard } from './virtual-board.js';

const help = `A virtual ESP8266 board with a WebSocket server.

  --sketch telemetry|echo|picture
                           what the board runs (telemetry)
  --process program        runs this instead: an .ino that test/firmware/build.sh has compiled
  --port 8200              TCP port; 0 takes any free one (8200)
  --host 127.0.0.1         address to listen on; 0.0.0.0 is every one (127.0.0.1)
  --announce name          announces the board by mDNS as name.local (not announced)
  --loop-delay 0           milliseconds every loop() takes (0)
  --user name --password secret
                           what clients must log in with (nothing)
  --slots 5                clients at the same time (5)
  --help, --version`;

const options = {
  announce: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  host: { type: 'string', default: '127.0.0.1' },
  'loop-delay': { type: 'string', default: '0' },
  password: { type: 'string' },
  port: { type: 'string', default: '8200' },
  process: { type: 'string' },
  sketch: { type: 'string', default: 'telemetry' },
  slots: { type: 'string', default: '5' },
  user: { type: 'string' },
  version: { type: 'boolean' },
} as const;

type Arguments = ReturnType<typeof readArguments>;

function readArguments() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message.replace(/\.?$/, '.')} --help lists the options.`);
  }
}

function boardOptions(values: Arguments): VirtualBoardOptions {
  const { announce, user, password } = values;
  if ((user === undefined) !== (password === undefined)) {
    throw new Error('--user and --password go together.');
  }
  if (announce !== undefined && !isHostLabel(announce)) {
    throw new Error(
      `--announce takes a name of 1 to 63 letters, digits, - and _, without .local, not "${announce}".`,
    );
  }
  return {
    host: values.host,
    loopDelayMs: wholeNumber('loop-delay', values['loop-delay'], 0, 3_600_000),
    port: wholeNumber('port', values.port, 0, 65_535),
    sketch: values.process === undefined ? builtIn(values.sketch) : compiled(values.process),
    slots: wholeNumber('slots', values.slots, 1, 255),
    ...(announce === undefined ? {} : { announce }),
    ...(user !== undefined && password !== undefined ? { authorization: { user, password } } : {}),
  };
}

function builtIn(sketch: string): SketchName {
  if (Object.hasOwn(sketches, sketch)) return sketch as SketchName;
  throw new Error(`There is no sketch "${sketch}": choose telemetry, echo or picture.`);
}

function compiled(program: string): ProcessSketch {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    throw new Error(`There is no program "${program}".`);
  }
  return new ProcessSketch(resolve(program));
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`--${option} takes a whole number from ${least} to ${most}, not "${text}".`);
}

/** A plain sentence for what may keep a board from listening. */
function whyNot(error: NodeJS.ErrnoException, { host, port }: VirtualBoardOptions): string {
  switch (error.code) {
    case 'EACCES':
      return `Port ${port} needs administrator rights. Choose another one with --port.`;
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Choose another one with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This computer has no address ${host}.`;
    default:
      return error.message;
  }
}

/** Clients decide what stands in a line: nothing of it may steer the terminal. */
function print(line: string): void {
  console.log(`${new Date().toTimeString().slice(0, 8)}  ${line.replace(/\p{Cc}/gu, '·')}`);
}

async function run(options: VirtualBoardOptions, sketch: string): Promise<void> {
  const board = new VirtualBoard(options);
  board.on('serial', print);
  const { host, port } = await board.listen().catch((error) => {
    throw new Error(whyNot(error, options));
  });
  print(`Virtual board (${sketch}) at ws://${host}:${port}. Ctrl-C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void board.close());
}

async function main(): Promise<void> {
  const values = readArguments();
  if (values.help) console.log(help);
  else if (values.version) console.log(packageVersion());
  else await run(boardOptions(values), values.process ?? values.sketch);
}

function packageVersion(): string {
  return JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')).version;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

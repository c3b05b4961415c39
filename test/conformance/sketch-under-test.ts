import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sketch } from '../../src/virtual-board/sketch.js';
import { type SketchName, sketches } from '../../src/virtual-board/sketches/index.js';
import { ProcessSketch } from '../../src/virtual-board/sketches/process.js';
import { TelemetrySketch } from '../../src/virtual-board/sketches/telemetry.js';

/** What sensors and the board itself measure, by the names of test/firmware/README.md; null: no answer. */
export interface Inputs {
  analog: number;
  button: boolean;
  freeHeap: number;
  humidity: number | null;
  rssi: number;
  temperature: number | null;
}

/** A sketch, whatever it is made of, and what it measures. */
export interface SketchUnderTest {
  readonly inputs: Inputs;
  readonly sketch: Sketch;
}

export const kinds = ['the TypeScript sketch', 'the compiled .ino'] as const;

export type Kind = (typeof kinds)[number];

const root = join(__dirname, '../../..');

/** With sensors, since what is made up without them is another room in each. */
const flags: Record<SketchName, string[]> = { echo: [], picture: [], telemetry: ['-DUSE_DHT22', '-DUSE_A0'] };

let compilation: Promise<Record<SketchName, string>> | undefined;

/** For a suite that needs compiled sketches: has them before its tests, and skips these where there is no compiler. */
export function useCompiledSketches(): void {
  useCompiler();
  before(async function () {
    this.timeout(300_000);
    await compileSketches();
  });
}

/** For a suite that compiles a sketch of its own: skips its tests where there is no compiler. */
export function useCompiler(): void {
  before(function () {
    const missing = missingCompiler();
    if (missing === undefined) return;
    console.log(`    ${missing}`);
    this.skip();
  });
}

/** What is missing to compile sketches with; nothing if nothing is. */
function missingCompiler(): string | undefined {
  try {
    const input = '#include <nlohmann/json.hpp>\n';
    execFileSync('g++', ['-x', 'c++', '-M', '-'], { input, stdio: ['pipe', 'ignore', 'ignore'] });
    return undefined;
  } catch {
    return 'No compiler for the .ino found: install Debian\'s "g++ nlohmann-json3-dev"';
  }
}

/** All sketches, compiled once per process, in a folder that goes away with the process. */
function compileSketches(): Promise<Record<SketchName, string>> {
  compilation ??= compileInto(mkdtempSync(join(tmpdir(), 'esp8266-ws-firmware-')));
  return compilation;
}

/** A new one; the programs have been compiled before. */
export async function newSketchUnderTest(kind: Kind, name: SketchName): Promise<SketchUnderTest> {
  const inputs: Inputs = {
    analog: 512,
    button: false,
    freeHeap: 41_000,
    humidity: 45,
    rssi: -61,
    temperature: 21.4,
  };
  if (kind === 'the TypeScript sketch') return { inputs, sketch: inTypeScript(name, inputs) };
  const sketch = new ProcessSketch((await compileSketches())[name], [], inputs);
  return { inputs, sketch };
}

async function compileInto(folder: string): Promise<Record<SketchName, string>> {
  process.once('exit', () => rmSync(folder, { force: true, recursive: true }));
  const compile = async (name: SketchName) => {
    const program = join(folder, name);
    await build(firmwareOf(name), program, ...flags[name]);
    return program;
  };
  const [echo, picture, telemetry] = await Promise.all([
    compile('echo'),
    compile('picture'),
    compile('telemetry'),
  ]);
  return { echo, picture, telemetry };
}

/** The folder of a sketch. */
export function firmwareOf(name: SketchName): string {
  return join(root, 'firmware', `esp8266-ws-${name}`);
}

/** Compiles the sketch in a folder; rejects with what the compiler says. */
export async function build(folder: string, program: string, ...flags: string[]): Promise<void> {
  await promisify(execFile)(join(root, 'test/firmware/build.sh'), [folder, program, ...flags]);
}

function inTypeScript(name: SketchName, inputs: Inputs): Sketch {
  if (name !== 'telemetry') return sketches[name]();
  return new TelemetrySketch({
    freeHeap: () => inputs.freeHeap,
    isButtonDown: () => inputs.button,
    measure: () => ({
      humidity: sensed(inputs.humidity),
      light: inputs.analog,
      temperature: sensed(inputs.temperature),
    }),
    rssi: () => inputs.rssi,
  });
}

/** Sensors give 32-bit floats. */
function sensed(value: number | null): number {
  return Math.fround(value ?? NaN);
}

import { deepEqual } from 'node:assert/strict';
import type { SketchName } from '../../src/virtual-board/sketches/index.js';
import type { Behaviour } from './behaviour.js';
import { echo } from './echo.js';
import { Harness } from './harness.js';
import { picture } from './picture.js';
import {
  type Kind,
  kinds,
  newSketchUnderTest,
  type SketchUnderTest,
  useCompiledSketches,
} from './sketch-under-test.js';
import { telemetry } from './telemetry.js';
import { Wire } from './wire.js';

const behaviours: Record<SketchName, readonly Behaviour[]> = { echo, picture, telemetry };

/** Holds the sketches of a kind to their behaviours; the compiled ones also to what their twins do. */
export function conformanceOf(kind: Kind): void {
  describe(`Conformance of ${kind}`, () => {
    if (kind === 'the compiled .ino') useCompiledSketches();

    for (const name of ['echo', 'picture', 'telemetry'] as const) {
      for (const behaviour of behaviours[name]) {
        it(`${name} ${behaviour.does}`, async function () {
          this.timeout(120_000);
          const transcript = await perform(behaviour, await newSketchUnderTest(kind, name));
          const { expected } = behaviour;
          if (typeof expected === 'function') expected(transcript);
          else deepEqual(transcript, expected);
          if (kind === kinds[0]) return;
          deepEqual(transcript, await perform(behaviour, await newSketchUnderTest(kinds[0], name)));
        });
      }
    }
  });
}

/** What has been written down. */
async function perform(behaviour: Behaviour, sketchUnderTest: SketchUnderTest): Promise<string[]> {
  if ('onHarness' in behaviour) return played(await Harness.start(sketchUnderTest), behaviour.onHarness);
  return played(await Wire.start(sketchUnderTest), behaviour.onWire);
}

async function played<T extends Harness | Wire>(on: T, play: (on: T) => Promise<void>): Promise<string[]> {
  try {
    await play(on);
    return withStartsCounted(on.transcript);
  } finally {
    await on.end();
  }
}

/** Boot numbers are random: what stands there instead is 1 for the first, and one more for each other one. */
function withStartsCounted(transcript: readonly string[]): string[] {
  const boots: string[] = [];
  return transcript.map((line) =>
    line.replace(/(?<="boot":)\d+/, (boot) => {
      if (Number(boot) >= 2 ** 32) return boot;
      if (!boots.includes(boot)) boots.push(boot);
      return `${boots.indexOf(boot) + 1}`;
    }),
  );
}

import type { Harness } from './harness.js';
import type { Wire } from './wire.js';

/** Something that a sketch does, and every other one that claims to be the same has to do too. */
export type Behaviour = {
  /** Goes on the sentence that begins with the sketch. */
  readonly does: string;
  /** What has to be written down; for long ones, what has to be true of it. */
  readonly expected: readonly string[] | ((transcript: readonly string[]) => void);
} & (
  | { /** On a board whose time is the test's. */ readonly onHarness: (harness: Harness) => Promise<void> }
  | { /** On a virtual board with clients. */ readonly onWire: (wire: Wire) => Promise<void> }
);

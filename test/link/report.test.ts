import { deepEqual, equal } from 'node:assert/strict';
import { statusOf } from '../../src/board/node-status.js';
import type { State } from '../../src/link/connection-state.js';
import { isSameReport, reportOf } from '../../src/link/report.js';

const attempts = { attempt: 2, cause: 'refused', consecutive: 2 } as const;
const link = {
  attempts,
  openedAt: 0,
  activityAt: 0,
  pongAt: 0,
  pingAt: 0,
  pingsSinceActivity: 0,
  oldestPingAt: 0,
  hasNoPongs: false,
  announcedAt: undefined,
};

describe('The status of a node', () => {
  const rows: [state: State, word: string, fill: string, shape: string, text: string][] = [
    [{ name: 'idle' }, 'disconnected', 'grey', 'ring', 'disconnected'],
    [{ name: 'connecting', attempts, until: 0 }, 'connecting', 'yellow', 'ring', 'connecting'],
    [{ name: 'open', ...link, roundTripMs: undefined }, 'ready', 'green', 'dot', 'ready'],
    [{ name: 'open', ...link, roundTripMs: 1_000 }, 'ready', 'green', 'dot', 'ready'],
    [{ name: 'open', ...link, roundTripMs: 1_001 }, 'slow', 'green', 'dot', 'slow'],
    [
      { name: 'open', ...link, hasNoPongs: true, roundTripMs: 1_001 },
      'no pongs',
      'yellow',
      'dot',
      'no pongs',
    ],
    [{ name: 'silent', ...link, roundTripMs: 3 }, 'silent', 'yellow', 'dot', 'silent'],
    [
      { name: 'backoff', attempts, cause: 'refused', detail: '', earliest: 0, until: 0 },
      'lost',
      'red',
      'ring',
      'refused',
    ],
    [{ name: 'closing', next: 'idle', until: 0 }, 'closing', 'yellow', 'ring', 'closing'],
  ];
  for (const [state, word, fill, shape, text] of rows) {
    it(`is a ${fill} ${shape} "${text}" for the state ${state.name} (${word})`, () => {
      const report = reportOf(state);
      equal(report.state, word);
      deepEqual(statusOf(report), { fill, shape, text });
    });
  }

  it('is no news when only the round trip has changed', () => {
    const at = (roundTripMs: number) => reportOf({ name: 'open', ...link, roundTripMs });
    equal(isSameReport(at(3), at(4)), true);
    equal(isSameReport(at(3), at(4_000)), false);
  });
});

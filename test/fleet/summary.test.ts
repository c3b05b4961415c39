import { deepEqual, equal } from 'node:assert/strict';
import { Summary } from '../../src/fleet/summary.js';
import { worstCode } from '../../src/fleet/worst-code.js';
import type { Cause } from '../../src/link/cause.js';
import type { DeliveryCode } from '../../src/link/delivery-error.js';
import type { Report } from '../../src/link/report.js';

function report(state: Report['state'], cause?: Cause): Report {
  return { state, cause, detail: undefined, attempt: 0, roundTripMs: undefined };
}

describe('The status of a node with several boards', () => {
  const ready = report('ready');
  const refused = report('lost', 'refused');
  const table: readonly [says: string, reports: readonly Report[], status: string][] = [
    ['that there is none yet', [], 'grey ring no boards yet'],
    ['of one board what it would say without others', [refused], 'red ring refused'],
    ['how many are connected', [ready, report('slow'), report('no pongs')], 'green dot 3/3'],
    ['how many of them, and yellow', [ready, refused, report('lost', 'lost')], 'yellow dot 1/3'],
    ['why the only one is away', [ready, ready, refused], 'yellow dot refused'],
    ['that the only one is silent', [ready, report('silent')], 'yellow dot silent'],
    ['red where none is connected', [refused, report('connecting')], 'red ring 0/2'],
  ];
  for (const [says, reports, expected] of table) {
    it(`says ${says}`, () => {
      const summary = new Summary();
      reports.forEach((each, at) => {
        summary.update(`board${at}`, each);
      });
      const { fill, shape, text } = summary.status;
      equal(`${fill} ${shape} ${text}`, expected);
    });
  }

  it('follows each board, and forgets one that is gone', () => {
    const summary = new Summary();
    summary.update('one', ready);
    equal(summary.update('other', refused).text, 'refused');
    equal(summary.update('other', ready).text, '2/2');
    deepEqual(summary.delete('other'), { fill: 'green', shape: 'dot', text: 'ready' });
    summary.delete('one');
    equal(summary.isEmpty, true);
  });
});

describe('The code of a message to several boards', () => {
  const table: readonly [codes: readonly DeliveryCode[], code: DeliveryCode][] = [
    [['ERR_OFFLINE'], 'ERR_OFFLINE'],
    [['ERR_OFFLINE', 'ERR_UNCONFIRMED'], 'ERR_UNCONFIRMED'],
    [['ERR_REFUSED', 'ERR_NO_ANSWER'], 'ERR_UNCONFIRMED'],
    [['ERR_BUSY', 'ERR_OFFLINE'], 'ERR_OFFLINE'],
    [['ERR_OFFLINE', 'ERR_REFUSED', 'ERR_TOO_LARGE'], 'ERR_REFUSED'],
  ];
  for (const [codes, code] of table) {
    it(`is ${code} for ${codes.join(', ')}`, () => {
      equal(worstCode(codes), code);
      equal(worstCode(codes.toReversed()), code);
    });
  }
});

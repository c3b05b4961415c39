import { deepEqual, equal } from 'node:assert/strict';
import { deliveryError } from '../../src/link/delivery-error.js';

describe('The error of a message that did not arrive', () => {
  const facts = { isConnected: true, why: 'ready', bytes: 1, limitBytes: 15_360 };

  it('holds both sizes, and tells the limit here from that of the board', () => {
    const beyond = deliveryError('ERR_TOO_LARGE', { ...facts, bytes: 15_361 });
    deepEqual(beyond.values, { why: 'ready', bytes: 15_361, limit: 15_360 });
    equal(beyond.reason, 'tooLarge');
    equal(deliveryError('ERR_TOO_LARGE', { ...facts, bytes: 9_000 }).reason, 'refusedSize');
  });

  it('tells a board that is slow from one that is away', () => {
    equal(deliveryError('ERR_EXPIRED', facts).reason, 'late');
    equal(deliveryError('ERR_EXPIRED', { ...facts, isConnected: false, why: 'refused' }).reason, 'away');
  });

  it('is called by its code, which flows decide by', () => {
    const { code, name } = deliveryError('ERR_UNCONFIRMED', facts);
    deepEqual([code, name], ['ERR_UNCONFIRMED', 'ERR_UNCONFIRMED']);
  });
});

import { equal } from 'node:assert/strict';
import { deliveryError } from '../../src/link/delivery-error.js';

describe('The error of a message that did not arrive', () => {
  const fate = { address: 'kitchen', why: 'ready', limitBytes: 15_360 };

  it('names both sizes where the message is beyond the limit here', () => {
    equal(
      deliveryError('ERR_TOO_LARGE', { ...fate, bytes: 15_361 }).message,
      'Not sent: the message has 15361 bytes, and the limit for kitchen is 15360',
    );
  });

  it('names both sizes where the board found it too large', () => {
    equal(
      deliveryError('ERR_TOO_LARGE', { ...fate, bytes: 9_000 }).message,
      'Not taken: the message has 9000 bytes, more than kitchen takes, although the limit here is 15360',
    );
  });
});

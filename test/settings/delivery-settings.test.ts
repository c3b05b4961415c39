import { deepEqual, throws } from 'node:assert/strict';
import { deliveryDefaults, deliveryRanges, readDelivery } from '../../src/settings/delivery-settings.js';
import { SettingsError } from '../../src/settings/settings-error.js';

describe('The terms of delivery', () => {
  const fresh = {
    whileAway: 'fail',
    busyMs: 1_000,
    queueMessages: 50,
    queueBytes: 65_536,
    queueMs: 30_000,
    resend: false,
  };

  it('of a new node, and of one from before there were any, are the careful ones', () => {
    deepEqual(readDelivery(deliveryDefaults), fresh);
    deepEqual(readDelivery({}), fresh);
    deepEqual(readDelivery({ queueMessages: '', queueBytes: null, queueSeconds: ' ' }), fresh);
  });

  it('are what the editor saved, numbers as numbers or as text', () => {
    const saved = {
      whileAway: 'latest',
      busySeconds: '2',
      queueMessages: '7',
      queueBytes: 100,
      queueSeconds: '0.5',
    };
    const expected = {
      whileAway: 'latest',
      busyMs: 2_000,
      queueMessages: 7,
      queueBytes: 100,
      queueMs: 500,
      resend: true,
    };
    deepEqual(readDelivery({ ...saved, unconfirmed: 'resend' }), expected);
  });

  for (const [field, [smallest, largest]] of Object.entries(deliveryRanges)) {
    it(`name ${field} where it is not from ${smallest} to ${largest}`, () => {
      for (const value of [smallest, largest]) readDelivery({ [field]: value });
      for (const value of [0, -1, largest + 1, 'x', '0x10', {}, true]) refuses(field, value);
    });
  }

  for (const [field, values] of [
    ['whileAway', ['later', '', 1, null, ['fail']]],
    ['unconfirmed', ['again', '', true]],
    ['queueMessages', [1.5]],
    ['queueBytes', [1.5]],
  ] as const) {
    it(`name ${field} where it is none of the choices`, () => {
      for (const value of values.filter((each) => each !== null)) refuses(field, value);
    });
  }

  function refuses(field: string, value: unknown): void {
    throws(
      () => readDelivery({ [field]: value }),
      (error) => error instanceof SettingsError && error.field === field,
      `${field}: ${value}`,
    );
  }
});

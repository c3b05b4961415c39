import { deepEqual, equal } from 'node:assert/strict';
import { Followers } from '../../src/discovery/followers.js';
import type { Sighting } from '../../src/discovery/sightings.js';

const board = (host: string): Sighting => ({
  host,
  addresses: ['192.168.1.50'],
  port: 81,
  text: {},
  heardAt: 0,
});
const kitchen = board('kitchen.local');
const attic = board('attic.local');

describe('Who wants to know of all boards that are heard', () => {
  let faults: unknown[];
  let followers: Followers;
  beforeEach(() => {
    faults = [];
    followers = new Followers((fault) => faults.push(fault));
  });

  /** What a follower is told, as times and hosts. */
  function follow(): { told: string[]; end(): void } {
    const told: string[] = [];
    return { told, end: followers.add((boards) => told.push(boards.map(({ host }) => host).join(' '))) };
  }

  it('is told of a board at once, and then once in a second: eight announcements of two packets are eight', () => {
    const { told } = follow();
    for (let now = 0; now < 8_000; now += 1_000)
      for (const packet of [0, 5]) followers.tell([kitchen], now + packet);
    equal(told.length, 8);
  });

  it('is told of each board for itself, and of no other', () => {
    const { told } = follow();
    followers.tell([kitchen], 0);
    followers.tell([kitchen, attic], 999);
    followers.tell([kitchen, attic], 1_000);
    followers.tell([], 5_000);
    deepEqual(told, ['kitchen.local', 'attic.local', 'kitchen.local']);
  });

  it('is told though another was told just now', () => {
    follow();
    followers.tell([kitchen], 0);
    const { told } = follow();
    followers.tell([kitchen], 1);
    deepEqual(told, ['kitchen.local']);
  });

  it('is not told any more once it has left', () => {
    const { end, told } = follow();
    end();
    followers.tell([kitchen], 0);
    deepEqual(told, []);
    equal(followers.size, 0);
  });

  it('is told though another one throws, and that is told, too', () => {
    const fault = new Error('of a follower');
    followers.add(() => {
      throw fault;
    });
    const { told } = follow();
    followers.tell([kitchen], 0);
    deepEqual(told, ['kitchen.local']);
    deepEqual(faults, [fault]);
  });
});

import { deepEqual, equal } from 'node:assert/strict';
import { forgetMs, type Heard, Members, mostFound } from '../../src/fleet/members.js';

const heard = (name: string, port: number | undefined = 81): Heard => ({
  host: `${name}.local`,
  addresses: ['192.168.1.50'],
  port,
});
const never = () => false;
const always = () => true;
const names = (boards: readonly { readonly name: string }[]) => boards.map(({ name }) => name);

describe('The boards that a pattern finds', () => {
  let members: Members;

  beforeEach(() => {
    members = new Members(['plant-*', 'tank'], never);
  });

  it('are those whose names match, each once', () => {
    const { joined, refused } = members.hear([heard('plant-1'), heard('shed'), heard('tank')], never, 0);
    deepEqual(names(joined), ['plant-1', 'tank']);
    equal(refused, 0);
    deepEqual(members.hear([heard('plant-1')], never, 1).joined, []);
  });

  it('leave out those that were named one by one', () => {
    members = new Members(['*'], (name) => name === 'plant-1');
    deepEqual(names(members.hear([heard('plant-1'), heard('plant-2')], never, 0).joined), ['plant-2']);
  });

  it('join again with the port that their server has now', () => {
    members.hear([heard('plant-1', 81)], never, 0);
    deepEqual(members.hear([heard('plant-1', 82)], never, 1).joined[0]?.port, 82);
  });

  it('keep their port while they are connected, whatever is announced', () => {
    members.hear([heard('plant-1', 81)], never, 0);
    deepEqual(members.hear([heard('plant-1', 82)], always, 1).joined, []);
  });

  it('keep their port where only updates over the air are announced', () => {
    members.hear([heard('plant-1', 81)], never, 0);
    deepEqual(members.hear([heard('plant-1', undefined)], never, 1).joined, []);
  });

  it('are forgotten after an hour without a connection or an announcement', () => {
    members.hear([heard('plant-1'), heard('plant-2')], never, 0);
    members.hear([heard('plant-2')], never, 1);
    deepEqual(members.forget(never, forgetMs - 1), []);
    deepEqual(members.forget(never, forgetMs), ['plant-1']);
    deepEqual(names(members.hear([heard('plant-1')], never, forgetMs).joined), ['plant-1']);
  });

  it('are not forgotten while they are connected, nor in the hour after that', () => {
    members.hear([heard('plant-1')], never, 0);
    deepEqual(members.forget(always, forgetMs), []);
    deepEqual(members.forget(never, 2 * forgetMs - 1), []);
    deepEqual(members.forget(never, 2 * forgetMs), ['plant-1']);
  });

  it('are at most 256, however many names a liar announces', () => {
    const liar = Array.from({ length: 1_000 }, (_, at) => heard(`plant-${at}`));
    const { joined, refused } = members.hear(liar, never, 0);
    equal(joined.length, mostFound);
    equal(refused, 1_000 - mostFound);
  });
});

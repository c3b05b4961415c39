import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Asked } from './asking-board.js';
import type { History } from './history.js';

/** Compares what requests were told with what the sketch has carried out. @returns how many ended how */
export function checkRequests({ asked, client, sketch }: History): Record<string, number> {
  const times = new Map<number, number>();
  for (const number of sketch.ran) times.set(number, (times.get(number) ?? 0) + 1);
  for (const request of asked) checkRequest(request, times.get(request.number) ?? 0);
  ok(
    sketch.ran.every((number) => asked[number]?.number === number),
    'requests that nobody made',
  );
  const ended = (end: string) => asked.filter((request) => request.end === end).length;
  const { late: _late, ...counters } = client.counters.requests;
  const answered = ended('done') + ended('garbled');
  const told = { answered, refused: ended('ERR_REFUSED'), unanswered: ended('ERR_NO_ANSWER') };
  deepEqual(counters, told, 'the counters of requests do not tell what they were told');
  return told;
}

function checkRequest(request: Asked, count: number): void {
  const { end, manner, number, said } = request;
  const [least, most] = boundsOf(request);
  const what = `29: request ${number} (${manner}) ended ${end}`;
  ok(least <= count && count <= most, `${what}, and the sketch has carried it out ${count} times`);
  if (end === 'done') equal(said, number, `${what} by the answer to another`);
  // What the network has changed in a sentence is another fault.
  if (end === 'ERR_REFUSED' && /^not \d+$/.test(String(said)))
    equal(said, `not ${number}`, `${what} in the words for another`);
}

/** How often the sketch may have carried out a request, by what was told. */
function boundsOf({ delivery, end, manner }: Asked): [least: number, most: number] {
  if (manner.startsWith('refuse')) return end === 'done' ? [1, 0] : [0, 0];
  const most = delivery.resend ? 2 : 1;
  if (end === 'done') return [1, most];
  if (['ERR_NO_ANSWER', 'ERR_UNCONFIRMED', 'garbled'].includes(end!)) return [0, most];
  // Under way once, and then a newer value made a second time needless.
  return end === 'replaced' && delivery.resend ? [0, 1] : [0, 0];
}

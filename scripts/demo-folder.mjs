// Two demos in one folder would take each other's flows and ports: who is there leaves its address, and answers for it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const path = '/demo-folder';
const fileIn = (folder) => join(folder, 'address');

/** Leaves the address at which {@link answerForFolder} answers. */
export function claimFolder(folder, port) {
  writeFileSync(fileIn(folder), `http://127.0.0.1:${port}/`);
}

/** The address of the demo that runs in a folder, if one does: one that was killed has left an address, but is silent. */
export async function runningDemoIn(folder) {
  try {
    const address = readFileSync(fileIn(folder), 'utf8');
    const answer = await fetch(new URL(path, address), { signal: AbortSignal.timeout(10_000) });
    return (await answer.text()) === folder ? address : undefined;
  } catch {
    return undefined;
  }
}

/** Answers another demo that asks whose folder this is. Returns whether that was what the request asked for. */
export function answerForFolder(folder, request, response) {
  if (request.url !== path) return false;
  response.end(folder);
  return true;
}

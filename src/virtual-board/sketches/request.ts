import { isUtf8 } from 'node:buffer';
import { strictJson } from './arduino-json.js';
import type { Id } from './topic.js';

/** A topic message that a client has sent. */
export interface Request {
  readonly topic: string;
  readonly payload: unknown;
  readonly id?: Id | undefined;
}

/** Why a client's text is not one; with the id to answer, if there is one that can be answered. */
export interface Refusal {
  readonly error: string;
  readonly id?: Id | undefined;
}

/** The longest message that the board takes or sends. */
export const maxBytes = 1_024;

const example = '{"topic":"led","payload":true}';
const deepestLevel = 10;
const longestId = 64;
const longestTopic = 256;

const notJson: Refusal = { error: `This is not JSON. A message looks like ${example}` };
const tooDeep: Refusal = { error: `This message is nested too deeply (${deepestLevel} levels).` };
const tooLong: Refusal = { error: `This message is too long: ${maxBytes} bytes at most.` };
const badId: Refusal = {
  error: `An id is a string of 1 to ${longestId} characters or a whole number below ${2 ** 32}.`,
};
const incomplete = `A topic of 1 to ${longestTopic} characters and a payload are needed, as in ${example}`;

/** Reads a text as the firmware's `request.h` does, with the same verdicts in the same order. */
export function readRequest(bytes: Buffer): Request | Refusal {
  if (bytes.length > maxBytes) return tooLong;
  if (!isUtf8(bytes)) return notJson;
  const text = strictJson(bytes.toString());
  if (isTooDeep(text)) return tooDeep;
  const message = parse(text);
  return message === undefined ? notJson : check({ ...message, id: idIn(text) });
}

function check(message: Record<string, unknown>): Request | Refusal {
  const { topic, payload, id } = message;
  if (isBroken(topic) || isBroken(id)) return notJson;
  if (!isUsable(id)) return badId;
  if (!isText(topic, longestTopic) || payload === undefined) return { error: incomplete, id };
  return { topic, payload, id };
}

/** Any object or array; other JSON has no members. Undefined if it is not JSON. */
function parse(text: string): object | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Its id; undefined for null. JSON.parse() cannot tell 5.0, which is none, from 5: it is read as 0.5 here. */
function idIn(json: string): unknown {
  const numbersOrStrings = /"(?:[^"\\]|\\.)*"|\d+[.eE][\d.eE+-]*/g;
  const text = json.replace(numbersOrStrings, (found) => (found.startsWith('"') ? found : '0.5'));
  return (parse(text) as { id?: unknown }).id ?? undefined;
}

/** A parser that goes from left to right stops at one level too many, whatever follows; what came before has to be JSON. */
function isTooDeep(text: string): boolean {
  const closers: string[] = [];
  for (const { 0: found, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (found === ']' || found === '}') closers.shift();
    else if (found === '[' || found === '{') {
      if (closers.length === deepestLevel)
        return parse(`${text.slice(0, index)} 0${closers.join('')}`) !== undefined;
      closers.unshift(found === '[' ? ']' : '}');
    }
  }
  return false;
}

/** Escapes such as \ud800 make strings that cannot be sent as UTF-8. */
function isBroken(value: unknown): boolean {
  return typeof value === 'string' && !value.isWellFormed();
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longest;
}

function isUsable(id: unknown): id is Id | undefined {
  if (typeof id === 'number') return Number.isInteger(id) && id >= 0 && id < 2 ** 32;
  return id === undefined || isText(id, longestId);
}

import { quoteLongNumbers } from './digits.js';
import { type Repair, repairJson } from './repair.js';

/** The deepest nesting that is parsed: no sketch needs more, and code downstream recurses. */
const maxDepth = 64;

/** A parsed text, or why it was not parsed. */
export type Parsed = Readonly<
  | {
      problem: undefined;
      /** Numbers that a double would round are strings. */
      value: unknown;
      /** The same with all numbers as numbers: what the text is as JSON. */
      rounded: unknown;
      repairs: readonly Repair[];
    }
  | { problem: 'depth' | 'syntax' }
>;

/**
 * Parses JSON from a peer that is not trusted. Nesting is measured before parsing; afterwards own keys that would reach a
 * prototype downstream are deleted: `__proto__`, and `constructor` where it holds a `prototype`. A text that is not JSON, but
 * almost, is repaired. Never throws.
 *
 * @param isJson whether it is meant as JSON, whatever it begins with
 */
export function parseJson(text: string, isJson: boolean): Parsed {
  if (depthOf(text) > maxDepth) return { problem: 'depth' };
  try {
    return parsed(text, JSON.parse(text), []);
  } catch {
    return parseRepaired(text, isJson);
  }
}

function parseRepaired(text: string, isJson: boolean): Parsed {
  const repaired = repairJson(text, isJson);
  if (repaired.repairs.length === 0) return { problem: 'syntax' };
  try {
    return parsed(repaired.text, JSON.parse(repaired.text), repaired.repairs);
  } catch {
    return { problem: 'syntax' };
  }
}

function parsed(text: string, rounded: unknown, repairs: readonly Repair[]): Parsed {
  const exact = quoteLongNumbers(text);
  const value: unknown = exact === text ? rounded : JSON.parse(exact);
  return { problem: undefined, value, rounded, repairs: sweep(value) ? [...repairs, 'keys'] : repairs };
}

/** The deepest nesting of brackets outside of strings, or more, in one pass and without recursion. */
function depthOf(text: string): number {
  // A level takes a character, so that a short text need not be measured.
  if (text.length <= maxDepth) return text.length;
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

function sweep(root: unknown): boolean {
  const pending = [root];
  let swept = false;
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) swept = Reflect.deleteProperty(value, '__proto__');
    if (holdsPrototype(value)) swept = Reflect.deleteProperty(value, 'constructor');
    for (const inner of Object.values(value)) if (typeof inner === 'object') pending.push(inner);
  }
  return swept;
}

function holdsPrototype(value: object): boolean {
  const held: unknown = Object.getOwnPropertyDescriptor(value, 'constructor')?.value;
  return typeof held === 'object' && held !== null && Object.hasOwn(held, 'prototype');
}

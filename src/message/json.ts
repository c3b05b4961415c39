/** The deepest nesting that is parsed: no sketch needs more, and code downstream recurses. */
const maxDepth = 64;

/** A parsed text, or why it was not parsed. */
export type Parsed =
  | { readonly problem: undefined; readonly value: unknown; readonly swept: boolean }
  | { readonly problem: 'depth' | 'syntax'; readonly value?: undefined; readonly swept?: undefined };

/**
 * Parses JSON from a peer that is not trusted. Nesting is measured before parsing; afterwards own keys that would reach a
 * prototype downstream are deleted, and `swept` says so: `__proto__`, and `constructor` where it holds a `prototype`. Never
 * throws.
 */
export function parseJson(text: string): Parsed {
  if (depthOf(text) > maxDepth) return { problem: 'depth' };
  try {
    const value: unknown = JSON.parse(text);
    return { problem: undefined, value, swept: sweep(value) };
  } catch {
    return { problem: 'syntax' };
  }
}

/** The deepest nesting of brackets outside of strings, in one pass and without recursion. */
function depthOf(text: string): number {
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
    for (const key of ['__proto__', ...(holdsPrototype(value) ? ['constructor'] : [])]) {
      if (Object.hasOwn(value, key)) swept = Reflect.deleteProperty(value, key);
    }
    for (const inner of Object.values(value)) pending.push(inner);
  }
  return swept;
}

function holdsPrototype(value: object): boolean {
  const held: unknown = Object.getOwnPropertyDescriptor(value, 'constructor')?.value;
  return typeof held === 'object' && held !== null && Object.hasOwn(held, 'prototype');
}

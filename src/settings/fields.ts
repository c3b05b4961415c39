import { SettingsError } from './settings-error.js';

/** What the editor saved for a node: any JSON at all, since flows are imported from anywhere. */
export type EditorValues = Readonly<Record<string, unknown>>;

/** Smallest and largest value of a number. The editor checks the same ranges. */
export type Range = readonly [smallest: number, largest: number];

/** @throws {SettingsError} where the field holds something else than text; a missing one is empty. */
export function readText(saved: EditorValues, field: string): string {
  const value = saved[field] ?? '';
  if (typeof value !== 'string') throw new SettingsError(field, 'text');
  return value;
}

/** @throws {SettingsError} where the field holds neither a number of that range nor nothing, which means `fallback`. */
export function readNumber(saved: EditorValues, field: string, fallback: number, range: Range): number {
  const value = saved[field];
  const text = typeof value === 'string' ? value.trim() : value;
  const number = text === undefined || text === null || text === '' ? fallback : toNumber(text);
  const [smallest, largest] = range;
  if (!(number >= smallest && number <= largest)) {
    throw new SettingsError(field, 'range', { smallest, largest });
  }
  return number;
}

/** The same for whole numbers only. */
export function readInteger(saved: EditorValues, field: string, fallback: number, range: Range): number {
  const number = readNumber(saved, field, fallback, range);
  if (!Number.isInteger(number)) throw new SettingsError(field, 'integer');
  return number;
}

/** @throws {SettingsError} where the field holds none of the choices; a missing one means the first. */
export function readChoice<C extends string>(
  saved: EditorValues,
  field: string,
  choices: readonly [C, ...C[]],
): C {
  const value = saved[field] ?? choices[0];
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw new SettingsError(field, 'choice', { choices: choices.join(', ') });
  return choice;
}

/** The editor saves numbers as text or as numbers; anything else (hex, `true`, a list) is no number. */
function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
}

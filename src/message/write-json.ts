import {
  isBooleanObject,
  isBoxedPrimitive,
  isDate,
  isMap,
  isNativeError,
  isNumberObject,
  isSet,
  isStringObject,
} from 'node:util/types';
import { DeliveryError, type DeliveryReason } from '../link/delivery-error.js';
import { isBytes } from './bytes.js';

/**
 * Writes a value as JSON, as `JSON.stringify` does, but refuses what would go out as `{}` or `null` in silence: see the table
 * of {@link encode}.
 *
 * @throws {DeliveryError} `ERR_BAD_PAYLOAD` for everything that has no JSON
 */
export function writeJson(payload: unknown): string {
  if (typeof payload === 'number' && !Number.isFinite(payload)) {
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'notValue', { value: String(payload) });
  }
  let json: string | undefined;
  try {
    json = JSON.stringify(payload, checked);
  } catch (cause) {
    if (cause instanceof DeliveryError) throw cause;
    throw new DeliveryError('ERR_BAD_PAYLOAD', 'notJson', {}, { cause });
  }
  if (json === undefined) throw new DeliveryError('ERR_BAD_PAYLOAD', 'notValue', { value: typeof payload });
  return json;
}

/** The primitive in a `new String`, `new Number` or `new Boolean` of any realm; any other value as it is. */
export function unboxed(value: unknown): unknown {
  if (isStringObject(value)) return String.prototype.valueOf.call(value);
  if (isNumberObject(value)) return Number.prototype.valueOf.call(value);
  return isBooleanObject(value) ? Boolean.prototype.valueOf.call(value) : value;
}

/** A replacer: `value` is what `toJSON` made of what `this` holds under the key. */
function checked(this: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'object' && !isBytes(value)) return value;
  const problem = problemOf((this as Readonly<Record<string, unknown>>)[key], value);
  if (problem !== undefined)
    throw new DeliveryError('ERR_BAD_PAYLOAD', problem, { value: nameOf(value as object | null) });
  return value;
}

/** Why JSON would not show what an object holds. */
function problemOf(original: unknown, value: unknown): DeliveryReason | undefined {
  if (isBytes(original)) return 'binaryInside';
  if (value === null) return isDate(original) ? 'invalidDate' : undefined;
  if (isMap(value)) return 'noMap';
  if (isSet(value)) return 'noSet';
  if (isNativeError(value)) return 'noError';
  return showsNothing(value as object) ? 'hiddenFields' : undefined;
}

/** Whether it would become `{}` although it is more than an empty object: a class that hides its fields, a Promise, a RegExp. */
function showsNothing(value: object): boolean {
  if (Array.isArray(value) || (isBoxedPrimitive(value) && unboxed(value) !== value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype of any realm ends the chain.
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return !isPlain && Object.keys(value).length === 0;
}

function nameOf(value: object | null): string {
  return String(value?.constructor?.name || 'class instance').slice(0, 64);
}

import type { Node, NodeAPI } from 'node-red';
import type { DeliveryError, DeliveryReason, DeliveryValues } from '../src/link/delivery-error.js';
import { SettingsError } from '../src/settings/settings-error.js';

/**
 * What a flow is told of a message that failed. Not an Error: of an Error, the debug sidebar shows an object whose texts end
 * after 30 characters, and of any other object what `toString` says. Catch nodes get `message` and `code` of both.
 */
export class Fault {
  /** What Node-RED's types ask of an error. */
  readonly name = 'Fault';
  /** Begins with the code, since Node-RED 4.0 hands on nothing else. */
  readonly message: string;
  declare readonly cause?: unknown;

  /** @param cause the exception behind it, if there is one */
  constructor(
    readonly code: string,
    sentence: string,
    cause?: unknown,
  ) {
    this.message = `${code}: ${sentence}`;
    if (cause !== undefined) this.cause = cause;
  }

  toString(): string {
    return this.message;
  }
}

/** Finds the words: a board for what has become of a message to it, or all boards of a config node. */
interface Explainer {
  explain(reason: DeliveryReason, values: DeliveryValues): string;
}

/** What a flow is told of a message that failed. @param cause the exception behind it, or what else a Catch node is to get */
export function faultOf(error: DeliveryError, explainer: Explainer, cause: unknown = error.cause): Fault {
  return new Fault(error.code, explainer.explain(error.reason, error.values), cause);
}

/**
 * Why a node cannot work, in the words of its own catalogue: which node, which field, and what to do.
 *
 * @param error of a setting, or any other, whose own words are told
 */
export function unusable(RED: NodeAPI, { name }: Node, error: unknown): string {
  const node = name || RED._('label.type');
  if (!(error instanceof SettingsError)) return `${node}: ${error instanceof Error ? error.message : error}`;
  const { field, problem, values } = error;
  const reason = RED._(`error.${problem}`, values);
  return RED._('unusable', {
    node,
    field: RED._(`label.${field}`),
    reason: values.entry === undefined ? reason : `${values.entry}: ${reason}`,
  });
}

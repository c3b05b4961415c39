import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ThrottledLog, throttleMs } from '../src/board/throttled-log.js';

/** What Node-RED's own `Node.error` asks first: whether Catch nodes take an error. No public method tells (decision 029). */
interface Flow {
  handleError?(node: Node, error: unknown, msg: NodeMessage): boolean;
}

/**
 * Keeps the errors of a node that no Catch node takes from filling the log: the first of each code is written at once, the
 * others every 10 s as one line with their number. Each `done(error)` comes here, and each still reaches every Catch node.
 *
 * @returns what the node calls when it is closed
 */
export function throttleErrors(RED: NodeAPI, node: Node): ThrottledLog {
  const logError = node.error.bind(node);
  const log = new ThrottledLog((error, count) => {
    if (count === 1) logError(error);
    else logError(`${error} (${RED._('repeated', { count, seconds: throttleMs / 1_000 })})`);
  });
  node.error = (error: unknown, msg?: NodeMessage) => {
    const { _flow: flow } = node as Node & { _flow?: Flow };
    if (flow?.handleError === undefined) logError(error, msg);
    else if (msg === undefined || !flow.handleError(node, error, msg)) log.add(codeOf(error), error);
  };
  return log;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? error);
}

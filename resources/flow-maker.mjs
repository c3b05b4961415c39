/** Makes nodes for a board. Undefined where there is nothing that can, or where the user may not deploy. */

/**
 * @typedef {object} FlowMaker
 * @property {(board: FoundBoard) => void} useFoundBoard
 * @property {(board: BoardDetailData | FoundBoard, options: { dashboard: boolean }) => void} makeFlow
 */

/** @returns {Promise<FlowMaker | undefined>} */
async function load() {
  if (!RED.user.hasPermission('flows.write')) return undefined;
  const file = './make-flow.mjs';
  return import(file).catch(() => undefined);
}

export const flowMaker = await load();

/** Makes nodes for a board. Undefined where the user may not deploy: then it is not loaded either. */
export const flowMaker = RED.user.hasPermission('flows.write') ? await import('./make-flow.mjs') : undefined;

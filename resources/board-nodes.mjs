/** Shows the nodes of a board in the flows. */

/**
 * Those of the flow that is shown come first; else those of the first flow that has any.
 *
 * @param {{ config: string, template?: string }} board
 * @param {Words} words
 * @returns {string} what to say
 */
export function showNodes({ config, template }, words) {
  /** @type {FlowNode[]} */
  const nodes = [];
  RED.nodes.eachNode((node) => {
    if (node.board === config || (template !== undefined && node.board === template)) nodes.push(node);
  });
  const [first] = nodes;
  if (first === undefined) return words.say('done.noNodes');
  const here = nodes.filter(({ z }) => z === RED.workspaces.active());
  const shown = here.length > 0 ? here : nodes.filter(({ z }) => z === first.z);
  RED.view.reveal(/** @type {FlowNode} */ (shown[0]).id);
  RED.view.select({ nodes: shown });
  return words.say('done.shown', { n: nodes.length });
}

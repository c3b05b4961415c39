/** What sets a topic of a board on a page of Dashboard 2.0, as it is saved: pure. Defaults are those of its version 1.31. */

import { htmlOf, labelOf } from './flow-text.mjs';

/**
 * A switch, a slider or a field, by what the board takes; a button for what has no value of its own.
 *
 * @param {FlowPlace} place
 * @param {FlowTopic | undefined} topic none: what is typed goes to the board as it is
 * @param {'boolean' | 'number' | 'string'} type
 * @param {NumberLook} look
 * @returns {SavedNode}
 */
export function controlWidget({ groups, newId, say }, topic, type, look) {
  const label = topic?.topic ?? say('send');
  const common = {
    id: newId(),
    name: labelOf(label),
    label: htmlOf(label),
    group: groups.control.id,
    order: 0,
    width: 6,
    height: 1,
    topic: labelOf(topic?.topic ?? ''),
    topicType: 'str',
    className: '',
    wires: [[]],
  };
  if (type === 'string') return { ...common, ...field };
  if (topic?.event)
    return {
      ...common,
      ...button,
      payload: type === 'boolean' ? 'true' : '1',
      payloadType: type === 'boolean' ? 'bool' : 'num',
    };
  return type === 'number' ? { ...common, ...slider, ...scaleOf(look) } : { ...common, ...toggle };
}

/** @param {NumberLook} look */
function scaleOf({ digits, max, min }) {
  return { min, max, step: 10 ** -digits };
}

/** Shows what is reported, not what was clicked. */
const toggle = {
  type: 'ui-switch',
  passthru: false,
  decouple: true,
  style: '',
  layout: 'row-spread',
  clickableArea: 'switch',
  onvalue: true,
  onvalueType: 'bool',
  onicon: '',
  oncolor: '',
  offvalue: false,
  offvalueType: 'bool',
  officon: '',
  offcolor: '',
};

/** Sends when it is let go. */
const slider = {
  type: 'ui-slider',
  tooltip: '',
  passthru: false,
  outs: 'end',
  thumbLabel: 'true',
  showTicks: 'false',
  iconPrepend: '',
  iconAppend: '',
  color: '',
  colorTrack: '',
  colorThumb: '',
  showTextField: false,
};

/** Sends with Enter: who only leaves the field has not decided. */
const field = {
  type: 'ui-text-input',
  mode: 'text',
  tooltip: '',
  delay: 300,
  passthru: false,
  sendOnDelay: false,
  sendOnBlur: false,
  sendOnEnter: true,
  clearable: false,
  sendOnClear: false,
  icon: '',
  iconPosition: 'left',
  iconInnerPosition: 'inside',
};

const button = {
  type: 'ui-button',
  emulateClick: false,
  tooltip: '',
  color: '',
  bgcolor: '',
  icon: '',
  iconPosition: 'left',
  buttonColor: '',
  textColor: '',
  iconColor: '',
  enableClick: true,
  enablePointerdown: false,
  pointerdownPayload: '',
  pointerdownPayloadType: 'str',
  enablePointerup: false,
  pointerupPayload: '',
  pointerupPayloadType: 'str',
};

/** Widgets of Dashboard 2.0 as they are saved, with all their fields: pure. Defaults are those of its version 1.31. */

import { htmlOf, labelOf } from './flow-text.mjs';

/** What is HTML in a text is shown as it is written. */
const asText = (/** @type {string} */ of) => `$replace($replace($string(${of}), "&", "&amp;"), "<", "&lt;")`;

/**
 * A value in words, as JSONata.
 *
 * @param {FlowTopic} topic
 * @param {NumberLook} [look] of a number
 */
export function wordsOf({ event, unit = '' }, look) {
  const ending = unit === '' ? '' : ` & ${JSON.stringify(` ${htmlOf(unit)}`)}`;
  if (look !== undefined)
    return `$type(payload) = "number" ? $string($round(payload, ${look.digits}))${ending} : "–"`;
  const words = `payload = null ? "–" : ${asText('payload')}${ending}`;
  return event ? `(${words}) & " · " & $moment().format("HH:mm:ss")` : words;
}

/**
 * The connection in words, as JSONata: the state, and why it is not connected.
 *
 * @param {(key: string) => string} say
 */
export function connectionWords(say) {
  const states = ['connecting', 'ready', 'slow', 'no pongs', 'silent', 'lost', 'closing', 'disconnected'];
  const words = Object.fromEntries(states.map((state) => [state, htmlOf(say(`state.${state}`))]));
  return `$lookup(${JSON.stringify(words)}, payload) & (reason ? ": " & ${asText('reason')} : "")`;
}

/** What a text shows that comes as one, as JSONata. */
export const plainWords = asText('payload');

/**
 * @param {FlowPlace} place
 * @param {{ label: string, words: string, isWide?: boolean }} text
 * @returns {SavedNode}
 */
export function textWidget({ groups, newId }, { isWide = false, label, words }) {
  return {
    id: newId(),
    type: 'ui-text',
    group: groups.now.id,
    order: 0,
    width: isWide ? 6 : 3,
    height: 1,
    name: labelOf(label),
    label: htmlOf(label),
    format: '{{msg.payload}}',
    layout: 'row-spread',
    style: false,
    font: 'Helvetica',
    fontSize: 16,
    color: '#717171',
    wrapText: true,
    className: '',
    value: words,
    valueType: 'jsonata',
    wires: [],
  };
}

/**
 * @param {FlowPlace} place
 * @param {FlowTopic} topic
 * @param {NumberLook} look
 * @returns {SavedNode}
 */
export function gaugeWidget({ groups, newId }, { topic, unit = '' }, { max, min }) {
  return {
    id: newId(),
    type: 'ui-gauge',
    name: labelOf(topic),
    group: groups.now.id,
    order: 0,
    value: 'payload',
    valueType: 'msg',
    width: 3,
    height: 3,
    gtype: 'gauge-half',
    gstyle: 'rounded',
    title: labelOf(topic),
    alwaysShowTitle: false,
    floatingTitlePosition: 'top-left',
    units: labelOf(unit),
    icon: '',
    prefix: '',
    suffix: '',
    segments: [{ from: String(min), color: '#3b82c4', text: '', textType: 'value' }],
    min,
    max,
    sizeThickness: 16,
    sizeGap: 4,
    sizeKeyThickness: 8,
    styleRounded: true,
    styleGlow: false,
    className: '',
    wires: [],
  };
}

/**
 * @param {FlowPlace} place
 * @param {FlowTopic} topic
 * @returns {SavedNode}
 */
export function chartWidget({ groups, newId }, { topic, unit = '' }) {
  return {
    id: newId(),
    type: 'ui-chart',
    group: groups.charts.id,
    name: labelOf(topic),
    label: unit === '' ? labelOf(topic) : `${labelOf(topic)}, ${labelOf(unit)}`,
    order: 0,
    chartType: 'line',
    category: 'topic',
    categoryType: 'msg',
    // Blank and not empty: the dashboard 1.31 then leaves room for the times below the axis, which it cuts otherwise.
    xAxisLabel: ' ',
    xAxisProperty: null,
    xAxisPropertyType: 'timestamp',
    xAxisType: 'time',
    xAxisFormat: '',
    xAxisFormatType: 'auto',
    xmin: '',
    xmax: '',
    yAxisLabel: '',
    yAxisProperty: 'payload',
    yAxisPropertyType: 'msg',
    ymin: '',
    ymax: '',
    bins: 10,
    action: 'append',
    stackSeries: false,
    pointShape: 'false',
    pointRadius: 1,
    showLegend: false,
    removeOlder: '1',
    removeOlderUnit: '3600',
    removeOlderPoints: '',
    colors: [
      '#3b82c4',
      '#FF0000',
      '#FF7F0E',
      '#2CA02C',
      '#A347E1',
      '#D62728',
      '#FF9896',
      '#9467BD',
      '#C5B0D5',
    ],
    textColor: ['#666666'],
    textColorDefault: true,
    gridColor: ['#e5e5e5'],
    gridColorDefault: true,
    width: 6,
    height: 4,
    className: '',
    interpolation: 'linear',
    wires: [[]],
  };
}

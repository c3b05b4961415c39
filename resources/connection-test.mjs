/** Tries the connection with what is typed in the dialog of a board, before anything is deployed, and shows each step. */

import { headersToSave, unknown } from './headers.mjs';
import { printable } from './printable.mjs';
import { sentencesOf } from './reasons.mjs';
import { current } from './verdict.mjs';

/** So often it is looked whether the dialog is still there. */
const lookMs = 500;

/** @type {readonly TestStep[]} */
const steps = ['name', 'tcp', 'handshake', 'pong', 'hello'];

/** How a step can stand: its icon, and `test.state.<word>`. */
const icons = {
  running: 'fa-spinner fa-spin',
  ok: 'fa-check',
  failed: 'fa-times',
  none: 'fa-minus',
  stopped: 'fa-minus',
};

/**
 * Runs when the button is pressed, until there is a result, the button is pressed again, or the dialog ends. Of several boards
 * it tries the one whose row had the focus last, and says so on the button.
 *
 * @param {EditorNode} node
 * @param {import('./board-list.mjs').BoardList} list
 */
export function showConnectionTest(node, list) {
  const section = $('.esp8266-ws-test');
  const button = section.children('button');
  /** @type {JQuery.jqXHR | undefined} */
  let request;
  const update = () => {
    const host = list.isShown ? list.chosen : undefined;
    const words = node._(request === undefined ? 'label.test' : 'label.stop');
    button.children('span').text(host === undefined ? words : `${words}: ${host}`);
    button.prop('disabled', list.isShown && host === undefined && request === undefined);
  };
  const start = () => {
    const typed = typedIn(node);
    const running = showTest(section, node, list.isShown ? { ...typed, host: list.chosen } : typed, () => {
      clearInterval(watch);
      request = undefined;
      update();
    });
    request = running;
    update();
    const watch = setInterval(() => section.prop('isConnected') || running.abort(), lookMs);
  };
  button.on('click', () => (request === undefined ? start() : request.abort()));
  section.closest('form').on('focusin input change', update);
  update();
}

/**
 * Runs one test, and shows what is told of it. Without the request, Node-RED ends the test, too.
 *
 * @param {JQuery} section
 * @param {EditorNode} node whose words are used
 * @param {object} fields what to test with
 * @param {() => void} onEnd
 * @returns {JQuery.jqXHR}
 */
export function showTest(section, node, fields, onEnd) {
  const view = new TestView(section, node);
  const running = postTest(fields, (news) => view.report(news));
  running
    .then(
      () => view.isOver || view.end('failed', node._('now.unreachable')),
      (answer, why) =>
        why === 'abort'
          ? view.end('stopped', node._('test.stopped'))
          : view.end('failed', refusalOf(answer, node)),
    )
    .always(onEnd);
  return running;
}

/** What is told of one test. Details come from the network: text, never HTML. */
class TestView {
  isOver = false;
  address = '';

  /**
   * @param {JQuery} section
   * @param {EditorNode} node
   */
  constructor(section, node) {
    this.node = node;
    this.list = section.children('ol').empty();
    this.note = section.children('p').first().text('');
    this.result = section.children('p').last().text(node._('test.running'));
    this.result.removeClass('esp8266-ws-fault');
  }

  /** @param {TestNews} news */
  report(news) {
    if ('address' in news) this.begin(news);
    else if ('step' in news) this.pass(news);
    else if (news.end === 'failed')
      this.end('failed', sentencesOf(this.address, news.reasons, this.node), news.detail);
    else this.end('none', this.node._(news.end === 'good' ? 'test.good' : 'test.noHello'));
  }

  /** @param {{ address: string, isLive: boolean }} news */
  begin({ address, isLive }) {
    this.address = address;
    if (isLive) this.note.text(this.node._('test.isLive'));
    // What is no name needs nobody to resolve it.
    this.add(/^(\[|[\d.]+:\d+$)/.test(address) ? 'tcp' : 'name');
  }

  /** @param {{ step: TestStep, ms: number, detail?: string }} news */
  pass({ detail, ms, step }) {
    this.mark('ok', [durationOf(ms, this.node), detail]);
    const next = steps[steps.indexOf(step) + 1];
    if (next !== undefined) this.add(next);
  }

  /**
   * @param {keyof typeof icons} state of a step that is under way
   * @param {string} sentence
   * @param {string} [detail]
   */
  end(state, sentence, detail) {
    this.isOver = true;
    this.mark(state, [detail]);
    this.result.text(sentence).toggleClass('esp8266-ws-fault', state === 'failed');
  }

  /** @param {TestStep} step */
  add(step) {
    $('<li>')
      .append('<i>', ' ', $('<span>').text(`${this.node._(`test.step.${step}`)}:`), ' ', '<b>')
      .appendTo(this.list);
    this.mark('running');
  }

  /**
   * Says how the newest step stands, unless it has been passed already.
   *
   * @param {keyof typeof icons} state
   * @param {readonly (string | undefined)[]} details
   */
  mark(state, details = []) {
    const row = this.list.children().last();
    if (row.hasClass('esp8266-ws-step-ok')) return;
    row.attr('class', `esp8266-ws-step-${state}`);
    row.children('i').attr({ class: `fa ${icons[state]}`, 'aria-hidden': 'true' });
    row.children('b').text(this.node._(`test.state.${state}`));
    const shown = details.filter((detail) => detail).map((detail) => printable(detail));
    if (shown.length > 0) row.append(' · ', $('<bdi>').text(shown.join(' · ')));
  }
}

/**
 * Posts what is typed, and reads what is told line by line, as it comes.
 *
 * @param {object} typed
 * @param {(news: TestNews) => void} report
 */
export function postTest(typed, report) {
  let at = 0;
  const read = (/** @type {string} */ text) => {
    const end = text.lastIndexOf('\n') + 1;
    const lines = text.slice(at, end).split('\n');
    at = Math.max(at, end);
    // A page of a proxy is no news.
    for (const line of lines.filter((each) => each.startsWith('{'))) report(JSON.parse(line));
  };
  const transport = new XMLHttpRequest();
  transport.onprogress = () => transport.status === 200 && read(transport.responseText);
  const request = $.ajax({
    url: 'esp8266-ws/test',
    method: 'POST',
    contentType: 'application/json',
    data: JSON.stringify(typed),
    dataType: 'text',
    xhr: () => transport,
  });
  request.done(read);
  return request;
}

/**
 * What would be saved now. A secret that only the deployed node knows is what the editor shows instead.
 *
 * @param {EditorNode} node
 */
function typedIn(node) {
  const { credentials = {}, defaults } = node._def;
  const { headers, secrets } = headersToSave();
  const known = Object.entries(secrets).map(([name, value]) => [
    name,
    value ?? node.credentials?.[name] ?? unknown,
  ]);
  const valuesOf = (/** @type {object} */ fields) =>
    Object.fromEntries(Object.keys(fields).map((field) => [field, typedValue(field, node)]));
  const { password, user } = valuesOf(credentials);
  return {
    ...valuesOf(defaults),
    id: node.id,
    headers,
    credentials: { user, password, ...Object.fromEntries(known) },
  };
}

/**
 * @param {string} field
 * @param {EditorNode} node
 */
function typedValue(field, node) {
  const box = $(`#node-config-input-${field}:checkbox`);
  if (box.length > 0) return box.prop('checked') === true;
  const value = current(field, node);
  // What the editor's list calls no choice.
  return value === '_ADD_' ? '' : value;
}

/**
 * Why there is no test.
 *
 * @param {JQuery.jqXHR} answer
 * @param {EditorNode} node
 */
export function refusalOf({ responseText, status }, node) {
  if (status !== 422) return node._(refusals[status] ?? 'now.unreachable');
  const { field, problem, values } = JSON.parse(responseText);
  // Node-RED does not know it yet, but the editor does.
  const isNew = problem === 'tlsMissing' && RED.nodes.node(current('tls', node));
  return `${node._(`label.${field}`)}: ${node._(isNew ? 'test.tlsNotDeployed' : `error.${problem}`, values)}`;
}

/** @type {Record<number, string>} */
const refusals = { 401: 'test.forbidden', 403: 'test.forbidden', 409: 'test.busy' };

/**
 * @param {number} ms
 * @param {EditorNode} node
 */
function durationOf(ms, node) {
  const say = (/** @type {string} */ key, /** @type {number} */ n) =>
    node._(key, { n: n.toLocaleString(RED.i18n.lang(), { maximumFractionDigits: 1 }) });
  return ms < 1_000 ? say('now.milliseconds', ms) : say('test.seconds', ms / 1_000);
}

/** Sends a message to an opened board, and says how that has ended. */

import { endOf, payloadOf } from './board-send-model.mjs';
import { refusalText, send } from './boards-requests.mjs';
import { lightClass } from './boards-view.mjs';
import { button, element, iconOf, KeyedList } from './dom.mjs';

let count = 0;

export class SendForm {
  root = element('form', 'esp8266-ws-board-part');
  end = element('p', 'esp8266-ws-line');

  /**
   * @param {BoardRowData} board
   * @param {Words} words
   * @param {() => void} refresh
   */
  constructor(board, words, refresh) {
    this.board = board;
    this.words = words;
    this.refresh = refresh;
    count += 1;
    const id = `esp8266-ws-send-${count}`;
    this.topic = field(words.say('send.noTopic'));
    this.payload = field(words.say('send.hint'));
    const list = element('datalist');
    list.id = id;
    this.topic.setAttribute('list', id);
    this.topics = new KeyedList(
      list,
      ({ topic }) => topic,
      ({ topic }) => ({ root: Object.assign(element('option'), { value: topic }), update() {} }),
    );
    this.button = button('fa-paper-plane', words.say('send.send'), () => {});
    this.button.type = 'submit';
    this.end.setAttribute('aria-live', 'polite');
    this.root.append(
      element('h5', 'esp8266-ws-board-title', words.say('section.send')),
      element('label', 'esp8266-ws-send-field', element('span', '', words.say('send.topic')), this.topic),
      element('label', 'esp8266-ws-send-field', element('span', '', words.say('send.payload')), this.payload),
      element('div', 'esp8266-ws-tab-actions', this.button),
      this.end,
      list,
    );
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
  }

  /** @param {readonly ShownValue[]} values */
  update(values) {
    this.topics.update(values);
  }

  async send() {
    const { board, payload, topic, words } = this;
    this.button.disabled = true;
    this.say('busy', words.say('send.sending'), '');
    try {
      const end = await send(board, { topic: topic.value.trim(), payload: payloadOf(payload.value) });
      const { light, sentence, what } = endOf(end, board, words);
      this.say(light, what, sentence);
    } catch (answer) {
      this.say(
        'bad',
        refusalText(/** @type {{ status?: number }} */ (answer)?.status ?? 0, 'write', words),
        '',
      );
    }
    this.button.disabled = false;
    void this.refresh();
  }

  /** @param {Light} light @param {string} what @param {string} sentence */
  say(light, what, sentence) {
    const icon = iconOf('');
    icon.className = lightClass(light);
    this.end.replaceChildren(icon, ' ', element('span', '', what), ' ', element('bdi', '', sentence));
  }
}

/** @param {string} hint */
function field(hint) {
  const input = element('input', 'esp8266-ws-send-input');
  Object.assign(input, {
    type: 'text',
    placeholder: hint,
    title: hint,
    autocomplete: 'off',
    spellcheck: false,
  });
  return input;
}

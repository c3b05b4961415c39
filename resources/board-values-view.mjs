/** The values of an opened board, each with a small line of the last minutes. */

import { lineHeight, lineWidth } from './board-lines.mjs';
import { element, KeyedList, setAttribute, setText, svg } from './dom.mjs';

export class ValuesView {
  none = element('p');
  list = element('ul');
  root = element('section', 'esp8266-ws-board-part');

  /** @param {Words} words */
  constructor(words) {
    this.none.textContent = words.say('values.none');
    this.root.append(
      element('h5', 'esp8266-ws-board-title', words.say('section.values')),
      this.none,
      this.list,
    );
    this.rows = new KeyedList(
      this.list,
      ({ topic }) => topic,
      () => new ValueView(),
    );
  }

  /** @param {readonly ShownValue[]} values */
  update(values) {
    this.none.hidden = values.length > 0;
    this.rows.update(values);
  }
}

class ValueView {
  topic = element('bdi', 'esp8266-ws-value-topic esp8266-ws-cut');
  remark = element('span');
  age = element('span');
  value = element('bdi', 'esp8266-ws-strong');
  unit = element('bdi');
  path = svg('path', { 'vector-effect': 'non-scaling-stroke' });
  root = element('li', 'esp8266-ws-value');

  constructor() {
    this.line = svg(
      'svg',
      {
        class: 'esp8266-ws-value-line',
        viewBox: `0 0 ${lineWidth} ${lineHeight}`,
        preserveAspectRatio: 'none',
        'aria-hidden': 'true',
      },
      this.path,
    );
    const now = element(
      'span',
      'esp8266-ws-value-now esp8266-ws-cut esp8266-ws-figures',
      this.value,
      ' ',
      this.unit,
    );
    const about = element(
      'span',
      'esp8266-ws-value-about esp8266-ws-dotted esp8266-ws-small esp8266-ws-figures',
      this.remark,
      this.age,
    );
    this.root.append(this.topic, this.line, now, about);
  }

  /** @param {ShownValue} shown */
  update({ age, line, remark, topic, unit, value }) {
    setText(this.topic, topic);
    setAttribute(this.topic, 'title', topic);
    setText(this.remark, remark);
    setText(this.age, age);
    setText(this.value, value);
    setAttribute(this.value, 'title', value);
    setText(this.unit, unit);
    setAttribute(this.path, 'd', line);
  }
}

/** What the dialogs share: one name for their scripts, which stand in the .html of each node. */

import * as address from './address.mjs';
import { BoardList } from './board-list.mjs';
import { showConnection } from './connection-now.mjs';
import { showConnectionTest } from './connection-test.mjs';
import * as files from './files.mjs';
import { prepare } from './form.mjs';
import { showFoundBoards } from './found-boards.mjs';
import * as headers from './headers.mjs';
import { showHeardTopics } from './heard-topics.mjs';
import * as hosts from './hosts.mjs';
import * as otherBoards from './other-boards.mjs';
import { takeUrlsApart } from './pasted-url.mjs';
import { showPatternLogin } from './pattern-login.mjs';
import { showWhatTopicTakes } from './settable-topic.mjs';
import { fromBoardAdvice, offerBoardNames, showIfSeveral } from './several-boards.mjs';
import { showTopicList } from './topic-list.mjs';
import * as verdict from './verdict.mjs';

Object.assign(globalThis, {
  esp8266Ws: {
    ...address,
    ...files,
    ...headers,
    ...hosts,
    ...otherBoards,
    ...verdict,
    BoardList,
    fromBoardAdvice,
    offerBoardNames,
    prepare,
    showConnection,
    showConnectionTest,
    showFoundBoards,
    showHeardTopics,
    showIfSeveral,
    showPatternLogin,
    showTopicList,
    showWhatTopicTakes,
    takeUrlsApart,
  },
});

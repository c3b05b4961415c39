#pragma once

#include "identity.h"
#include "outgoing.h"
#include "topic.h"

/**
 * Another one at each start of the board, so that clients notice a restart. Chosen with the first hello: the
 * generator lives on the radio's noise, and in setup() there is none yet.
 */
inline uint32_t bootNumber() {
  static const uint32_t number = ESP.random();
  return number;
}

/** Adds a topic, unless it leaves no room for what closes the hello. */
inline void describe(Outgoing &message, const Topic &topic, const char *separator) {
  static constexpr size_t END_BYTES = 3;
  const size_t before = message.length();
  message.raw(separator).raw("{\"topic\":").quoted(topic.name).raw(",\"type\":").quoted(topic.type);
  if (*topic.unit != '\0') message.raw(",\"unit\":").quoted(topic.unit);
  if (topic.set) message.raw(",\"settable\":true");
  if (topic.isEvent()) message.raw(",\"event\":true");
  message.raw("}");
  if (message.isWhole() && message.length() + END_BYTES <= Outgoing::MAX_BYTES) return;
  message.cutTo(before);
  Serial.printf("The hello has no room for topic %s\n", topic.name);
}

/** The board's name, sketch, id and topics: PROTOCOL.md's $hello. */
inline void writeHello(Outgoing &message, const Identity &identity, const TopicTable &topics) {
  message.begin("$hello").raw("{\"board\":").quoted(identity.board());
  message.raw(",\"sketch\":").quoted(identity.sketch).raw(",\"version\":").quoted(identity.version);
  message.raw(",\"id\":").quoted(identity.id()).raw(",\"boot\":").number(bootNumber());
  message.raw(",\"maxBytes\":").number(Outgoing::MAX_BYTES).raw(",\"topics\":[");
  for (uint8_t at = 0; at < topics.count; at++) describe(message, topics.rows[at], at == 0 ? "" : ",");
  message.raw("]}}");
}

#pragma once

#include <ESP8266WiFi.h>
#include <WebSocketsServer.h>

#include "clients.h"
#include "hello.h"
#include "outgoing.h"
#include "request.h"
#include "topic.h"

/** The protocol between boards and flows (PROTOCOL.md), for a table of topics. */
class TopicServer {
 public:
  template <size_t COUNT>
  TopicServer(uint16_t port, const Identity &identity, const Topic (&topics)[COUNT])
      : topics_{topics, COUNT}, clients_(port, identity, topics_) {
    static_assert(COUNT <= Clients::HELLO, "31 topics at most: a client's are the bits of one number.");
  }

  /** Required from every client. Together at most 52 bytes: the library cannot check more. */
  void setPassword(const char *user, const char *password) {
    clients_.server().setAuthorization(user, password);
  }

  /** `measure` runs before every round of readings. */
  void begin(void (*measure)()) {
    measure_ = measure;
    WebSocketsServer &server = clients_.server();
    server.onEvent([this](uint8_t num, WStype_t type, const uint8_t *payload, size_t length) {
      onEvent(num, type, reinterpret_cast<const char *>(payload), length);
    });
    // A client that vanishes would keep its slot, one of five, for ever: ping every 15 s, and disconnect a
    // client that has not answered within 3 s twice.
    server.enableHeartbeat(15000, 3000, 2);
    server.begin();
  }

  void loop() {
    clients_.server().loop();
    const uint32_t now = millis();
    if (now - roundMs_ < ROUND_MS) return;
    roundMs_ = now;
    round_++;
    measure_();
    for (uint8_t at = 0; at < topics_.count; at++) {
      const Topic &topic = topics_.rows[at];
      const bool isSentInRounds = topic.everyRounds != 0 && !topic.isEvent();
      if (isSentInRounds && round_ % topic.everyRounds == 0) clients_.oweAll(at);
    }
    clients_.settleAll();
  }

  /** Sends a topic's value to every client: for what changes by itself, such as a door, and for events. */
  void report(const char *topic) {
    const int at = topics_.find(topic, strlen(topic));
    if (at < 0 || !topics_.rows[at].read) return;
    clients_.oweAll(at);
    clients_.settleAll();
  }

 private:
  static constexpr uint32_t ROUND_MS = 1000;

  /** Characters of an unknown topic that an error repeats. */
  static constexpr uint8_t LONGEST_QUOTE = 32;

  const TopicTable topics_;
  Clients clients_;
  void (*measure_)() = nullptr;
  uint32_t round_ = 0;
  uint32_t roundMs_ = 0;

  void onEvent(uint8_t num, WStype_t type, const char *payload, size_t length) {
    switch (type) {
      case WStype_CONNECTED:
        clients_.connected(num, payload);
        break;
      case WStype_DISCONNECTED:
        clients_.disconnected(num);
        break;
      case WStype_TEXT:
        onText(num, Request(payload, length));
        break;
      case WStype_BIN:
      case WStype_FRAGMENT_TEXT_START:
      case WStype_FRAGMENT_BIN_START:
        refuse(num, JsonVariantConst(), "This sketch takes text messages in one piece only.");
        break;
      case WStype_PONG:
        // The heartbeat's pings are empty, ours are not.
        if (length > 0) clients_.answered(num);
        break;
      default:
        break;
    }
  }

  void onText(uint8_t num, const Request &request) {
    if (request.error()) return refuse(num, request.id(), request.error());
    const int at = topics_.find(request.topic().c_str(), request.topic().size());
    if (at < 0) return refuseTopic(num, request, "Unknown topic ", ".");
    const Topic &topic = topics_.rows[at];
    if (topic.isEvent() && request.asks()) return refuseQuery(num, request.id(), topic);
    if (topic.read && request.asks()) return answer(num, request.id(), topic);
    if (!topic.set) return refuseTopic(num, request, "Topic ", " cannot be set.");
    const char *problem = topic.set(request.payload());
    if (problem) return refuse(num, request.id(), problem);
    // The client that sent it gets an answer to each message, the others the new value.
    answer(num, request.id(), topic);
    if (!topic.read) return;
    clients_.oweAll(at);
    clients_.forgive(num, at);
    clients_.settleAll();
  }

  void answer(uint8_t num, JsonVariantConst id, const Topic &topic) {
    clients_.message().begin(topic.name).value(topic.value());
    finish(num, id);
  }

  void refuse(uint8_t num, JsonVariantConst id, const char *error) {
    clients_.message().begin("$error").quoted(error);
    finish(num, id);
  }

  /** An event is over: its last value no longer holds. */
  void refuseQuery(uint8_t num, JsonVariantConst id, const Topic &topic) {
    Outgoing &message = clients_.message().begin("$error").raw("\"").escaped("Topic \"");
    message.escaped(topic.name).escaped("\" is an event and has no value.").raw("\"");
    finish(num, id);
  }

  /** Says which topics could be set instead. */
  void refuseTopic(uint8_t num, const Request &request, const char *before, const char *after) {
    const JsonString name = request.topic();
    const size_t shown = bytesOfFirst(LONGEST_QUOTE, name.c_str(), name.size());
    Outgoing &message = clients_.message().begin("$error").raw("\"").escaped(before);
    message.raw("\\\"").escaped(name.c_str(), shown).raw(shown < name.size() ? "…\\\"" : "\\\"");
    message.escaped(after).raw(" This sketch takes ");
    const char *separator = "\\\"";
    for (uint8_t at = 0; at < topics_.count; at++) {
      if (!topics_.rows[at].set) continue;
      message.raw(separator).escaped(topics_.rows[at].name).raw("\\\"");
      separator = ", \\\"";
    }
    message.raw(" only.\"");
    finish(num, request.id());
  }

  /** Ends an answer with the id of what it answers, and sends it. */
  void finish(uint8_t num, JsonVariantConst id) {
    Outgoing &message = clients_.message();
    if (id.is<uint32_t>()) {
      message.raw(",\"id\":").number(id.as<uint32_t>());
    } else if (!id.isNull()) {
      const JsonString text = id.as<JsonString>();
      message.raw(",\"id\":").quoted(text.c_str(), text.size());
    }
    message.raw("}");
    clients_.send(num);
  }
};
